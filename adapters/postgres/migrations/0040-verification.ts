/** Whether a customer proved who he is; and by which writing a sheet or a note stands, so that two computers lose nothing. */
export const verification = {
  name: '0040-verification',
  sql: `
CREATE TABLE verification (
  interaction_id text PRIMARY KEY,
  customer_id text NOT NULL REFERENCES customer ON DELETE CASCADE,
  method text NOT NULL CHECK (method IN ('questions', 'code', 'document', 'voice')),
  person_id text REFERENCES person ON DELETE SET NULL,
  verified_at timestamptz NOT NULL
);
CREATE INDEX verification_customer ON verification (customer_id);
COMMENT ON TABLE verification IS 'An agent found in this contact that the customer is who he says. It counts for that customer alone: when the contact turns out to be another one''s, it counts no more.';

CREATE SEQUENCE writing_revision;
ALTER TABLE scratch_pad ADD COLUMN revision bigint NOT NULL DEFAULT nextval('writing_revision');
ALTER TABLE interaction_note ADD COLUMN revision bigint NOT NULL DEFAULT nextval('writing_revision');
COMMENT ON SEQUENCE writing_revision IS 'One for all, so that a sheet that was thrown away and begun anew is never taken for the old one.';
`,
}
