import { Type } from 'typebox'
import { type Asked, ask, askAgain, asking, heard, stopSaying } from '../asking.ts'
import type { BlockType } from '../block-type.ts'
import { repeatedAt } from '../repeated.ts'
import { closed } from '../settings-schema.ts'

const settings = Type.Object(
  {
    ...asking,
    choices: Type.Array(
      Type.Object({ key: Type.String({ pattern: '^[0-9*#]$' }), label: Type.String({ maxLength: 100 }) }, closed),
      { minItems: 1, maxItems: 12 },
    ),
  },
  closed,
)

/** One of some keys. */
export const menu: BlockType<typeof settings, Asked> = {
  kind: 'menu',
  purpose: 'ask',
  channels: ['voice', 'chat'],
  settings,
  exits: ({ choices }) => [...choices.map(({ key }) => ({ name: `key-${key}` })), { name: 'no-answer' }],
  check: ({ choices }) =>
    repeatedAt(choices.map(({ key }) => key)).map((index) => ({
      path: ['choices', index, 'key'],
      problem: 'key-twice',
      values: { key: choices[index]?.key ?? '' },
    })),
  start: (set, at) => ask(set, at),
  on: (set, input, at) => {
    if (input.kind === 'said') return heard(set, at)
    if (input.kind === 'woken') return askAgain(set, 'nothingHeard', at)
    if (input.kind !== 'key') return null
    const isOne = set.choices.some(({ key }) => key === input.key)
    return isOne ? { exit: `key-${input.key}`, actions: [stopSaying] } : askAgain(set, 'notUnderstood', at)
  },
  cancel: () => [stopSaying],
}
