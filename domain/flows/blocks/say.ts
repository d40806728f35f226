import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { SaidItems } from '../said-schema.ts'

const settings = Type.Object(
  {
    items: SaidItems,
    /** A key goes on at once. */
    isInterruptible: Type.Boolean(),
  },
  { additionalProperties: false },
)

export const say: BlockType<typeof settings, true> = {
  kind: 'say',
  purpose: 'say',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'next' }, { name: 'failed', isOptional: true }],
  start: ({ items }, { run, rest }) => ({
    rest: true,
    actions: [{ kind: 'say', rest, items, language: run.language }],
  }),
  on: ({ isInterruptible }, input) => {
    if (input.kind === 'said') return { exit: input.outcome === 'finished' ? 'next' : 'failed' }
    if (input.kind !== 'key' || !isInterruptible) return null
    return { exit: 'next', actions: [{ kind: 'stop-saying' }] }
  },
  cancel: () => [{ kind: 'stop-saying' }],
}
