/** Flows that customers go through by themselves on a web page. */
export const selfService = {
  name: '0044-self-service',
  sql: `
ALTER TABLE flow ADD COLUMN slug text;
CREATE UNIQUE INDEX flow_slug ON flow (slug) WHERE archived_at IS NULL AND slug IS NOT NULL;
COMMENT ON COLUMN flow.slug IS 'The last part of the address of its page, /help/…; null: it has none.';

CREATE TABLE self_service_run (
  interaction_id text PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  flow_id text NOT NULL REFERENCES flow,
  paged jsonb,
  began_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  ended_at timestamptz,
  outcome text
);
CREATE INDEX self_service_run_open ON self_service_run (flow_id, changed_at) WHERE ended_at IS NULL;
COMMENT ON TABLE self_service_run IS 'A customer alone on a page: what he answered is kept until he is at its end.';
COMMENT ON COLUMN self_service_run.interaction_id IS 'Its own, and that of the task to which it hands over; its steps stand in flow_step by it.';
COMMENT ON COLUMN self_service_run.token_hash IS 'SHA-256 of what the page keeps: whoever has it goes on.';
COMMENT ON COLUMN self_service_run.paged IS 'Where he is; null once it has ended.';
COMMENT ON COLUMN self_service_run.outcome IS 'solved, task, callback, failed, or left: nothing came for half an hour.';
`,
}
