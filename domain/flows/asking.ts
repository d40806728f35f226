import { type Static, Type } from 'typebox'
import type { BlockAt, Outcome } from './block-type.ts'
import type { FlowAction } from './run.ts'
import { SaidItems } from './said-schema.ts'
import { TimeoutMs, Tries } from './settings-schema.ts'

/** What every block that asks is told: what it says, how long it waits, and how often it asks. */
export const asking = {
  question: SaidItems,
  /** Until the first key, after the question was heard. */
  timeoutMs: TimeoutMs,
  tries: Tries,
  /** Said before the question is asked again. */
  nothingHeard: Type.Optional(SaidItems),
  notUnderstood: Type.Optional(SaidItems),
}
const askingSettings = Type.Object(asking)
type Asking = Static<typeof askingSettings>

/** What a block remembers that asks: how often it asked, and the keys so far. */
export type Asked = { readonly tries: number; readonly keys: string }

export const stopSaying: FlowAction = { kind: 'stop-saying' }

export const ask = ({ question }: Pick<Asking, 'question'>, { run, rest }: BlockAt<unknown>): Outcome<Asked> => ({
  rest: { tries: 1, keys: '' },
  actions: [{ kind: 'say', rest, items: question, language: run.language }],
})

/** Once more, unless that was often enough: then out by `no-answer`. */
export function askAgain(
  set: Pick<Asking, 'question' | 'tries' | 'nothingHeard' | 'notUnderstood'>,
  why: 'nothingHeard' | 'notUnderstood',
  { run, rest, memo }: BlockAt<Asked>,
): Outcome<Asked> {
  if (memo.tries >= set.tries) return { exit: 'no-answer', actions: [stopSaying] }
  const items = [...(set[why] ?? []), ...set.question]
  return {
    rest: { tries: memo.tries + 1, keys: '' },
    actions: [{ kind: 'say', rest, items, language: run.language }],
  }
}

/** The question was heard: from now on nothing is heard too late. Keys are waited for whether or not it could be said. */
export const heard = ({ timeoutMs }: Pick<Asking, 'timeoutMs'>, { memo, facts }: BlockAt<Asked>): Outcome<Asked> => ({
  rest: memo,
  actions: [],
  wakesAtMs: facts.nowMs + timeoutMs,
})
