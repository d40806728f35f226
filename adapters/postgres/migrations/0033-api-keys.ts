/** Keys with which programs ask: each is an account's, and as long-lived as whoever made it wished. */
export const apiKeys = {
  name: '0033-api-keys',
  sql: `
CREATE TABLE api_key (
  api_key_id text PRIMARY KEY,
  person_id text NOT NULL REFERENCES person ON DELETE CASCADE,
  name text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by text REFERENCES person ON DELETE SET NULL,
  expires_at timestamptz,
  last_used_at timestamptz
);
CREATE INDEX api_key_person ON api_key (person_id);
COMMENT ON TABLE api_key IS 'A key with which a program asks in the name of an account; deleting the row withdraws it.';
COMMENT ON COLUMN api_key.token_hash IS 'SHA-256 of the secret: the database alone lets nobody in.';
COMMENT ON COLUMN api_key.expires_at IS 'Null: it lasts until it is withdrawn.';
`,
}
