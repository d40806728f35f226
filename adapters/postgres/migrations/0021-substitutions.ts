/** Who does whose work while he is away, or while it is too much for him. */
export const substitutions = {
  name: '0021-substitutions',
  sql: `
CREATE TABLE substitution (
  substitution_id text PRIMARY KEY,
  agent_id text REFERENCES agent ON DELETE CASCADE,
  of_skill_id text REFERENCES skill,
  cause text NOT NULL CHECK (cause IN ('sick', 'leave', 'reserve-duty', 'absent', 'occupancy', 'open-work', 'oldest-age')),
  from_at timestamptz,
  until_at timestamptz CHECK (until_at > from_at),
  on_limit integer,
  off_limit integer CHECK (off_limit < on_limit),
  least_ms integer CHECK (least_ms BETWEEN 1000 AND 86400000),
  stand_in_ids text[] NOT NULL DEFAULT '{}',
  team_skill_id text REFERENCES skill,
  queue_ids text[],
  channels text[],
  is_any_skill boolean NOT NULL DEFAULT false,
  patience_ms integer NOT NULL DEFAULT 600000 CHECK (patience_ms BETWEEN 1000 AND 86400000),
  made_by text REFERENCES person ON DELETE SET NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((agent_id IS NULL) <> (of_skill_id IS NULL)),
  CHECK ((cause IN ('sick', 'leave', 'reserve-duty', 'absent')) = (from_at IS NOT NULL)),
  CHECK ((from_at IS NULL) = (on_limit IS NOT NULL AND off_limit IS NOT NULL AND least_ms IS NOT NULL)),
  CHECK (from_at IS NULL OR agent_id IS NOT NULL)
);
CREATE INDEX substitution_of_agent ON substitution (agent_id);
COMMENT ON TABLE substitution IS 'An absence, or a limit beyond which it is too much: others do the work of this agent, or of everybody who has a skill.';
COMMENT ON COLUMN substitution.stand_in_ids IS 'Agents in the order in which they stand in. None: the team, or whoever serves the queue.';
COMMENT ON COLUMN substitution.on_limit IS 'Percent of his time, a number of interactions, or milliseconds, as the cause says.';
`,
}
