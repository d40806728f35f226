/** Work from outside, which no edge carries; and a role for the systems that bring it. */
export const tasks = {
  name: '0013-tasks',
  sql: `
CREATE TABLE task (
  interaction_id text PRIMARY KEY,
  subject text NOT NULL,
  payload jsonb,
  link text CHECK (link LIKE 'https://%'),
  reference text,
  due_at timestamptz,
  created_by text,
  idempotency_key text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX task_idempotency ON task (created_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX task_reference ON task (created_by, reference) WHERE reference IS NOT NULL;
COMMENT ON TABLE task IS 'What a task says, kept out of the log so that it can be erased. Written before the decider hears of it.';
COMMENT ON COLUMN task.reference IS 'What the system that brought it calls it.';
COMMENT ON COLUMN task.created_by IS 'The person, or the account of a system, who brought it.';

ALTER TABLE segment DROP CONSTRAINT segment_kind_check;
ALTER TABLE segment ADD CONSTRAINT segment_kind_check
  CHECK (kind IN ('flow', 'queue', 'offer', 'dial', 'talk', 'work', 'hold', 'ring', 'through', 'consult', 'conference',
    'park', 'monitor', 'wrapUp'));

ALTER TABLE queue ADD COLUMN channel text NOT NULL DEFAULT 'voice' CHECK (channel IN ('voice', 'task'));
COMMENT ON COLUMN queue.channel IS 'For life: those who wait in it are of that channel.';

CREATE TABLE channel_load (
  channel text PRIMARY KEY CHECK (channel IN ('voice', 'task')),
  at_once integer NOT NULL CHECK (at_once BETWEEN 0 AND 100),
  weight integer NOT NULL CHECK (weight BETWEEN 0 AND 100),
  interrupted_by text[] NOT NULL
);
INSERT INTO channel_load VALUES ('voice', 1, 100, '{}'), ('task', 3, 20, '{voice}');
COMMENT ON TABLE channel_load IS 'How many interactions of a channel an agent takes at once, what each takes of a hundred, and which channels interrupt it.';

ALTER TABLE person_role DROP CONSTRAINT person_role_role_check;
ALTER TABLE person_role ADD CONSTRAINT person_role_role_check
  CHECK (role IN ('agent', 'supervisor', 'administrator', 'integrator'));
`,
}
