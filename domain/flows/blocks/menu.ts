import { type Static, Type } from 'typebox'
import { type Asked, ask, askAgain, asking, heard, stopSaying } from '../asking.ts'
import type { BlockAt, BlockType, Outcome } from '../block-type.ts'
import { repeatedAt } from '../repeated.ts'
import type { FlowInput } from '../run.ts'
import { closed } from '../settings-schema.ts'
import { choiceSaid, confirm, listenFor, Spoken, yesKey, yesOrNo } from '../spoken.ts'

const settings = Type.Object(
  {
    ...asking,
    choices: Type.Array(
      Type.Object(
        {
          key: Type.String({ pattern: '^[0-9*#]$' }),
          label: Type.String({ maxLength: 100 }),
          spoken: Type.Optional(Spoken),
        },
        closed,
      ),
      { minItems: 1, maxItems: 12 },
    ),
  },
  closed,
)

type MenuMemo = Asked & {
  /** The key of what he said, while he is asked whether that is right. */
  readonly said?: string
}
type MenuSettings = Static<typeof settings>

/** Asks again, and listens again for what may be said. */
function again(set: MenuSettings, why: 'nothingHeard' | 'notUnderstood', at: BlockAt<MenuMemo>): Outcome<MenuMemo> {
  return listening(set, askAgain(set, why, at), at)
}

function listening(
  { choices }: MenuSettings,
  outcome: Outcome<MenuMemo>,
  at: BlockAt<MenuMemo | null>,
): Outcome<MenuMemo> {
  if (!outcome || !('rest' in outcome)) return outcome
  return { ...outcome, actions: [...outcome.actions, ...listenFor(choices, at)] }
}

const chosen = (key: string): Outcome<MenuMemo> => ({ exit: `key-${key}`, actions: [stopSaying] })

/** He was asked whether he is understood rightly. What cannot be said is not asked. */
function confirmed(set: MenuSettings, said: string, input: FlowInput, at: BlockAt<MenuMemo>): Outcome<MenuMemo> {
  if (input.kind === 'said') return input.outcome === 'failed' ? chosen(said) : heard(set, at)
  if (input.kind === 'woken') return again(set, 'nothingHeard', at)
  if (input.kind !== 'key' && input.kind !== 'words') return null
  const isRight = input.kind === 'key' ? input.key === yesKey : yesOrNo(at.run.language, input)
  if (isRight) return chosen(said)
  // While it is said it may be its own echo.
  return isRight === undefined && at.run.wakesAtMs === null ? null : again(set, 'notUnderstood', at)
}

/** One of some keys, or of what may be said in their place. */
export const menu: BlockType<typeof settings, MenuMemo> = {
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
  start: (set, at) => listening(set, ask(set, at), at),
  on: (set, input, at) => {
    if (at.memo.said !== undefined) return confirmed(set, at.memo.said, input, at)
    if (input.kind === 'said') return heard(set, at)
    if (input.kind === 'woken') return again(set, 'nothingHeard', at)
    if (input.kind === 'words') {
      const said = choiceSaid(set.choices, at.run.language, input)
      if (said?.isCertain) return chosen(said.key)
      if (said) return { rest: { ...at.memo, said: said.key }, actions: confirm(set.choices, said.key, at) }
      // While the question is said it may be its own echo.
      return at.run.wakesAtMs === null ? null : again(set, 'notUnderstood', at)
    }
    if (input.kind !== 'key') return null
    const isOne = set.choices.some(({ key }) => key === input.key)
    return isOne ? chosen(input.key) : again(set, 'notUnderstood', at)
  },
  cancel: () => [stopSaying],
}
