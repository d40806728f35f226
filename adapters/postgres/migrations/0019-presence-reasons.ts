/** Why agents are away and what it means, teams, and how many may be away at once. */
export const presenceReasons = {
  name: '0019-presence-reasons',
  sql: `
CREATE TABLE presence_reason (
  reason_id text PRIMARY KEY,
  name text,
  folded_name text UNIQUE,
  kind text NOT NULL CHECK (kind IN ('break', 'meal', 'meeting', 'training', 'work', 'other')),
  is_paid boolean NOT NULL DEFAULT true,
  is_counted boolean NOT NULL DEFAULT false,
  needs_grant boolean NOT NULL DEFAULT false,
  longest_ms integer CHECK (longest_ms BETWEEN 60000 AND 86400000),
  position integer NOT NULL DEFAULT 0,
  is_used boolean NOT NULL DEFAULT false,
  is_retired boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE presence_reason IS 'Why an agent is away. What was used is retired and never removed: the log names it.';
COMMENT ON COLUMN presence_reason.name IS 'Null: one of those that every installation begins with, called as each reader''s language calls it.';
COMMENT ON COLUMN presence_reason.is_counted IS 'Into occupancy: a break or a meal as time of waiting for work, anything else as work.';
INSERT INTO presence_reason (reason_id, kind, is_paid, position, is_used) VALUES
  ('rest', 'break', true, 0, true),
  ('lunch', 'meal', false, 1, true),
  ('training', 'training', true, 2, true),
  ('meeting', 'meeting', true, 3, true),
  ('other', 'other', true, 4, true);

CREATE TABLE team (
  team_id text PRIMARY KEY,
  business_unit_id text NOT NULL REFERENCES business_unit,
  name text NOT NULL,
  folded_name text NOT NULL UNIQUE,
  version integer NOT NULL DEFAULT 1
);
CREATE TABLE team_member (
  team_id text NOT NULL REFERENCES team ON DELETE CASCADE,
  agent_id text NOT NULL REFERENCES agent ON DELETE CASCADE,
  PRIMARY KEY (team_id, agent_id)
);
CREATE INDEX ON team_member (agent_id);
COMMENT ON TABLE team IS 'People who work together; a person may be in several.';

CREATE TABLE break_limit (
  break_limit_id text PRIMARY KEY,
  team_id text UNIQUE REFERENCES team ON DELETE CASCADE,
  queue_id text UNIQUE REFERENCES queue ON DELETE CASCADE,
  most integer CHECK (most BETWEEN 0 AND 100000),
  percent smallint CHECK (percent BETWEEN 1 AND 100),
  CHECK (num_nonnulls(team_id, queue_id) = 1),
  CHECK (num_nonnulls(most, percent) = 1)
);
COMMENT ON TABLE break_limit IS 'How many of a team, or of those who serve a queue, may be away at once for reasons that have to be granted.';

CREATE TABLE break_answer (
  agent_id text PRIMARY KEY REFERENCES agent ON DELETE CASCADE,
  is_granted boolean NOT NULL,
  word text,
  answered_by text NOT NULL REFERENCES person,
  answered_at timestamptz NOT NULL
);
COMMENT ON TABLE break_answer IS 'The last word of a supervisor on what an agent asked for.';
`,
}
