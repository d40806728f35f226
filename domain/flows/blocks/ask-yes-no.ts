import { type Static, Type } from 'typebox'
import { type Asked, ask, askAgain, asking, heard, stopSaying } from '../asking.ts'
import type { BlockAt, BlockType, Outcome } from '../block-type.ts'
import { closed, VariableSet } from '../settings-schema.ts'
import { listenForYesOrNo, yesOrNo } from '../spoken.ts'

const Key = Type.String({ pattern: '^[0-9*#]$' })
const settings = Type.Object(
  {
    ...asking,
    yesKey: Key,
    noKey: Key,
    /** Where the answer is kept as true or false. */
    variable: Type.Optional(VariableSet),
    /** Yes and no may be said, too. */
    maySay: Type.Optional(Type.Boolean()),
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
  start: (set, at) => listening(set, ask(set, at), at),
  on: (set, input, at) => {
    if (input.kind === 'said') return heard(set, at)
    if (input.kind === 'woken') return listening(set, askAgain(set, 'nothingHeard', at), at)
    if (input.kind !== 'key' && input.kind !== 'words') return null
    const isYes = input.kind === 'key' ? keyOf(set, input.key) : yesOrNo(at.run.language, input)
    if (isYes === undefined) {
      // While the question is said, words may be its own echo.
      const isEcho = input.kind === 'words' && at.run.wakesAtMs === null
      return isEcho ? null : listening(set, askAgain(set, 'notUnderstood', at), at)
    }
    const kept = set.variable === undefined ? {} : { set: { [set.variable]: isYes } }
    return { exit: isYes ? 'yes' : 'no', ...kept, actions: [stopSaying] }
  },
  cancel: () => [stopSaying],
}

const keyOf = ({ yesKey, noKey }: Static<typeof settings>, key: string): boolean | undefined =>
  key === yesKey ? true : key === noKey ? false : undefined

function listening(
  { maySay }: Static<typeof settings>,
  outcome: Outcome<Asked>,
  { run: { language } }: BlockAt<Asked | null>,
): Outcome<Asked> {
  if (!maySay || !outcome || !('rest' in outcome)) return outcome
  return { ...outcome, actions: [...outcome.actions, ...listenForYesOrNo(language)] }
}
