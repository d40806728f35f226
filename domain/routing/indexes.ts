import type { AgentId, InteractionId, OfferId, QueueId } from '#kernel/ids.ts'
import { type Index, OrderedIndex } from './ordered-index.ts'
import { type Candidate, type Strategy, strategies } from './strategy/index.ts'

/** A time-out that `AdvanceTime` decides. */
export type Deadline =
  | { readonly kind: 'offer'; readonly atMs: number; readonly offerId: OfferId }
  | { readonly kind: 'wrapUp'; readonly atMs: number; readonly interactionId: InteractionId }
  | {
      readonly kind: 'coolDown'
      readonly atMs: number
      readonly interactionId: InteractionId
      readonly agentId: AgentId
    }

/** An interaction in a queue that has no pending offer. */
export interface WaitingEntry {
  readonly interactionId: InteractionId
  readonly queuedAtMs: number
  readonly isReturned: boolean
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Those who had an agent and lost him first, then by the time they came. */
export function byTurn(a: WaitingEntry, b: WaitingEntry): number {
  if (a.isReturned !== b.isReturned) return a.isReturned ? -1 : 1
  return a.queuedAtMs - b.queuedAtMs || byText(a.interactionId, b.interactionId)
}

function keyOf(deadline: Deadline): string {
  if (deadline.kind === 'offer') return deadline.offerId
  return deadline.kind === 'wrapUp' ? deadline.interactionId : `${deadline.interactionId} ${deadline.agentId}`
}

export function byTime(a: Deadline, b: Deadline): number {
  return a.atMs - b.atMs || byText(a.kind, b.kind) || byText(keyOf(a), keyOf(b))
}

/** What the indexes of one queue hold, and how they are ordered. */
export interface QueueIndexes {
  readonly strategy: Strategy
  /** Agents who could be offered work of this queue now, in the order of its strategy. */
  readonly ready: Index<Candidate>
  readonly waiting: Index<WaitingEntry>
}

/** Found without a scan: who is ready and who waits, for each queue, and what is due next. Made from the tables alone. */
export class Indexes {
  readonly deadlines: Index<Deadline> = new OrderedIndex(byTime)
  readonly #queues = new Map<QueueId, QueueIndexes>()

  of(queueId: QueueId): QueueIndexes | undefined {
    return this.#queues.get(queueId)
  }

  open(queueId: QueueId, strategy: Strategy = strategies.longestIdle): void {
    this.#queues.set(queueId, { strategy, ready: new OrderedIndex(strategy), waiting: new OrderedIndex(byTurn) })
  }
}
