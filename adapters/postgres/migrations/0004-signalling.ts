/** Ladders of calls, addresses that are shut out, who is let in, and alarms. */
export const signalling = {
  name: '0004-signalling',
  sql: `
CREATE TABLE leg_ladder (
  leg_id text PRIMARY KEY,
  interaction_id text,
  role text NOT NULL CHECK (role IN ('customer', 'agent', 'other')),
  trunk_id text,
  sip_call_id text NOT NULL,
  steps jsonb NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX leg_ladder_interaction ON leg_ladder (interaction_id);
CREATE INDEX leg_ladder_at ON leg_ladder (at);
COMMENT ON TABLE leg_ladder IS 'The signalling of calls that ended, for as long as ladders are kept: no numbers and no bodies, but network addresses.';
COMMENT ON COLUMN leg_ladder.interaction_id IS 'NULL: a call that never became an interaction, such as a test call.';

CREATE TABLE address_ban (
  address text PRIMARY KEY,
  reason text NOT NULL,
  offences integer NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL
);
CREATE INDEX address_ban_until ON address_ban (until);
COMMENT ON TABLE address_ban IS 'Network addresses that edges shut out; told to each edge that connects.';

CREATE TABLE access_settings (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  policy jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE access_settings IS 'Who may call in without a password or a trunk, and how much is too much.';
COMMENT ON COLUMN access_settings.policy IS 'What was changed; the rest is as it comes.';
INSERT INTO access_settings DEFAULT VALUES;

CREATE TABLE alarm (
  alarm_id text PRIMARY KEY,
  kind text NOT NULL,
  subject text NOT NULL,
  subject_id text NOT NULL DEFAULT '',
  detail text,
  raised_at timestamptz NOT NULL,
  cleared_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text REFERENCES person ON DELETE SET NULL
);
CREATE INDEX alarm_raised ON alarm (raised_at DESC, alarm_id DESC);
CREATE UNIQUE INDEX alarm_standing ON alarm (kind, subject_id) WHERE cleared_at IS NULL;
COMMENT ON TABLE alarm IS 'What somebody ought to look at. One of a kind stands for a subject at a time.';
`,
}
