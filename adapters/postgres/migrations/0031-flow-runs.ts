/** Where callers are in their flows, and what they said there: beside their numbers, so that it is erased with them. */
export const flowRuns = {
  name: '0031-flow-runs',
  sql: `
ALTER TABLE interaction_particulars ADD COLUMN flow_run jsonb, ADD COLUMN answers jsonb NOT NULL DEFAULT '[]';
CREATE INDEX interaction_particulars_in_flow ON interaction_particulars (interaction_id) WHERE flow_run IS NOT NULL;
COMMENT ON COLUMN interaction_particulars.flow_run IS 'The run as it rested last, while the call lives; nothing secret stands in it.';
COMMENT ON COLUMN interaction_particulars.answers IS 'What the caller said and chose in flows: key, label and value of each.';

ALTER TABLE segment ADD COLUMN flow_id text, ADD COLUMN flow_version_id text;
COMMENT ON COLUMN segment.flow_id IS 'Of a time in a flow that somebody drew; by which version of it is flow_version_id.';

CREATE TABLE flow_step (
  interaction_id text NOT NULL,
  ordinal integer NOT NULL,
  flow_id text NOT NULL,
  flow_version_id text NOT NULL,
  block_id text NOT NULL,
  exit text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (interaction_id, ordinal)
);
COMMENT ON TABLE flow_step IS 'The blocks that a caller went through, in their order, each with the way out of it.';
`,
}
