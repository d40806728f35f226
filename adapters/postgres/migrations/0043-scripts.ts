/** The script that an agent goes through with a customer: which one a queue has, and where he is in it. */
export const scripts = {
  name: '0043-scripts',
  sql: `
ALTER TABLE interaction_particulars ADD COLUMN script_run jsonb;
COMMENT ON COLUMN interaction_particulars.script_run IS 'Where an agent is in the script of this interaction, with the pages before: erased with who it is about.';
CREATE INDEX interaction_particulars_in_script ON interaction_particulars ((script_run -> 'paged' -> 'run' ->> 'flowId')) WHERE script_run IS NOT NULL;

ALTER TABLE queue ADD COLUMN script_flow_id text REFERENCES flow;
COMMENT ON COLUMN queue.script_flow_id IS 'The script that its agents are shown; null: they choose one themselves.';
`,
}
