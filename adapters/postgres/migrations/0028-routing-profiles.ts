/** Named sets of queues and loads, which many people have at once. */
export const routingProfiles = {
  name: '0028-routing-profiles',
  sql: `
CREATE TABLE routing_profile (
  routing_profile_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL UNIQUE,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE routing_profile_queue (
  routing_profile_id text NOT NULL REFERENCES routing_profile ON DELETE CASCADE,
  queue_id text NOT NULL REFERENCES queue ON DELETE CASCADE,
  priority integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -1000 AND 1000),
  ring integer NOT NULL DEFAULT 1 CHECK (ring BETWEEN 1 AND 100),
  weight integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 10),
  position integer NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND 100000),
  share integer NOT NULL DEFAULT 1 CHECK (share BETWEEN 1 AND 100),
  PRIMARY KEY (routing_profile_id, queue_id)
);
CREATE INDEX routing_profile_queue_of_queue ON routing_profile_queue (queue_id);
CREATE TABLE routing_profile_load (
  routing_profile_id text NOT NULL REFERENCES routing_profile ON DELETE CASCADE,
  channel text NOT NULL,
  at_once smallint NOT NULL CHECK (at_once BETWEEN 0 AND 100),
  weight smallint NOT NULL CHECK (weight BETWEEN 0 AND 100),
  PRIMARY KEY (routing_profile_id, channel)
);
COMMENT ON TABLE routing_profile_load IS 'What whoever has it bears otherwise than the organisation says.';

ALTER TABLE agent ADD COLUMN routing_profile_id text REFERENCES routing_profile;
CREATE INDEX agent_of_routing_profile ON agent (routing_profile_id) WHERE routing_profile_id IS NOT NULL;
COMMENT ON COLUMN agent.routing_profile_id IS 'Whose queues and loads are his; null: agent_queue and agent_channel_load say them.';
`,
}
