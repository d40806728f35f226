import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { closed, VariableAsked, VariableSet } from '../settings-schema.ts'

const settings = Type.Object(
  {
    /** What holds the number that he typed; absent: the newest case of the caller's that is not closed. */
    numberIn: Type.Optional(VariableAsked),
    /** What the number of the case that was found is kept in. */
    keepIn: Type.Optional(VariableSet),
  },
  closed,
)

/** The database answers in a moment, or not at all. */
const longestMs = 5000

/** Which case it is about: its owner is asked first in a queue that waits for him, and the call stands in its history. */
export const lookUpCase: BlockType<typeof settings, true> = {
  kind: 'look-up-case',
  purpose: 'do',
  channels: ['voice'],
  settings,
  exits: () => [{ name: 'found' }, { name: 'not-found' }],
  start: ({ numberIn }, { run, rest, facts }) => {
    const number = numberIn === undefined ? null : String(run.variables[numberIn] ?? '')
    const key = `${run.interactionId}:${run.blockId}:${rest}`
    return {
      rest: true,
      actions: [{ kind: 'ask', rest, key, question: { kind: 'case', number } }],
      wakesAtMs: facts.nowMs + longestMs,
    }
  },
  on: ({ keepIn }, input) => {
    if (input.kind === 'woken') return { exit: 'not-found' }
    if (input.kind !== 'answered') return null
    const { answer } = input
    const number = answer.ok ? answer.values.number : undefined
    if (number === undefined || number === '') return { exit: 'not-found' }
    return { exit: 'found', ...(keepIn !== undefined && { set: { [keepIn]: number } }) }
  },
}
