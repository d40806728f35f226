/** Which conversations are recorded and for how long, who else may hear one, what it looks like, and which are missing. */
export const recordingRules = {
  name: '0006-recording-rules',
  sql: `
CREATE TABLE recording_rule (
  recording_rule_id text PRIMARY KEY,
  queue_id text UNIQUE REFERENCES queue ON DELETE CASCADE,
  agent_id text UNIQUE REFERENCES agent ON DELETE CASCADE,
  share_percent integer NOT NULL CHECK (share_percent BETWEEN 0 AND 100),
  consent text NOT NULL DEFAULT 'none' CHECK (consent IN ('none', 'announced', 'asked')),
  keep_days integer CHECK (keep_days BETWEEN 1 AND 36500),
  pauses_at_digits integer NOT NULL DEFAULT 0 CHECK (pauses_at_digits BETWEEN 0 AND 32),
  may_pause boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT now(),
  CHECK (queue_id IS NULL OR agent_id IS NULL)
);
CREATE UNIQUE INDEX recording_rule_of_all ON recording_rule ((true)) WHERE queue_id IS NULL AND agent_id IS NULL;
COMMENT ON TABLE recording_rule IS 'Which conversations are recorded: the person''s rule, else the queue''s, else the one for all.';
COMMENT ON COLUMN recording_rule.changed_at IS 'Only calls that began after it are held against this rule.';
-- Twelve digits in a row are the beginning of a card number, and nothing else that a caller types.
INSERT INTO recording_rule (recording_rule_id, share_percent, pauses_at_digits) VALUES ('rrl_00000000000000000000000000', 100, 12);
INSERT INTO recording_rule (recording_rule_id, queue_id, share_percent, pauses_at_digits)
  SELECT 'rrl_' || substr(queue_id, 5), queue_id, 0, 12 FROM queue WHERE NOT is_recorded;
ALTER TABLE queue DROP COLUMN is_recorded;

CREATE TABLE recording_share (
  recording_share_id text PRIMARY KEY,
  recording_id text NOT NULL REFERENCES recording ON DELETE CASCADE,
  token_hash bytea NOT NULL UNIQUE,
  note text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text REFERENCES person ON DELETE SET NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  openings integer NOT NULL DEFAULT 0
);
CREATE INDEX recording_share_of ON recording_share (recording_id);
COMMENT ON COLUMN recording_share.token_hash IS 'SHA-256 of what the link ends in: who reads the database cannot make the link.';

CREATE TABLE recording_waveform (
  recording_id text PRIMARY KEY REFERENCES recording ON DELETE CASCADE,
  slice_ms integer NOT NULL,
  left_peaks bytea NOT NULL,
  right_peaks bytea NOT NULL
);
COMMENT ON TABLE recording_waveform IS 'The peak of each slice of a recording, one byte each: what a player draws.';

CREATE TABLE recording_gap (
  interaction_id text PRIMARY KEY REFERENCES interaction ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('none', 'shorter', 'file-missing', 'damaged')),
  missing_ms integer NOT NULL,
  started_at timestamptz NOT NULL,
  found_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX recording_gap_newest ON recording_gap (started_at DESC, interaction_id DESC);
CREATE TABLE recording_check (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  checked_until timestamptz NOT NULL
);
COMMENT ON TABLE recording_check IS 'Up to which end of call the completeness check has come.';
`,
}
