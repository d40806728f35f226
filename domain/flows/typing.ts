import { type Static, Type } from 'typebox'
import { type Asked, ask, askAgain, asking, heard, stopSaying } from './asking.ts'
import type { BlockAt, BlockType, Outcome } from './block-type.ts'
import type { Value } from './flow.ts'
import type { FlowAction, FlowInput } from './run.ts'
import { oneOf, VariableSet } from './settings-schema.ts'

/** What every block is told to which something is typed, key by key. */
export const typingSettings = {
  ...asking,
  /** Between two keys. */
  betweenMs: Type.Integer({ minimum: 500, maximum: 30_000 }),
  /** Ends it before the last digit; `none`: the time does. */
  terminator: oneOf('#', '*', 'none'),
  variable: VariableSet,
}
const typing = Type.Object(typingSettings)

/** How what is typed is read. */
interface Reading {
  readonly most: number
  /** Keys besides digits that mean something. */
  readonly others?: string
  readonly isSecret?: boolean
  /** `null`: not understood. */
  readonly read: (keys: string) => Value | null
}

type Typing = Static<typeof typing>

/** `start`, `on` and `cancel` of a block to which something is typed. In a chat it is written in one go. */
export function typed<Settings extends Typing>(
  readingOf: (settings: Settings, at: BlockAt<unknown>) => Reading,
): Required<Pick<BlockType<never, Asked>, 'cancel'>> & {
  start: (settings: Settings, at: BlockAt<Asked | null>) => Outcome<Asked>
  on: (settings: Settings, input: FlowInput, at: BlockAt<Asked>) => Outcome<Asked>
  cancel: (settings: Settings, at: BlockAt<Asked>) => readonly FlowAction[]
} {
  return {
    start: (set, at) => hidden(set, readingOf(set, at), ask(set, at), at),
    on: (set, input, at) => {
      const reading = readingOf(set, at)
      const outcome = take(set, reading, input, at)
      // The keys of the next block are none of this secret.
      if (!reading.isSecret || !outcome || !('exit' in outcome)) return hidden(set, reading, outcome, at)
      return { ...outcome, actions: [...(outcome.actions ?? []), show] }
    },
    cancel: (set, at) => (readingOf(set, at).isSecret ? [stopSaying, show] : [stopSaying]),
  }
}

/** Each time that it asks for a secret, whoever carries it takes the keys anew. */
function hidden(
  { terminator, timeoutMs, betweenMs }: Typing,
  { most, isSecret }: Reading,
  outcome: Outcome<Asked>,
  { rest }: BlockAt<unknown>,
): Outcome<Asked> {
  if (!isSecret || !outcome || !('rest' in outcome) || !outcome.actions.some(({ kind }) => kind === 'say'))
    return outcome
  const taking = { most, terminator: terminator === 'none' ? '' : terminator, timeoutMs, betweenMs } as const
  return { ...outcome, actions: [{ kind: 'hide-keys', isHidden: true, rest, taking }, ...outcome.actions] }
}

const show: FlowAction = { kind: 'hide-keys', isHidden: false }

function take(set: Typing, reading: Reading, input: FlowInput, at: BlockAt<Asked>): Outcome<Asked> {
  const { memo, facts } = at
  if (input.kind === 'words') return judge(set, reading, plainKeys(input.text), at)
  if (input.kind === 'said') return memo.keys === '' ? heard(set, at) : null
  if (input.kind === 'woken') {
    return memo.keys === '' ? askAgain(set, 'nothingHeard', at) : judge(set, reading, memo.keys, at)
  }
  if (input.kind !== 'key') return null
  if (input.key === set.terminator) return judge(set, reading, memo.keys, at)
  if (!/^[0-9]$/.test(input.key) && !reading.others?.includes(input.key)) return null
  const keys = memo.keys + input.key
  if (keys.length >= reading.most) return judge(set, reading, keys, at)
  const actions = memo.keys === '' ? [stopSaying] : []
  return { rest: { ...memo, keys }, actions, wakesAtMs: facts.nowMs + set.betweenMs }
}

function judge(set: Typing, { read }: Reading, keys: string, at: BlockAt<Asked>): Outcome<Asked> {
  const value = keys === '' ? null : read(keys)
  if (value === null) return askAgain(set, 'notUnderstood', at)
  return { exit: 'next', set: { [set.variable]: value }, actions: [stopSaying] }
}

/** Digits of Persian and Arabic keyboards are digits; spaces and hyphens between them are none of it. */
function plainKeys(text: string): string {
  return text
    .slice(0, 200)
    .replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[\s-]/g, '')
    .replace(/[.,]/g, '*')
}
