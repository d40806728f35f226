/** What callers left for the agents of a queue, and how a queue takes it. */
export const voicemail = {
  name: '0025-voicemail',
  sql: `
CREATE TABLE voicemail (
  interaction_id text PRIMARY KEY,
  from_interaction_id text NOT NULL,
  recording_id text NOT NULL UNIQUE,
  queue_id text,
  left_at timestamptz NOT NULL
);
CREATE INDEX voicemail_of_call ON voicemail (from_interaction_id);
CREATE INDEX voicemail_left ON voicemail (queue_id, left_at);
COMMENT ON TABLE voicemail IS 'Follows the log: the interaction that a message is, the call in which it was left, and its recording.';

ALTER TABLE queue ADD COLUMN voicemail_longest_ms integer NOT NULL DEFAULT 180000
  CHECK (voicemail_longest_ms BETWEEN 10000 AND 1800000);
COMMENT ON COLUMN queue.voicemail_longest_ms IS 'How long a message may be of whom a rule sends to its voicemail.';

ALTER TABLE segment DROP CONSTRAINT segment_kind_check;
ALTER TABLE segment ADD CONSTRAINT segment_kind_check
  CHECK (kind IN ('flow', 'voicemail', 'scheduled', 'queue', 'offer', 'dial', 'talk', 'work', 'hold', 'ring', 'through', 'consult',
    'conference', 'park', 'monitor', 'wrapUp'));
`,
}
