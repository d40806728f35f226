/** Service matters of customers, which live beyond one interaction. */
export const cases = {
  name: '0038-cases',
  sql: `
CREATE SEQUENCE service_case_number AS integer START 1001;

CREATE TABLE service_case (
  case_id text PRIMARY KEY,
  number integer NOT NULL UNIQUE DEFAULT nextval('service_case_number'),
  customer_id text NOT NULL REFERENCES customer ON DELETE CASCADE,
  subject text NOT NULL,
  folded_subject text NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'waiting', 'closed')),
  owner_agent_id text REFERENCES agent ON DELETE SET NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  closed_at timestamptz,
  CHECK ((status = 'closed') = (closed_at IS NOT NULL))
);
ALTER SEQUENCE service_case_number OWNED BY service_case.number;
CREATE INDEX service_case_customer ON service_case (customer_id, case_id DESC);
CREATE INDEX service_case_owner ON service_case (owner_agent_id, case_id DESC) WHERE owner_agent_id IS NOT NULL;
CREATE INDEX service_case_in_hand ON service_case (case_id DESC) WHERE status <> 'closed';
COMMENT ON TABLE service_case IS 'A service matter of a customer: a question, a fault, a complaint. It goes with the customer.';
COMMENT ON COLUMN service_case.number IS 'What people call it. Some are never given: whoever takes one and then fails leaves a gap.';
COMMENT ON COLUMN service_case.status IS 'waiting: for the customer.';
COMMENT ON COLUMN service_case.owner_agent_id IS 'Who has it in hand; null: nobody.';

CREATE TABLE case_entry (
  case_entry_id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES service_case ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('note', 'contact', 'status')),
  person_id text REFERENCES person ON DELETE SET NULL,
  interaction_id text,
  text text,
  status text CHECK (status IN ('open', 'waiting', 'closed')),
  created_at timestamptz NOT NULL,
  CHECK ((kind = 'note') = (text IS NOT NULL)),
  CHECK ((kind = 'status') = (status IS NOT NULL)),
  CHECK (kind <> 'contact' OR interaction_id IS NOT NULL)
);
CREATE INDEX case_entry_case ON case_entry (case_id, case_entry_id DESC);
CREATE UNIQUE INDEX case_entry_contact ON case_entry (interaction_id, case_id) WHERE kind = 'contact';
COMMENT ON TABLE case_entry IS 'What happened in a case, one thing a row: a note, an interaction that belongs to it, another status.';
COMMENT ON COLUMN case_entry.person_id IS 'Who wrote, attached or changed it; null: whoever did is gone.';
COMMENT ON COLUMN case_entry.interaction_id IS 'Which belongs to it, or in which the note was written. Its row may come later.';

ALTER TABLE queue ADD COLUMN case_owner_patience_ms integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN queue.case_owner_patience_ms IS 'How long only the owner of the case is asked to which an interaction belongs; 0: not at all.';
`,
}
