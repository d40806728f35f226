/** What customers are to the organization, and what queues make of that. */
export const customerKinds = {
  name: '0026-customer-kinds',
  sql: `
CREATE TABLE customer_tier (
  customer_tier_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL UNIQUE,
  rank integer NOT NULL CHECK (rank BETWEEN 1 AND 1000),
  level integer NOT NULL DEFAULT 0 CHECK (level BETWEEN -1000 AND 1000),
  boost_ms integer NOT NULL DEFAULT 0 CHECK (boost_ms BETWEEN -86400000 AND 86400000),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN customer_tier.rank IS '1 is the highest.';
COMMENT ON COLUMN customer_tier.level IS 'So much higher stands whoever is of it, before the time that he has waited counts.';
COMMENT ON COLUMN customer_tier.boost_ms IS 'Whoever is of it counts as having waited so much longer.';

CREATE TABLE customer_segment (
  customer_segment_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL UNIQUE,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE customer_segment IS 'Kinds of customers as the organization tells them apart; one each.';

ALTER TABLE customer
  ADD COLUMN customer_tier_id text REFERENCES customer_tier,
  ADD COLUMN customer_segment_id text REFERENCES customer_segment,
  ADD COLUMN yearly_value bigint CHECK (yearly_value BETWEEN 0 AND 1000000000000),
  ADD COLUMN owner_agent_id text REFERENCES agent ON DELETE SET NULL;
CREATE INDEX customer_tier_of ON customer (customer_tier_id) WHERE customer_tier_id IS NOT NULL;
CREATE INDEX customer_segment_of ON customer (customer_segment_id) WHERE customer_segment_id IS NOT NULL;
COMMENT ON COLUMN customer.yearly_value IS 'What he is worth in a year, whole units of the organization''s currency.';
COMMENT ON COLUMN customer.owner_agent_id IS 'Who looks after him.';

ALTER TABLE queue
  ADD COLUMN owner_patience_ms integer NOT NULL DEFAULT 0,
  ADD COLUMN customer_rules jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN queue.owner_patience_ms IS 'How long only the owner of a customer is asked; 0: not at all.';
COMMENT ON COLUMN queue.customer_rules IS 'What it asks besides of agents, and whom it lets stand before others, by who the customer is.';

ALTER TABLE business_unit ADD COLUMN version integer NOT NULL DEFAULT 1;
`,
}
