/** What flows need to ask other systems: secrets that they never see, and addresses inside that they may reach. */
export const flowConnections = {
  name: '0041-flow-connections',
  sql: `
CREATE TABLE flow_secret (
  flow_secret_id text PRIMARY KEY,
  name text NOT NULL,
  folded_name text NOT NULL UNIQUE,
  secret_box bytea NOT NULL,
  hosts text[] NOT NULL,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text REFERENCES person ON DELETE SET NULL
);
COMMENT ON TABLE flow_secret IS 'What requests of flows carry to prove who asks: named by its id in a flow, read by nobody.';
COMMENT ON COLUMN flow_secret.secret_box IS 'Sealed with the key of the data folder.';
COMMENT ON COLUMN flow_secret.hosts IS 'It is sent to these and to no other: who draws a flow cannot have it sent to himself.';

CREATE TABLE inside_host (
  inside_host_id text PRIMARY KEY,
  host text NOT NULL,
  port integer,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text REFERENCES person ON DELETE SET NULL
);
CREATE UNIQUE INDEX inside_host_place ON inside_host (host, coalesce(port, 0));
COMMENT ON TABLE inside_host IS 'Hosts of private, loopback and link-local addresses that requests of flows may reach all the same.';
COMMENT ON COLUMN inside_host.host IS 'A name or an address, as it stands in a URL.';
COMMENT ON COLUMN inside_host.port IS 'Null: each of its ports.';
`,
}
