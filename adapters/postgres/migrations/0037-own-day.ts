/** What one agent did in a day is looked up many times a minute; and where a customer is opened in other systems. */
export const ownDay = {
  name: '0037-own-day',
  sql: `
CREATE INDEX segment_agent ON segment (agent_id, started_at) WHERE agent_id IS NOT NULL;
CREATE INDEX routing_event_presence ON routing_event ((payload ->> 'agentId'), position) WHERE type = 'PresenceChanged';
COMMENT ON INDEX routing_event_presence IS 'For the day of one agent; only of the type that says where he was.';

CREATE TABLE link_template (
  link_template_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL UNIQUE,
  url text NOT NULL CHECK (url LIKE 'https://%' OR url LIKE 'http://%'),
  queue_ids jsonb NOT NULL DEFAULT '[]',
  opens_by_itself boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE link_template IS 'Where a contact is opened in another system: an address with placeholders.';
COMMENT ON COLUMN link_template.queue_ids IS 'Empty: of every queue, and of calls without one.';
COMMENT ON COLUMN link_template.opens_by_itself IS 'When the agent answers; else by a button alone.';
`,
}
