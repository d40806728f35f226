import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'

const settings = Type.Object({}, { additionalProperties: false })

/** The call ends here. */
export const hangUp: BlockType<typeof settings> = {
  kind: 'hang-up',
  purpose: 'route',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [],
  start: () => ({ leave: { kind: 'end', reason: 'finished' } }),
}
