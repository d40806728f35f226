/** How agents write up and what each of them bears, and when they are to be there. */
export const shifts = {
  name: '0020-shifts',
  sql: `
ALTER TABLE queue
  ADD COLUMN wrap_up_extension_ms integer CHECK (wrap_up_extension_ms BETWEEN 1000 AND 86400000),
  ADD COLUMN is_wrap_up_optional boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN queue.wrap_up_extension_ms IS 'So much longer each time, counted from the end; null: the limit once more, counted from then.';
COMMENT ON COLUMN queue.is_wrap_up_optional IS 'Who did not ask for it before the end is free at once.';

ALTER TABLE agent ADD COLUMN wrap_up jsonb;
COMMENT ON COLUMN agent.wrap_up IS 'His own rule of writing up: { limitMs, extensions, extensionMs?, isOptional? }; null: each queue''s.';
CREATE TABLE agent_channel_load (
  agent_id text NOT NULL REFERENCES agent ON DELETE CASCADE,
  channel text NOT NULL,
  at_once smallint NOT NULL CHECK (at_once BETWEEN 0 AND 100),
  weight smallint NOT NULL CHECK (weight BETWEEN 0 AND 100),
  PRIMARY KEY (agent_id, channel)
);
COMMENT ON TABLE agent_channel_load IS 'What this agent bears otherwise than the organisation says.';

CREATE TABLE shift_pattern (
  shift_pattern_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL UNIQUE,
  days jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE shift_pattern IS 'On which weekdays one is there, from when to when, with planned breaks; in the zone of who has it.';
CREATE TABLE shift_assignment (
  shift_assignment_id text PRIMARY KEY,
  agent_id text NOT NULL REFERENCES agent ON DELETE CASCADE,
  shift_pattern_id text NOT NULL REFERENCES shift_pattern,
  from_date date NOT NULL,
  until_date date,
  CHECK (until_date >= from_date)
);
CREATE INDEX ON shift_assignment (agent_id);
CREATE INDEX ON shift_assignment (shift_pattern_id);
COMMENT ON TABLE shift_assignment IS 'Who works by which pattern, from one day to another, both included; without an end it goes on.';
`,
}
