/** What is done to a call in hand: the state of who is parked, and the segments of consulting, conferring and monitoring. */
export const callControl = {
  name: '0007-call-control',
  sql: `
ALTER TABLE interaction DROP CONSTRAINT interaction_state_check;
ALTER TABLE interaction ADD CONSTRAINT interaction_state_check
  CHECK (state IN ('inFlow', 'queued', 'dialing', 'engaged', 'through', 'parked', 'wrapUp', 'ended'));
ALTER TABLE segment DROP CONSTRAINT segment_kind_check;
ALTER TABLE segment ADD CONSTRAINT segment_kind_check
  CHECK (kind IN ('flow', 'queue', 'offer', 'dial', 'talk', 'hold', 'ring', 'through', 'consult', 'conference', 'park',
    'monitor', 'wrapUp'));
ALTER TABLE queue ADD COLUMN is_auto_answered boolean NOT NULL DEFAULT false,
  ADD COLUMN park_timeout_ms integer NOT NULL DEFAULT 120000 CHECK (park_timeout_ms BETWEEN 1000 AND 86400000);
ALTER TABLE agent ADD COLUMN is_auto_answered boolean NOT NULL DEFAULT false;
`,
}
