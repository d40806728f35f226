/** What is written for whoever gets a call next, and whom everybody here may have to call: people of other houses. */
export const directory = {
  name: '0035-directory',
  sql: `
CREATE TABLE hand_over_note (
  hand_over_note_id text PRIMARY KEY,
  interaction_id text NOT NULL,
  agent_id text NOT NULL,
  how text NOT NULL CHECK (how IN ('sent-on', 'consulted')),
  to_queue_id text,
  to_agent_id text,
  text text NOT NULL,
  written_at timestamptz NOT NULL
);
CREATE INDEX hand_over_note_interaction ON hand_over_note (interaction_id, written_at);
COMMENT ON TABLE hand_over_note IS 'What an agent wrote for whoever gets the interaction next: personal, kept out of the log, erased with the interaction.';
COMMENT ON COLUMN hand_over_note.to_queue_id IS 'Null, and to_agent_id too: a number, which stands in no table of ours.';

CREATE TABLE outside_contact (
  outside_contact_id text PRIMARY KEY,
  name text NOT NULL,
  company text,
  department text,
  note text,
  languages jsonb NOT NULL DEFAULT '[]',
  folded_name text NOT NULL,
  folded_text text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outside_contact_name ON outside_contact (folded_name, outside_contact_id);
COMMENT ON TABLE outside_contact IS 'Somebody of another house whom people here call: no customer and no colleague. Shared by all.';
COMMENT ON COLUMN outside_contact.folded_text IS 'Name, company and department as they are searched.';

CREATE TABLE outside_contact_number (
  outside_contact_id text NOT NULL REFERENCES outside_contact ON DELETE CASCADE,
  number text NOT NULL,
  raw_text text NOT NULL,
  rank integer NOT NULL DEFAULT 0,
  PRIMARY KEY (outside_contact_id, number)
);
CREATE INDEX outside_contact_number_number ON outside_contact_number (number);
COMMENT ON COLUMN outside_contact_number.number IS 'E.164 where it could be read so, else its digits as they came.';
`,
}
