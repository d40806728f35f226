/** Each stay at a block, how callers left flows there, and what went wrong in published flows. */
export const flowHistory = {
  name: '0036-flow-history',
  sql: `
ALTER TABLE flow_step ALTER COLUMN exit DROP NOT NULL, ADD COLUMN left_at timestamptz, ADD COLUMN left_as text;
CREATE INDEX flow_step_of_flow ON flow_step (flow_id, at);
COMMENT ON TABLE flow_step IS 'The blocks to which a caller came, in their order; the last one is where he left the flow.';
COMMENT ON COLUMN flow_step.exit IS 'The way out of it; NULL: he is there, or left the flow from it, as left_as says.';
COMMENT ON COLUMN flow_step.left_as IS 'How his time in the flow ended at this block, as the outcome of the segment has it.';

CREATE TABLE flow_failure (
  flow_id text NOT NULL,
  flow_version_id text NOT NULL,
  block_id text NOT NULL,
  cause text NOT NULL,
  detail text NOT NULL DEFAULT '',
  times integer NOT NULL,
  lost integer NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (flow_version_id, block_id, cause, detail)
);
CREATE INDEX flow_failure_of_flow ON flow_failure (flow_id, last_at);
COMMENT ON TABLE flow_failure IS 'What went wrong at a block of a published version, counted.';
COMMENT ON COLUMN flow_failure.lost IS 'How often nothing of the flow led on from there.';
`,
}
