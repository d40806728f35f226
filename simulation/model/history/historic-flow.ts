import { type Block, blockTypes } from '#domain/flows/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import { askingKinds } from '../flows/answers.ts'
import { lengthOfSaid } from '../flows/published.ts'
import type { CallersAt, ModelFlow } from '../model.ts'
import type { BlockHistory, FlowHistory, HistoricFlow } from './flow-history.ts'

/** What of a day besides a flow tells how callers behave in it. */
export interface FlowDay {
  readonly history: FlowHistory
  /** By any id that a definition refers to; undefined: it is called the same here. */
  nameOf(id: string): string | undefined
  /** How long callers spoke to a queue's voicemail, and how long their messages took. */
  messagesOf(queueId: QueueId): { readonly spokenMs: readonly number[]; readonly handledMs: readonly number[] }
  /** Of all queues. */
  readonly allHandledMs: readonly number[]
  readonly isOpenKnown: (businessHoursId: string) => boolean
}

/** Blocks that decide, by what a model has as the product has it. */
const livingKinds: ReadonlySet<string> = new Set(['queue-state', 'split'])

/** A flow as it was drawn, in which callers answer as they did on that day. */
export function historicFlow(id: string, { flowId, definition }: HistoricFlow, day: FlowDay): ModelFlow {
  const blocks: Record<string, CallersAt> = {}
  for (const block of definition.blocks) {
    const callers = callersAt(block, day.history.of(flowId, block.blockId), day)
    if (callers) blocks[block.blockId] = callers
  }
  const names: Record<string, string> = {}
  for (const referred of JSON.stringify(definition).match(/"(?:que|flw|skl)_[0-9A-Za-z_]+"/g) ?? []) {
    const there = referred.slice(1, -1)
    const name = day.nameOf(there)
    if (name !== undefined) names[there] = name
  }
  return { id, definition, names, blocks }
}

function callersAt(block: Block, was: BlockHistory, day: FlowDay): CallersAt | undefined {
  if (askingKinds.has(block.kind)) return answersAt(block, was)
  if (block.kind === 'transfer') return calledBy(was, day)
  if (block.kind === 'voicemail') {
    const { spokenMs, handledMs } = day.messagesOf(setting<QueueId>(block, 'queueId') ?? ('' as QueueId))
    return {
      ...(spokenMs.length > 0 && { speaks: { empiricalMs: [...spokenMs] } }),
      ...(handledMs.length > 0 && { handle: { empiricalMs: [...handledMs] } }),
    }
  }
  const isDeciding = blockTypes.get(block.kind)?.purpose === 'decide' || block.kind === 'http-request'
  if (!isDeciding || livingKinds.has(block.kind)) return undefined
  if (block.kind === 'hours' && day.isOpenKnown(setting<string>(block, 'businessHoursId') ?? '')) return undefined
  return byShares(block, was)
}

/** Where a block decided by what no model knows, as many go by each exit as went on that day. */
function byShares({ exits, kind }: Block, was: BlockHistory): CallersAt | undefined {
  const taken = Object.keys(exits).map((exit): [string, number] => [exit, was.exits.get(exit) ?? 0])
  const all = taken.reduce((sum, [, count]) => sum + count, 0)
  if (all > 0) return { exits: Object.fromEntries(taken.map(([exit, count]) => [exit, count / all])) }
  // Nobody came there, and hardly anybody will.
  const [first] = taken
  return (kind === 'incident' || kind === 'schedule') && first ? { exits: { [first[0]]: 1 } } : undefined
}

function calledBy({ exits, talkedMs }: BlockHistory, { allHandledMs }: FlowDay): CallersAt {
  const all = talkedMs.length + (exits.get('failed') ?? 0)
  return {
    ...(all > 0 && { answerShare: talkedMs.length / all }),
    talks: { empiricalMs: talkedMs.length > 0 ? talkedMs : [...allHandledMs] },
  }
}

/**
 * Of who is asked several times the log has the last answer alone: `q` of all gave none in `n` tries. With the same chance each time
 * that is `q = s^n`, and an answer that `P` gave in the end is given by `P (1 - s) / (1 - s^n)` each time.
 */
