/** The first shape of everything that Parley keeps. */
export const foundations = {
  name: '0001-foundations',
  sql: `
-- The organisation and its people ------------------------------------------------------------------------------------

CREATE TABLE organization (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  name text NOT NULL DEFAULT '',
  root_unit_id text,
  routing_domain_id text NOT NULL,
  region text NOT NULL DEFAULT 'GB',
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE organization IS 'The one organisation of this installation.';
COMMENT ON COLUMN organization.routing_domain_id IS 'The routing domain of the tree under the root unit: one decider, one log.';
COMMENT ON COLUMN organization.region IS 'ISO 3166 calling region that bare phone numbers are read in.';

CREATE TABLE business_unit (
  business_unit_id text PRIMARY KEY,
  parent_id text REFERENCES business_unit,
  kind text NOT NULL CHECK (kind IN ('root', 'branch', 'department')),
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE business_unit IS 'Branches and departments: a tree that scopes people, queues, permissions and reports.';
COMMENT ON COLUMN business_unit.time_zone IS 'IANA zone that times are shown in.';
ALTER TABLE organization ADD FOREIGN KEY (root_unit_id) REFERENCES business_unit;

CREATE TABLE person (
  person_id text PRIMARY KEY,
  business_unit_id text NOT NULL REFERENCES business_unit,
  name text NOT NULL,
  email text NOT NULL,
  password_hash text NOT NULL,
  language text NOT NULL DEFAULT 'en',
  color_scheme text NOT NULL DEFAULT 'auto' CHECK (color_scheme IN ('light', 'dark', 'auto')),
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_email ON person (lower(email));
COMMENT ON TABLE person IS 'Somebody who signs in.';
COMMENT ON COLUMN person.password_hash IS 'argon2id, in PHC string form.';

CREATE TABLE person_role (
  person_id text NOT NULL REFERENCES person ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('agent', 'supervisor', 'administrator')),
  PRIMARY KEY (person_id, role)
);

CREATE TABLE sign_in (
  sign_in_id text PRIMARY KEY,
  person_id text NOT NULL REFERENCES person ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  address text,
  user_agent text
);
CREATE INDEX sign_in_person ON sign_in (person_id);
COMMENT ON TABLE sign_in IS 'A browser that is signed in; deleting the row signs it out.';
COMMENT ON COLUMN sign_in.token_hash IS 'SHA-256 of the cookie''s secret: the database alone lets nobody in.';

CREATE TABLE sign_in_failure (
  sign_in_failure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  address text,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_failure_email ON sign_in_failure (email, at);
COMMENT ON TABLE sign_in_failure IS 'Wrong passwords of late, by folded e-mail address: five slow the account down.';

CREATE TABLE set_up_token (
  token_hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
COMMENT ON TABLE set_up_token IS 'One-time links with which the first administrator is made. SHA-256 of the token.';

CREATE TABLE audit_entry (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  person_id text,
  action text NOT NULL,
  subject text,
  address text,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entry_at ON audit_entry (at DESC);
COMMENT ON TABLE audit_entry IS 'Who did what. person_id has no foreign key: the trace outlives the person.';

CREATE TABLE idempotency_key (
  scope text NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  status integer,
  answer jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
COMMENT ON TABLE idempotency_key IS 'Answers to creating posts, so that a repeated post makes nothing twice. scope: the person, or the public route.';
COMMENT ON COLUMN idempotency_key.status IS 'NULL while the first request is under way.';

-- Who takes interactions, and what reaches them ----------------------------------------------------------------------

CREATE TABLE queue (
  queue_id text PRIMARY KEY,
  business_unit_id text NOT NULL REFERENCES business_unit,
  name text NOT NULL,
  strategy text NOT NULL DEFAULT 'longestIdle' CHECK (strategy IN ('longestIdle')),
  ring_timeout_ms integer NOT NULL DEFAULT 20000 CHECK (ring_timeout_ms BETWEEN 1000 AND 300000),
  wrap_up_limit_ms integer NOT NULL DEFAULT 60000 CHECK (wrap_up_limit_ms BETWEEN 0 AND 3600000),
  wrap_up_extensions integer NOT NULL DEFAULT 2 CHECK (wrap_up_extensions BETWEEN 0 AND 100),
  decline_cool_down_ms integer NOT NULL DEFAULT 30000 CHECK (decline_cool_down_ms BETWEEN 0 AND 3600000),
  priority integer NOT NULL DEFAULT 0,
  is_recorded boolean NOT NULL DEFAULT true,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE queue IS 'Where interactions wait for people.';

CREATE TABLE agent (
  agent_id text PRIMARY KEY,
  person_id text NOT NULL UNIQUE REFERENCES person ON DELETE CASCADE,
  station_id text NOT NULL UNIQUE,
  is_active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE agent IS 'A person who takes interactions.';
COMMENT ON COLUMN agent.station_id IS 'The browser station, for as long as the agent exists: a leg outlives its transport.';

CREATE TABLE agent_queue (
  agent_id text NOT NULL REFERENCES agent ON DELETE CASCADE,
  queue_id text NOT NULL REFERENCES queue ON DELETE CASCADE,
  priority integer NOT NULL DEFAULT 0,
  PRIMARY KEY (agent_id, queue_id)
);
COMMENT ON TABLE agent_queue IS 'The queues an agent serves; a higher priority is served before a lower one.';

CREATE TABLE phone_number (
  number text PRIMARY KEY,
  business_unit_id text NOT NULL REFERENCES business_unit,
  queue_id text NOT NULL REFERENCES queue,
  greeting text,
  description text NOT NULL DEFAULT ''
);
COMMENT ON TABLE phone_number IS 'The number plan: what is dialled and where it leads.';
COMMENT ON COLUMN phone_number.number IS 'E.164 with its plus sign, or the bare digits of an inside number.';
COMMENT ON COLUMN phone_number.greeting IS 'The name of the prompt that is played before the queue; NULL is none.';

CREATE TABLE sip_account (
  user_name text PRIMARY KEY,
  agent_id text REFERENCES agent ON DELETE SET NULL,
  station_id text UNIQUE,
  display_name text,
  ha1_md5_box bytea NOT NULL,
  ha1_sha256_box bytea
);
COMMENT ON TABLE sip_account IS 'SIP users that may register.';
COMMENT ON COLUMN sip_account.ha1_md5_box IS 'MD5(user:realm:password), sealed with the key in the data folder: it is as good as the password.';

CREATE TABLE disposition (
  disposition_id text PRIMARY KEY,
  name text NOT NULL,
  rank integer NOT NULL DEFAULT 0,
  is_active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE disposition IS 'The outcomes that an agent chooses from.';

-- Customers ----------------------------------------------------------------------------------------------------------

CREATE TABLE customer (
  customer_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL,
  email text,
  language text,
  note text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_folded_name ON customer (folded_name text_pattern_ops, customer_id);
COMMENT ON COLUMN customer.folded_name IS 'The name as every search sees it: kernel text folding.';
COMMENT ON COLUMN customer.version IS 'Grows with each change: the ETag.';

CREATE TABLE customer_phone_number (
  customer_id text NOT NULL REFERENCES customer ON DELETE CASCADE,
  number text NOT NULL,
  raw_text text NOT NULL,
  rank integer NOT NULL DEFAULT 0,
  PRIMARY KEY (customer_id, number)
);
CREATE INDEX customer_phone_number_number ON customer_phone_number (number text_pattern_ops);
COMMENT ON COLUMN customer_phone_number.number IS 'E.164 where it could be read so, else the digits as they came. Two customers may share a number (a family, an office).';

-- The routing domain: lease, log, snapshot ---------------------------------------------------------------------------

CREATE TABLE lease (
  domain_id text PRIMARY KEY,
  epoch bigint NOT NULL DEFAULT 0,
  holder text NOT NULL DEFAULT '',
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  position bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE lease IS 'Who decides in a routing domain. Every append checks epoch and position in its own statement, so a decider that was paused and lost the lease can write nothing.';
COMMENT ON COLUMN lease.epoch IS 'Grows by one with each new holder.';
COMMENT ON COLUMN lease.position IS 'The position of the last event in the log.';

CREATE TABLE routing_event (
  domain_id text NOT NULL,
  position bigint NOT NULL,
  at timestamptz NOT NULL,
  type text NOT NULL,
  version integer NOT NULL,
  payload jsonb NOT NULL,
  PRIMARY KEY (domain_id, position, at)
) PARTITION BY RANGE (at);
CREATE TABLE routing_event_default PARTITION OF routing_event DEFAULT;
COMMENT ON TABLE routing_event IS 'The append-only log: ids, enums, times and amounts, never personal data. Partitioned by month.';
COMMENT ON COLUMN routing_event.position IS '1, 2, 3… without a gap within a domain.';
COMMENT ON TABLE routing_event_default IS 'Catches what no month takes, so that an append never fails for want of a partition.';

CREATE TABLE routing_snapshot (
  domain_id text NOT NULL,
  position bigint NOT NULL,
  version integer NOT NULL,
  slice_count integer,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (domain_id, position)
);
COMMENT ON TABLE routing_snapshot IS 'The decider''s state at a position. It counts only when slice_count is there and as many slices are.';

CREATE TABLE routing_snapshot_slice (
  domain_id text NOT NULL,
  position bigint NOT NULL,
  slice integer NOT NULL,
  payload jsonb NOT NULL,
  PRIMARY KEY (domain_id, position, slice),
  FOREIGN KEY (domain_id, position) REFERENCES routing_snapshot ON DELETE CASCADE
);

-- What became of it: projections and what may be erased --------------------------------------------------------------

CREATE TABLE projection_checkpoint (
  projection text NOT NULL,
  domain_id text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (projection, domain_id)
);
COMMENT ON TABLE projection_checkpoint IS 'Up to where a projection has followed the log; moved in the same transaction as its rows.';

CREATE TABLE interaction (
  interaction_id text PRIMARY KEY,
  domain_id text NOT NULL,
  channel text NOT NULL DEFAULT 'voice',
  direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  state text NOT NULL CHECK (state IN ('inFlow', 'queued', 'engaged', 'wrapUp', 'ended')),
  started_at timestamptz NOT NULL,
  queued_at timestamptz,
  accepted_at timestamptz,
  talk_ended_at timestamptz,
  ended_at timestamptz,
  queue_id text,
  agent_id text,
  disposition_id text,
  end_reason text,
  is_abandoned boolean NOT NULL DEFAULT false,
  wait_ms bigint,
  talk_ms bigint,
  hold_ms bigint,
  wrap_up_ms bigint
);
CREATE INDEX interaction_started ON interaction (started_at DESC, interaction_id DESC);
CREATE INDEX interaction_agent ON interaction (agent_id, started_at DESC);
CREATE INDEX interaction_queue ON interaction (queue_id, started_at DESC);
COMMENT ON TABLE interaction IS 'Projection of the log: one row an interaction. Can be dropped and built again.';

CREATE TABLE segment (
  interaction_id text NOT NULL REFERENCES interaction ON DELETE CASCADE,
  ordinal integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('flow', 'queue', 'offer', 'talk', 'hold', 'wrapUp')),
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  queue_id text,
  agent_id text,
  offer_id text,
  outcome text,
  PRIMARY KEY (interaction_id, ordinal)
);
CREATE INDEX segment_open ON segment (interaction_id) WHERE ended_at IS NULL;
COMMENT ON TABLE segment IS 'Projection of the log: the slices of an interaction, the atom of reporting.';

CREATE TABLE interaction_particulars (
  interaction_id text PRIMARY KEY,
  caller_number text,
  raw_caller_number text,
  caller_name text,
  dialed_number text,
  customer_id text REFERENCES customer ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX interaction_particulars_customer ON interaction_particulars (customer_id);
CREATE INDEX interaction_particulars_caller ON interaction_particulars (caller_number text_pattern_ops);
COMMENT ON TABLE interaction_particulars IS 'The personal side of an interaction, kept out of the log so that it can be erased.';
COMMENT ON COLUMN interaction_particulars.caller_number IS 'E.164 where it could be read so, else as it came.';

CREATE TABLE interaction_note (
  interaction_id text PRIMARY KEY,
  text text NOT NULL,
  person_id text,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE recording (
  recording_id text PRIMARY KEY,
  interaction_id text NOT NULL,
  agent_id text,
  state text NOT NULL CHECK (state IN ('recording', 'ready', 'failed')),
  started_at timestamptz NOT NULL,
  closed_at timestamptz,
  path text,
  bytes bigint,
  sha256 text,
  duration_ms bigint,
  missing_ms bigint NOT NULL DEFAULT 0,
  failure text
);
CREATE INDEX recording_interaction ON recording (interaction_id);
COMMENT ON TABLE recording IS 'A stereo file: the caller left, everybody else right.';
COMMENT ON COLUMN recording.path IS 'Below the recordings folder, or the object''s key.';
`,
}
