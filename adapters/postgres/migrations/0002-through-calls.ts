/** Calls that go out, and calls that are put through: their states and their segments. */
export const throughCalls = {
  name: '0002-through-calls',
  sql: `
ALTER TABLE interaction DROP CONSTRAINT interaction_state_check;
ALTER TABLE interaction ADD CONSTRAINT interaction_state_check
  CHECK (state IN ('inFlow', 'queued', 'dialing', 'engaged', 'through', 'wrapUp', 'ended'));
ALTER TABLE segment DROP CONSTRAINT segment_kind_check;
ALTER TABLE segment ADD CONSTRAINT segment_kind_check
  CHECK (kind IN ('flow', 'queue', 'offer', 'dial', 'talk', 'hold', 'ring', 'through', 'wrapUp'));
`,
}