function answersAt(block: Block, was: BlockHistory): CallersAt {
  const all = was.gaveUp + [...was.exits.values()].reduce((sum, count) => sum + count, 0)
  if (all === 0) return {}
  const tries = setting<number>(block, 'tries') ?? 1
  const none = (was.exits.get('no-answer') ?? 0) / all
  const silent = none ** (1 / tries)
  const each = silent < 1 ? (1 - silent) / (1 - silent ** tries) : 0
  const keys: Record<string, number> = {}
  for (const [exit, count] of was.exits) {
    const pressed = keysFor(block, exit)
    if (pressed !== undefined) keys[pressed] = (keys[pressed] ?? 0) + rounded((each * count) / all)
  }
  const lengthMs = questionMs(block)
  // Whoever took longer was asked again, by the question's own time.
  const longestMs = lengthMs + (setting<number>(block, 'timeoutMs') ?? 5000) - marginMs
  const rested = [...was.restedMs].flatMap(([exit, times]) => (exit === 'no-answer' ? [] : times))
  const thoughtMs = rested.slice(0, mostTimes).map((ms) => Math.min(Math.max(ms, 0), longestMs))
  return {
    keys,
    hangUp: rounded((each * was.gaveUp) / all),
    lengthMs,
    // From when the question began.
    ...(thoughtMs.length > 0 && { after: { empiricalMs: thoughtMs }, bargesIn: 1 }),
  }
}
const marginMs = 300
const mostTimes = 1000
/** Down, so that all together are never more than everybody. */
const rounded = (share: number): number => Math.floor(share * 1e6) / 1e6

/** What somebody may have pressed who went on by this exit; what he typed is kept nowhere, so it is anything that is understood. */
function keysFor(block: Block, exit: string): string | undefined {
  if (block.kind === 'menu') return exit.startsWith('key-') ? exit.slice('key-'.length) : undefined
  if (block.kind === 'ask-yes-no') {
    if (exit !== 'yes' && exit !== 'no') return undefined
    return setting<string>(block, exit === 'yes' ? 'yesKey' : 'noKey')
  }
  if (block.kind === 'offer-callback') {
    if (exit === 'left') return setting<string>(block, 'yesKey')
    return exit === 'declined' ? setting<string>(block, 'noKey') : undefined
  }
  if (exit !== 'next') return undefined
  if (block.kind === 'choose-language') return setting<readonly { readonly key: string }[]>(block, 'choices')?.[0]?.key
  const end = setting<string>(block, 'terminator') === 'none' ? '' : (setting<string>(block, 'terminator') ?? '')
  const least = setting<number>(block, 'least') ?? 1
  if (block.kind === 'ask-number') return `${Math.ceil(least)}${end}`
  if (block.kind === 'ask-date') return dateOf(block)
  // Zeros have every check digit that is asked for.
  const digits = setting<string>(block, 'check') === 'iran-national-code' ? 10 : least + (least % 2)
  return `${'0'.repeat(Math.max(2, Math.min(digits, setting<number>(block, 'most') ?? digits)))}${end}`
}

function dateOf(block: Block): string {
  const year = setting<string>(block, 'is') === 'today-or-later' ? '2090' : '1990'
  return setting<string>(block, 'order') === 'year-month-day' ? `${year}0101` : `0101${year}`
}

const questionMs = (block: Block): number => {
  const choices = setting<readonly { readonly words: string }[]>(block, 'choices') ?? []
  const offered =
    block.kind === 'choose-language' ? choices.map(({ words }) => ({ kind: 'text', words: { en: words } })) : []
  const said = setting<Parameters<typeof lengthOfSaid>[0][]>(block, 'question') ?? setting(block, 'offer') ?? offered
  return said.reduce((sum: number, item) => sum + lengthOfSaid(item as Parameters<typeof lengthOfSaid>[0], 'en'), 0)
}

/** As the schema of its kind has it, which was checked when the flow was published. */
const setting = <Value>({ settings }: Block, name: string): Value | undefined =>
  (settings as Readonly<Record<string, unknown>> | null)?.[name] as Value | undefined
