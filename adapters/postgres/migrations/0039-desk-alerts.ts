/** What comes up at a desk by somebody's will: words of a supervisor, and what an agent wants to be reminded of. */
export const deskAlerts = {
  name: '0039-desk-alerts',
  sql: `
CREATE TABLE floor_message (
  floor_message_id text PRIMARY KEY,
  person_id text REFERENCES person ON DELETE SET NULL,
  text text NOT NULL,
  sent_to text NOT NULL CHECK (sent_to IN ('agent', 'team', 'queue')),
  sent_to_id text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX floor_message_author ON floor_message (person_id, floor_message_id);
CREATE INDEX floor_message_expires ON floor_message (expires_at);
COMMENT ON TABLE floor_message IS 'What a supervisor wrote to one agent, a team, or all of a queue. Erased seven days after it expired.';
COMMENT ON COLUMN floor_message.sent_to_id IS 'Of the agent, team or queue that was meant; it may be gone.';

CREATE TABLE floor_message_copy (
  floor_message_id text NOT NULL REFERENCES floor_message ON DELETE CASCADE,
  agent_id text NOT NULL REFERENCES agent ON DELETE CASCADE,
  read_at timestamptz,
  PRIMARY KEY (floor_message_id, agent_id)
);
CREATE INDEX floor_message_copy_unread ON floor_message_copy (agent_id) WHERE read_at IS NULL;
COMMENT ON TABLE floor_message_copy IS 'Whom a message was for when it was written: who joins a team later does not get it.';

CREATE TABLE reminder (
  reminder_id text PRIMARY KEY,
  agent_id text NOT NULL REFERENCES agent ON DELETE CASCADE,
  text text NOT NULL,
  due_at timestamptz NOT NULL,
  customer_id text REFERENCES customer ON DELETE SET NULL,
  interaction_id text,
  created_at timestamptz NOT NULL
);
CREATE INDEX reminder_agent ON reminder (agent_id, due_at);
CREATE INDEX reminder_due ON reminder (due_at);
COMMENT ON TABLE reminder IS 'What an agent wants to be reminded of. Gone when it is done; erased seven days after its time.';
`,
}
