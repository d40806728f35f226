/** What agents can do and what queues ask, how strategies count, and stations that are a fixed SIP address. */
export const routingRules = {
  name: '0012-routing-rules',
  sql: `
CREATE TABLE skill (
  skill_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('skill', 'language', 'product', 'region', 'businessUnit')),
  name text NOT NULL,
  folded_name text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (kind, folded_name)
);
COMMENT ON TABLE skill IS 'What an agent can be asked for: a language, a product, a region and a business unit are skills of that kind.';

CREATE TABLE agent_skill (
  agent_id text NOT NULL REFERENCES agent ON DELETE CASCADE,
  skill_id text NOT NULL REFERENCES skill,
  proficiency smallint NOT NULL CHECK (proficiency BETWEEN 1 AND 5),
  PRIMARY KEY (agent_id, skill_id)
);
CREATE INDEX agent_skill_of_skill ON agent_skill (skill_id);

ALTER TABLE queue DROP CONSTRAINT queue_strategy_check;
ALTER TABLE queue
  ADD CONSTRAINT queue_strategy_check CHECK (strategy IN ('longestIdle', 'roundRobin', 'fewestHandled', 'leastTalk',
    'leastOccupied', 'random', 'weightedRandom', 'fixedOrder', 'bestSkill')),
  ADD COLUMN requirement jsonb,
  ADD COLUMN relaxation jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN offers_at_once integer NOT NULL DEFAULT 1 CHECK (offers_at_once BETWEEN 1 AND 100);
COMMENT ON COLUMN queue.requirement IS 'What it asks of its members: an expression over skills, as domain/routing/asking has it. NULL: nothing.';
COMMENT ON COLUMN queue.relaxation IS 'The steps in which less is asked, or more people are, the longer somebody waits.';
COMMENT ON COLUMN queue.offers_at_once IS 'How many agents are asked at the same time; the first to accept has it.';

ALTER TABLE agent_queue
  ADD COLUMN ring integer NOT NULL DEFAULT 1 CHECK (ring BETWEEN 1 AND 100),
  ADD COLUMN weight integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 10),
  ADD COLUMN position integer NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND 100000);
COMMENT ON COLUMN agent_queue.ring IS '1 is asked first; the next ones when the relaxation of the queue names them.';
COMMENT ON COLUMN agent_queue.weight IS 'How many lots he has where the queue draws them.';
COMMENT ON COLUMN agent_queue.position IS 'His place where the queue has a fixed order, lower first.';

ALTER TABLE organization
  ADD COLUMN tally_period text NOT NULL DEFAULT 'day' CHECK (tally_period IN ('day', 'week', 'never')),
  ADD COLUMN tally_reset_minute integer NOT NULL DEFAULT 0 CHECK (tally_reset_minute BETWEEN 0 AND 1439);
COMMENT ON COLUMN organization.tally_period IS 'Over which time strategies count what agents did; a week begins on Monday.';
COMMENT ON COLUMN organization.tally_reset_minute IS 'Minute of the day, in the time zone of the root unit, at which a period begins.';

ALTER TABLE agent DROP CONSTRAINT agent_station_choice_check;
ALTER TABLE agent
  ADD CONSTRAINT agent_station_choice_check CHECK (station_choice IN ('browser', 'phone', 'number', 'address')),
  ADD COLUMN sip_address text,
  ADD COLUMN sip_address_station_id text UNIQUE,
  ADD COLUMN is_always_available boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN agent.sip_address IS 'A telephone that does not register and is called where it always is. Set by who runs the installation, never by the agent: it is a way out.';
COMMENT ON COLUMN agent.is_always_available IS 'A machine answers for him: nobody sits at a desk to say that he is there.';
`,
}
