/** Callbacks that a customer asks for on a web page, and may take back there. */
export const webCallbacks = {
  name: '0029-web-callbacks',
  sql: `
ALTER TABLE callback ADD COLUMN web_token_hash bytea;
CREATE UNIQUE INDEX callback_web_token ON callback (web_token_hash) WHERE web_token_hash IS NOT NULL;
CREATE INDEX callback_web_number ON callback (number, asked_at) WHERE web_token_hash IS NOT NULL;
COMMENT ON COLUMN callback.web_token_hash IS 'SHA-256 of what the page that asked for it keeps; null: it was not asked for on a page.';
`,
}
