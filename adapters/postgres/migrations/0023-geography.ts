/** Where customers are and agents work, how far from each other a queue lets them be, and countries that were imported. */
export const geography = {
  name: '0023-geography',
  sql: `
CREATE TABLE imported_country (
  country text PRIMARY KEY CHECK (country ~ '^[A-Z]{2}$'),
  content jsonb NOT NULL,
  imported_at timestamptz NOT NULL DEFAULT now(),
  imported_by text REFERENCES person (person_id) ON DELETE SET NULL
);
COMMENT ON TABLE imported_country IS 'Countries with their regions, in the place of those that come with the product.';

ALTER TABLE agent ADD COLUMN region_codes text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN agent.region_codes IS 'ISO 3166-2: the regions in which he works; empty: nobody said.';

ALTER TABLE queue ADD COLUMN reach jsonb;
COMMENT ON COLUMN queue.reach IS 'How far from the customer its agents may work; null: that does not matter.';

ALTER TABLE customer
  ADD COLUMN address text,
  ADD COLUMN postcode text,
  ADD COLUMN region_code text;
COMMENT ON COLUMN customer.region_code IS 'ISO 3166-2, where somebody said so; else it is read from the postcode, the address or a landline.';
`,
}
