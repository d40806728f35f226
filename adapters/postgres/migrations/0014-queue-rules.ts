/** When queues are open, whom they send elsewhere, what they promise, and whom they ask first. */
export const queueRules = {
  name: '0014-queue-rules',
  sql: `
ALTER TABLE queue
  ADD COLUMN business_hours_id text REFERENCES business_hours,
  ADD COLUMN diversions jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN service_level_ms integer NOT NULL DEFAULT 20000 CHECK (service_level_ms BETWEEN 1000 AND 86400000),
  ADD COLUMN service_level_percent smallint NOT NULL DEFAULT 80 CHECK (service_level_percent BETWEEN 1 AND 99),
  ADD COLUMN last_agent_patience_ms integer NOT NULL DEFAULT 0 CHECK (last_agent_patience_ms BETWEEN 0 AND 86400000);
COMMENT ON COLUMN queue.business_hours_id IS 'When it is open; NULL: always.';
COMMENT ON COLUMN queue.diversions IS 'Whom it does not take, or keeps no longer, and where they go: the first rule that holds, as domain/routing has them.';
COMMENT ON COLUMN queue.service_level_ms IS 'The promise: service_level_percent of a hundred are answered within this time.';
COMMENT ON COLUMN queue.last_agent_patience_ms IS 'How long whoever talked with the customer last is waited for before others are asked; 0: not at all.';

ALTER TABLE agent_queue ADD COLUMN share smallint NOT NULL DEFAULT 1 CHECK (share BETWEEN 1 AND 100);
COMMENT ON COLUMN agent_queue.share IS 'Where the agent chooses by share: so many parts of his work in queues of one priority.';
ALTER TABLE agent
  ADD COLUMN chooses_by text NOT NULL DEFAULT 'turn' CHECK (chooses_by IN ('turn', 'service-level', 'share'));
COMMENT ON COLUMN agent.chooses_by IS 'Which of his queues of one priority goes first: whose customer waited longest, which is nearest to missing its promise, or which had least of its share.';
`,
}
