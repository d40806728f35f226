/** What becomes of who lets an offer ring out, queue by queue. */
export const missedOffers = {
  name: '0016-missed-offers',
  sql: `
ALTER TABLE queue
  ADD COLUMN not_ready_after_misses smallint NOT NULL DEFAULT 1 CHECK (not_ready_after_misses BETWEEN 0 AND 100),
  ADD COLUMN missed_cool_down_ms integer NOT NULL DEFAULT 30000 CHECK (missed_cool_down_ms BETWEEN 1000 AND 86400000);
COMMENT ON COLUMN queue.not_ready_after_misses IS 'Missed in a row; 0: never.';
COMMENT ON COLUMN queue.missed_cool_down_ms IS 'So long nothing is offered to who missed one and stays available.';

-- The names of what a task says come back in the order in which they were given.
ALTER TABLE task ALTER COLUMN payload TYPE json USING payload::json;
`,
}
