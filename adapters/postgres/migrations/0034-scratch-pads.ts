/** Paper at hand for agents, and what of it was attached to a customer. */
export const scratchPads = {
  name: '0034-scratch-pads',
  sql: `
CREATE TABLE scratch_pad (
  person_id text NOT NULL REFERENCES person ON DELETE CASCADE,
  about text NOT NULL,
  text text NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, about)
);
COMMENT ON TABLE scratch_pad IS 'What an agent writes for himself: nobody else reads it, and an emptied sheet is no row.';
COMMENT ON COLUMN scratch_pad.about IS 'The id of an interaction, or own: the sheet that is about nothing in hand.';

CREATE TABLE customer_note (
  customer_note_id text PRIMARY KEY,
  customer_id text NOT NULL REFERENCES customer ON DELETE CASCADE,
  person_id text REFERENCES person ON DELETE SET NULL,
  interaction_id text,
  text text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX customer_note_customer ON customer_note (customer_id, customer_note_id DESC);
COMMENT ON TABLE customer_note IS 'What was written of a customer, each note by itself, with who and when. It goes with the customer.';
COMMENT ON COLUMN customer_note.interaction_id IS 'In which interaction it was written; null: in none. Its row may come later.';
`,
}
