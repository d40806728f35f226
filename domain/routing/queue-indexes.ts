import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { AgentGroup } from './asking/agent-group.ts'
import type { Demand } from './asking/demand.ts'
import { type Buckets, DraftBuckets, LiveBuckets } from './buckets.ts'
import { DraftIndex, type Index, OrderedIndex } from './ordered-index.ts'
import { byRank, type Candidate, type StrategyName } from './strategy/index.ts'
import { DraftTable, type Table } from './table.ts'

/** An interaction that waits for somebody to be asked. */
export interface WaitingEntry {
  readonly interactionId: InteractionId
  readonly isReturned: boolean
  readonly level: number
  /** When it came, or before that by what it is to count as having waited longer. */
  readonly sinceMs: number
}

/** Those who had an agent and lost him first, then by level, then by the time they came; nobody overtakes by chance. */
export function byTurn(a: WaitingEntry, b: WaitingEntry): number {
  if (a.isReturned !== b.isReturned) return a.isReturned ? -1 : 1
  return (
    b.level - a.level ||
    a.sinceMs - b.sinceMs ||
    (a.interactionId < b.interactionId ? -1 : a.interactionId > b.interactionId ? 1 : 0)
  )
}

/** What is indexed for one queue. */
export interface QueueIndexes {
  readonly strategy: StrategyName
  /** Whoever serves it, ready or not. */
  readonly members: Table<AgentId, AgentId>
  /** What {@link readyIn} reads and settles, and nobody else: in a decision it may be behind. */
  readonly ready: Buckets<AgentGroup, Candidate>
  /** Everybody who waits in it for somebody to be asked, in the order of their turns. */
  readonly waiting: Index<WaitingEntry>
  /** Whoever waits in it and for whom as many are asked already as may be: in none of the others. */
  readonly ringing: Index<WaitingEntry>
  /** Those of `waiting` whom the same agents may take. What {@link demandsIn} finds out and reads, and nobody else. */
  demands: Buckets<Demand, WaitingEntry> | undefined
  /** Changes of `demands` since it was looked at last. */
  unseenChanges: number
  /** Those of `waiting` who ask for an agent, whose id is the key. */
  readonly wanted: Buckets<Wanted, WaitingEntry>
}

export interface Wanted {
  readonly key: AgentId
}

export class LiveQueueIndexes implements QueueIndexes {
  readonly strategy: StrategyName
  readonly members: Map<AgentId, AgentId>
  readonly ready = new LiveBuckets<AgentGroup, Candidate>(byRank)
  readonly waiting: OrderedIndex<WaitingEntry>
  readonly ringing: OrderedIndex<WaitingEntry>
  demands: LiveBuckets<Demand, WaitingEntry> | undefined
  unseenChanges = 0
  readonly wanted: LiveBuckets<Wanted, WaitingEntry>

  /** The waiting of `before` go on waiting; who is ready is found again. */
  constructor(strategy: StrategyName, before?: LiveQueueIndexes) {
    this.strategy = strategy
    this.members = before?.members ?? new Map()
    this.waiting = before?.waiting ?? new OrderedIndex(byTurn)
    this.ringing = before?.ringing ?? new OrderedIndex(byTurn)
    this.demands = before?.demands
    this.wanted = before?.wanted ?? new LiveBuckets(byTurn)
  }
}

/** A queue's indexes laid over the live ones, which stay as they are. */
export class DraftQueueIndexes implements QueueIndexes {
  readonly strategy: StrategyName
  readonly members: Table<AgentId, AgentId>
  readonly ready: Buckets<AgentGroup, Candidate>
  readonly waiting: Index<WaitingEntry>
  readonly ringing: Index<WaitingEntry>
  demands: Buckets<Demand, WaitingEntry> | undefined
  unseenChanges = 0
  readonly wanted: Buckets<Wanted, WaitingEntry>

  constructor(below: LiveQueueIndexes | undefined, strategy: StrategyName) {
    const live = below?.strategy === strategy ? below : new LiveQueueIndexes(strategy, below)
    this.strategy = strategy
    this.members = new DraftTable(live.members)
    this.ready = new DraftBuckets(live.ready)
    this.waiting = new DraftIndex(live.waiting, byTurn)
    this.ringing = new DraftIndex(live.ringing, byTurn)
    this.demands = live.demands && new DraftBuckets(live.demands)
    this.wanted = new DraftBuckets(live.wanted)
  }
}
