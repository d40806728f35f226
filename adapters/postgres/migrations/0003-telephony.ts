/** Trunks, the number plan with its hours, who may call out and what stops it, and what people talk through. */
export const telephony = {
  name: '0003-telephony',
  sql: `
-- Opening hours ------------------------------------------------------------------------------------------------------

CREATE TABLE business_hours (
  business_hours_id text PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL,
  week jsonb NOT NULL,
  exceptions jsonb NOT NULL DEFAULT '[]',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE business_hours IS 'Opening times with holidays and one-off closures.';
COMMENT ON COLUMN business_hours.time_zone IS 'IANA zone in which the minutes are read.';
COMMENT ON COLUMN business_hours.week IS 'Seven lists of {fromMinute, toMinute}, Monday first.';
COMMENT ON COLUMN business_hours.exceptions IS 'A list of {date, name, spans}: days that are unlike their weekday.';

-- Trunks -------------------------------------------------------------------------------------------------------------

CREATE TABLE trunk (
  trunk_id text PRIMARY KEY,
  name text NOT NULL,
  preset text NOT NULL CHECK (preset IN ('registration', 'address', 'secure', 'gateway', 'custom')),
  is_active boolean NOT NULL DEFAULT true,
  fields jsonb NOT NULL,
  password_box bytea,
  cost_per_minute_micros bigint NOT NULL DEFAULT 0 CHECK (cost_per_minute_micros >= 0),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE trunk IS 'Carrier connections: the ways to and from telephone companies, session border controllers and gateways.';
COMMENT ON COLUMN trunk.fields IS 'The connection itself as the edge link has it (trunkFields); what is missing comes from the preset.';
COMMENT ON COLUMN trunk.password_box IS 'The account''s password, sealed with the key in the data folder.';

-- The number plan: a row is no longer one number that leads to a queue, but a pattern that leads anywhere ----------------

CREATE TABLE number_rule (
  number_rule_id text PRIMARY KEY,
  pattern text NOT NULL UNIQUE,
  business_unit_id text NOT NULL REFERENCES business_unit,
  target jsonb NOT NULL,
  description text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  queue_id text GENERATED ALWAYS AS (target->>'queueId') STORED REFERENCES queue,
  business_hours_id text GENERATED ALWAYS AS (target->>'businessHoursId') STORED REFERENCES business_hours
);
COMMENT ON TABLE number_rule IS 'The number plan: what is dialled and where it leads.';
COMMENT ON COLUMN number_rule.pattern IS 'E.164 with its plus sign or inside digits; X is any digit, a star at the end any rest.';
COMMENT ON COLUMN number_rule.target IS 'NumberTarget of the HTTP contract.';

INSERT INTO number_rule (number_rule_id, pattern, business_unit_id, target, description)
SELECT 'nrl_0000000000' || upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)),
       number, business_unit_id,
       jsonb_strip_nulls(jsonb_build_object('kind', 'queue', 'queueId', queue_id, 'greeting', greeting)),
       description
FROM phone_number;
DROP TABLE phone_number;

-- Calling out --------------------------------------------------------------------------------------------------------

CREATE TABLE outbound_rule (
  outbound_rule_id text PRIMARY KEY,
  name text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  rank integer NOT NULL DEFAULT 100,
  prefixes text[] NOT NULL DEFAULT '{}',
  business_unit_ids text[] NOT NULL DEFAULT '{}',
  requires text NOT NULL DEFAULT 'calls.dial' CHECK (requires IN ('calls.dial', 'calls.dial.abroad', 'calls.dial.premium')),
  caller_number text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE outbound_rule IS 'Who may call what, and over which trunks: the lowest rank that fits and has a way.';
COMMENT ON COLUMN outbound_rule.prefixes IS 'Beginnings of E.164 numbers, or short numbers whole; empty is any number.';
COMMENT ON COLUMN outbound_rule.business_unit_ids IS 'Empty is everybody; a unit includes those below it.';

CREATE TABLE outbound_rule_trunk (
  outbound_rule_id text NOT NULL REFERENCES outbound_rule ON DELETE CASCADE,
  ordinal integer NOT NULL,
  trunk_id text NOT NULL REFERENCES trunk,
  PRIMARY KEY (outbound_rule_id, ordinal),
  UNIQUE (outbound_rule_id, trunk_id)
);

CREATE TABLE dial_limits (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  blocked_prefixes text[] NOT NULL DEFAULT '{+870,+878,+881,+882,+883,+979}',
  calls_at_once_per_person integer NOT NULL DEFAULT 3,
  calls_per_hour_per_person integer NOT NULL DEFAULT 120,
  calls_at_once_outbound integer NOT NULL DEFAULT 100,
  longest_call_minutes integer NOT NULL DEFAULT 240,
  spend_per_hour_micros bigint,
  spend_per_day_micros bigint,
  business_hours_id text REFERENCES business_hours,
  emergency_numbers text[],
  version integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE dial_limits IS 'What stops toll fraud.';
COMMENT ON COLUMN dial_limits.blocked_prefixes IS 'Satellite and international networks and international premium rate are blocked from the start: nobody calls them but fraud.';
COMMENT ON COLUMN dial_limits.emergency_numbers IS 'NULL: those of the organisation''s region.';
INSERT INTO dial_limits DEFAULT VALUES;

CREATE TABLE dial_spend (
  minute timestamptz NOT NULL,
  trunk_id text NOT NULL,
  person_id text NOT NULL DEFAULT '',
  micros bigint NOT NULL,
  PRIMARY KEY (minute, trunk_id, person_id)
);
COMMENT ON TABLE dial_spend IS 'Money for talk time over trunks, minute by minute. Without foreign keys: what was spent stays spent.';
COMMENT ON COLUMN dial_spend.person_id IS 'Who called; empty when nobody did (a number that is sent on, a test call).';

-- What people talk through -------------------------------------------------------------------------------------------

ALTER TABLE queue ADD COLUMN person_id text UNIQUE REFERENCES person ON DELETE CASCADE;
COMMENT ON COLUMN queue.person_id IS 'The queue of one person alone, made when a number first leads to them: in no list of queues.';

ALTER TABLE agent
  ADD COLUMN station_choice text CHECK (station_choice IN ('browser', 'phone', 'number')),
  ADD COLUMN phone_user text REFERENCES sip_account ON DELETE SET NULL ON UPDATE CASCADE,
  ADD COLUMN outside_number text,
  ADD COLUMN outside_station_id text UNIQUE;
COMMENT ON COLUMN agent.station_choice IS 'What the agent talks through. NULL: whatever is connected, a browser before a phone.';
COMMENT ON COLUMN agent.outside_station_id IS 'Made when an outside number is first chosen.';

ALTER TABLE sip_account
  ADD COLUMN person_id text REFERENCES person ON DELETE SET NULL,
  ADD COLUMN new_messages integer NOT NULL DEFAULT 0,
  ADD COLUMN old_messages integer NOT NULL DEFAULT 0,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
UPDATE sip_account SET person_id = agent.person_id FROM agent WHERE agent.agent_id = sip_account.agent_id;
ALTER TABLE sip_account DROP COLUMN agent_id;
CREATE INDEX sip_account_person ON sip_account (person_id);
COMMENT ON COLUMN sip_account.person_id IS 'Whose phone it is.';
COMMENT ON COLUMN sip_account.station_id IS 'Only a phone that is somebody''s is a station.';
COMMENT ON COLUMN sip_account.new_messages IS 'What the message lamp shows (RFC 3842).';
`,
}
