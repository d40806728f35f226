import { Type } from 'typebox'
import { type Asked, ask, askAgain, asking, heard, stopSaying } from '../asking.ts'
import type { BlockType } from '../block-type.ts'
import { closed, VariableSet } from '../settings-schema.ts'

const Key = Type.String({ pattern: '^[0-9*#]$' })
const settings = Type.Object(
  {
    ...asking,
    yesKey: Key,
    noKey: Key,
    /** Where the answer is kept as true or false. */
    variable: Type.Optional(VariableSet),
  },
  closed,
)

/** A question with two answers. */
export const askYesNo: BlockType<typeof settings, Asked> = {
  kind: 'ask-yes-no',
  purpose: 'ask',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'yes' }, { name: 'no' }, { name: 'no-answer' }],
  check: ({ yesKey, noKey }) =>
    yesKey === noKey ? [{ path: ['noKey'], problem: 'key-twice', values: { key: noKey } }] : [],
  start: (set, at) => ask(set, at),
  on: (set, input, at) => {
    if (input.kind === 'said') return heard(set, at)
    if (input.kind === 'woken') return askAgain(set, 'nothingHeard', at)
    if (input.kind !== 'key') return null
    if (input.key !== set.yesKey && input.key !== set.noKey) return askAgain(set, 'notUnderstood', at)
    const isYes = input.key === set.yesKey
    const kept = set.variable === undefined ? {} : { set: { [set.variable]: isYes } }
    return { exit: isYes ? 'yes' : 'no', ...kept, actions: [stopSaying] }
  },
  cancel: () => [stopSaying],
}
