import { type Static, Type } from 'typebox'
import type { QueueId } from '#kernel/ids.ts'
import { asking, stopSaying } from '../asking.ts'
import type { BlockAt, BlockType, Outcome } from '../block-type.ts'
import { repeatedAt } from '../repeated.ts'
import { SaidItems } from '../said-schema.ts'
import { closed, refersTo, VariableSet } from '../settings-schema.ts'

const Key = Type.String({ pattern: '^[0-9]$' })
const { timeoutMs, tries } = asking
const settings = Type.Object(
  {
    queueId: refersTo<QueueId>('queue'),
    /** Where the number is kept that would be called; the offer can read it out. */
    variable: VariableSet,
    /** Names the number and the keys. */
    offer: SaidItems,
    /** Asks for another number, ended by #. */
    askNumber: SaidItems,
    yesKey: Key,
    otherNumberKey: Key,
    noKey: Key,
    timeoutMs,
    tries,
  },
  closed,
)
type Settings = Static<typeof settings>
/** `keys`: of the number that is being typed; `null`: the offer is being answered. */
type Memo = { readonly tries: number; readonly number: string; readonly keys: string | null }
type At = BlockAt<Memo | null>

const [fewest, most] = [3, 15]

/** Offers to call back, and has the number confirmed: the caller's, or one that he types. */
export const offerCallback: BlockType<typeof settings, Memo> = {
  kind: 'offer-callback',
  purpose: 'route',
  channels: ['voice'],
  settings,
  exits: () => [{ name: 'declined' }, { name: 'failed', isOptional: true }],
  check: ({ yesKey, otherNumberKey, noKey }) =>
    repeatedAt([yesKey, otherNumberKey, noKey]).map((index) => ({
      path: [['yesKey', 'otherNumberKey', 'noKey'][index] ?? 'noKey'],
      problem: 'key-twice',
    })),
  start: (set, at) => {
    const { number } = at.facts.caller
    return number === null ? askNumber(set, at, 1) : offer(set, at, number, 1)
  },
  on: (set, input, at) => {
    const { memo, facts } = at
    if (input.kind === 'not-taken') return { exit: 'failed' }
    if (input.kind === 'said') {
      return memo.keys === null || memo.keys === ''
        ? { rest: memo, actions: [], wakesAtMs: facts.nowMs + set.timeoutMs }
        : null
    }
    if (input.kind === 'woken') return memo.keys ? typed(set, at, memo.keys) : again(set, at)
    if (input.kind !== 'key') return null
    return memo.keys === null ? onAnswer(set, input.key, at) : onDigit(set, input.key, memo.keys, at)
  },
  cancel: () => [stopSaying],
}

const offer = (set: Settings, { run, rest }: At, number: string, times: number): Outcome<Memo> => ({
  rest: { tries: times, number, keys: null },
  set: { [set.variable]: number },
  actions: [{ kind: 'say', rest, items: set.offer, language: run.language }],
})

const askNumber = (set: Settings, { run, rest, memo }: At, times: number): Outcome<Memo> => ({
  rest: { tries: times, number: memo?.number ?? '', keys: '' },
  actions: [{ kind: 'say', rest, items: set.askNumber, language: run.language }],
})

function again(set: Settings, at: BlockAt<Memo>): Outcome<Memo> {
  const { memo } = at
  if (memo.tries >= set.tries) return { exit: 'declined', actions: [stopSaying] }
  return memo.keys === null ? offer(set, at, memo.number, memo.tries + 1) : askNumber(set, at, memo.tries + 1)
}

function onAnswer(set: Settings, key: string, at: BlockAt<Memo>): Outcome<Memo> {
  const { number, tries: times } = at.memo
  if (key === set.yesKey) return { leave: { kind: 'callback', queueId: set.queueId, number }, memo: at.memo }
  if (key === set.noKey) return { exit: 'declined', actions: [stopSaying] }
  return key === set.otherNumberKey ? askNumber(set, at, times) : again(set, at)
}

function onDigit(set: Settings, key: string, before: string, at: BlockAt<Memo>): Outcome<Memo> {
  if (key === '#') return typed(set, at, before)
  if (!/^[0-9]$/.test(key)) return null
  const keys = before + key
  if (keys.length >= most) return typed(set, at, keys)
  const actions = before === '' ? [stopSaying] : []
  return { rest: { ...at.memo, keys }, actions, wakesAtMs: at.facts.nowMs + set.timeoutMs }
}

/** A number that was typed is read out and confirmed like the caller's own. */
const typed = (set: Settings, at: BlockAt<Memo>, keys: string): Outcome<Memo> =>
  keys.length < fewest ? again(set, at) : offer(set, at, keys, at.memo.tries)
