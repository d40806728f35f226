/** Whom we promised to call, with the numbers that the log may not hold; and how each queue keeps such promises. */
export const callbacks = {
  name: '0017-callbacks',
  sql: `
CREATE TABLE callback (
  interaction_id text PRIMARY KEY,
  queue_id text NOT NULL,
  number text NOT NULL,
  name text,
  note text,
  language text,
  time_zone text,
  asked_by text NOT NULL CHECK (asked_by IN ('key', 'rule', 'outside')),
  from_interaction_id text,
  not_before timestamptz,
  created_by text,
  idempotency_key text,
  asked_at timestamptz NOT NULL DEFAULT now(),
  dials integer NOT NULL DEFAULT 0,
  ended_at timestamptz,
  outcome text CHECK (outcome IN ('reached', 'given-up', 'cancelled'))
);
CREATE UNIQUE INDEX callback_open ON callback (queue_id, number) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX callback_idempotency ON callback (created_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX callback_asked ON callback (queue_id, asked_at);
COMMENT ON TABLE callback IS 'Whom we promised to call, kept out of the log so that it can be erased. Written before the decider hears of it.';
COMMENT ON COLUMN callback.number IS 'E.164, or the user name of a telephone of ours.';
COMMENT ON INDEX callback_open IS 'The same number in the same queue gets the one that he has.';

ALTER TABLE queue ADD COLUMN callback jsonb, ADD COLUMN callback_hours_id text REFERENCES business_hours;
COMMENT ON COLUMN queue.callback IS 'How it calls back; null: it does not.';
COMMENT ON COLUMN queue.callback_hours_id IS 'When customers may be called, by their own clock; null: the hours of the queue, or any hour.';

ALTER TABLE interaction DROP CONSTRAINT interaction_state_check;
ALTER TABLE interaction ADD CONSTRAINT interaction_state_check
  CHECK (state IN ('inFlow', 'scheduled', 'queued', 'dialing', 'engaged', 'through', 'parked', 'wrapUp', 'ended'));
ALTER TABLE segment DROP CONSTRAINT segment_kind_check;
ALTER TABLE segment ADD CONSTRAINT segment_kind_check
  CHECK (kind IN ('flow', 'scheduled', 'queue', 'offer', 'dial', 'talk', 'work', 'hold', 'ring', 'through', 'consult',
    'conference', 'park', 'monitor', 'wrapUp'));
`,
}
