/** Queues are changed on a screen: two who change the same one at once have to notice. */
export const queues = {
  name: '0009-queues',
  sql: `
ALTER TABLE queue ADD COLUMN version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN queue.version IS 'Grows with each change; the members count as part of the queue.';
`,
}
