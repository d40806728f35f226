import type { BusinessHoursId, FlowId, QueueId } from '#kernel/ids.ts'
import type { FlowChannel } from '../flow.ts'
import type { FlowFacts, FlowSource, Leaving } from '../run.ts'
import { beginWalk, type Deed, goOn, type Happened, type Walk } from './walk.ts'

/** Who calls, when, and how things stand in the house. Hours that are not named are open; queues, empty and served by one. */
export interface Situation {
  readonly channel: FlowChannel
  readonly language: string
  readonly number?: string
  readonly dialedNumber: string
  readonly country?: string
  readonly isKnown: boolean
  readonly name?: string
  /** RFC 3339 */
  readonly at: string
  readonly hours: readonly { readonly businessHoursId: BusinessHoursId; readonly are: 'open' | 'closed' | 'holiday' }[]
  readonly queues: readonly {
    readonly queueId: QueueId
    readonly waiting: number
    readonly expectedWaitMs?: number
    readonly agents: number
    readonly isClosed: boolean
  }[]
}

export type Expectation =
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'end' | 'voicemail' | 'number' | 'callback' | 'task' | 'failed' }
  | { readonly kind: 'passes'; readonly blockId: string }
  /** Somewhere in what is said, whatever the case of its letters. */
  | { readonly kind: 'says'; readonly words: string }

export interface FlowTestCase {
  readonly situation: Situation
  readonly deeds: readonly Deed[]
  readonly expects: readonly Expectation[]
}

export interface Tested {
  /** What did not come as expected; `undefined`: all of it did. */
  readonly failed: Expectation | undefined
  readonly walk: Walk
}

/** The call of this situation, with half a chance wherever chance has a say. */
export function walkOf(
  situation: Situation,
  source: FlowSource,
  others: (flowId: FlowId) => FlowSource | undefined,
): Walk {
  return beginWalk({
    ...{ source, others, language: situation.language, nowMs: Date.parse(situation.at), chance: () => 0.5 },
    facts: factsOf(situation),
  })
}

export function runTest(
  { situation, deeds, expects }: FlowTestCase,
  source: FlowSource,
  others: (flowId: FlowId) => FlowSource | undefined,
): Tested {
  let walk = walkOf(situation, source, others)
  for (const deed of deeds) walk = goOn(walk, deed)
  return { failed: expects.find((expected) => !came(expected, walk)), walk }
}

/** Where it went; `undefined`: it still waits for something. */
export const leftTo = ({ happened }: Walk): Leaving | undefined => {
  const last = happened.at(-1)
  return last?.kind === 'left' ? last.to : undefined
}

function came(expected: Expectation, walk: Walk): boolean {
  if (expected.kind === 'passes') {
    const { blockId } = expected
    const isThere = walk.run?.blockId === blockId
    return isThere || walk.happened.some((one) => 'blockId' in one && one.blockId === blockId)
  }
  if (expected.kind === 'says') {
    const wanted = expected.words.toLowerCase()
    return walk.happened.some((one) => told(one).toLowerCase().includes(wanted))
  }
  const to = leftTo(walk)
  if (!to) return false
  if (expected.kind === 'queue') return to.kind === 'queue' && to.queueId === expected.queueId
  if (expected.kind === 'failed') return to.kind === 'end' && to.reason === 'failed'
  if (expected.kind === 'end') return to.kind === 'end' && to.reason === 'finished'
  return to.kind === expected.kind
}

/** Heard or read, by the caller or by whoever reads the page to him. */
function told(one: Happened): string {
  if (one.kind === 'said') return spoken(one)
  if (one.kind !== 'showed') return ''
  const { title, text, questions } = one.page
  return [title, text, ...questions.map(({ words }) => words)].join(' ')
}

function spoken({ items, language }: Extract<Walk['happened'][number], { kind: 'said' }>): string {
  const words = items.map((item) =>
    item.kind === 'text' ? (item.words[language] ?? Object.values(item.words)[0]) : '',
  )
  return words.join(' ')
}

function factsOf(situation: Situation): Omit<FlowFacts, 'nowMs' | 'chance' | 'definition'> {
  const { channel, number, dialedNumber, country, isKnown, name, hours, queues } = situation
  return {
    channel,
    caller: {
      ...{ number: number ?? null, dialedNumber, isKnown, segmentIds: [] },
      ...(country !== undefined && { country }),
      ...(name !== undefined && { name }),
    },
    queue(queueId) {
      const said = queues.find((one) => one.queueId === queueId)
      if (!said) return { waiting: 0, expectedWaitMs: null, agents: 1, isClosed: false }
      const { waiting, expectedWaitMs = null, agents, isClosed } = said
      return { waiting, expectedWaitMs, agents, isClosed }
    },
    hours: (businessHoursId) => hours.find((one) => one.businessHoursId === businessHoursId)?.are ?? 'open',
    incidentIds: [],
  }
}
