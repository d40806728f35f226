/** Flows as they are drawn, and their published versions. */
export const flows = {
  name: '0030-flows',
  sql: `
CREATE TABLE flow (
  flow_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL,
  channels text[] NOT NULL,
  languages text[] NOT NULL,
  definition jsonb NOT NULL,
  tests jsonb NOT NULL DEFAULT '[]',
  version integer NOT NULL DEFAULT 1,
  published_version_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text REFERENCES person ON DELETE SET NULL,
  archived_at timestamptz
);
CREATE UNIQUE INDEX flow_name ON flow (folded_name) WHERE archived_at IS NULL;
COMMENT ON COLUMN flow.definition IS 'The draft: it may have problems, a published version has none.';
COMMENT ON COLUMN flow.tests IS 'Walks through it, and what is expected of each; all of them hold before it is published.';

CREATE TABLE flow_version (
  flow_version_id text PRIMARY KEY,
  flow_id text NOT NULL REFERENCES flow,
  number integer NOT NULL,
  languages text[] NOT NULL,
  definition jsonb NOT NULL,
  note text NOT NULL DEFAULT '',
  copied_from integer,
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text REFERENCES person ON DELETE SET NULL,
  UNIQUE (flow_id, number)
);
COMMENT ON TABLE flow_version IS 'Never changed: a run goes by the version with which it began.';
COMMENT ON COLUMN flow_version.copied_from IS 'The number of the older version that was published again.';
ALTER TABLE flow ADD FOREIGN KEY (published_version_id) REFERENCES flow_version;
`,
}
