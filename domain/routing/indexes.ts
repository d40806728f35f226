import type { AgentId, InteractionId, LegId, OfferId, QueueId } from '#kernel/ids.ts'
import type { Demand } from './asking/demand.ts'
import { DraftIndex, type Index, OrderedIndex } from './ordered-index.ts'
import { byRank, type Candidate, type StrategyName } from './strategy/index.ts'
import { DraftTable, type Table } from './table.ts'

/** A time-out that `AdvanceTime` decides. */
export type Deadline =
  | { readonly kind: 'offer'; readonly atMs: number; readonly offerId: OfferId }
  | {
      readonly kind: 'wrapUp'
      readonly atMs: number
      readonly interactionId: InteractionId
      readonly agentId: AgentId
    }
  /** A browser rings until then. */
  | { readonly kind: 'ring'; readonly atMs: number; readonly interactionId: InteractionId; readonly legId: LegId }
  /** Nobody has picked it up. */
  | { readonly kind: 'park'; readonly atMs: number; readonly interactionId: InteractionId }
  /** Its queue keeps it no longer. */
  | { readonly kind: 'divert'; readonly atMs: number; readonly interactionId: InteractionId }
  /** Less is asked, or more people are, from then on. */
  | { readonly kind: 'relax'; readonly atMs: number; readonly interactionId: InteractionId }
  | {
      readonly kind: 'coolDown'
      readonly atMs: number
      readonly interactionId: InteractionId
      readonly agentId: AgentId
    }
  | { readonly kind: 'agentCoolDown'; readonly atMs: number; readonly agentId: AgentId }

/** An interaction that waits for somebody to be asked. */
export interface WaitingEntry {
  readonly interactionId: InteractionId
  readonly isReturned: boolean
  readonly level: number
  /** When it came, or before that by what it is to count as having waited longer. */
  readonly sinceMs: number
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Those who had an agent and lost him first, then by level, then by the time they came; nobody overtakes by chance. */
export function byTurn(a: WaitingEntry, b: WaitingEntry): number {
  if (a.isReturned !== b.isReturned) return a.isReturned ? -1 : 1
  return b.level - a.level || a.sinceMs - b.sinceMs || byText(a.interactionId, b.interactionId)
}

function keyOf(deadline: Deadline): string {
  if (deadline.kind === 'offer') return deadline.offerId
  if (deadline.kind === 'ring') return `${deadline.interactionId} ${deadline.legId}`
  if (deadline.kind === 'park' || deadline.kind === 'relax' || deadline.kind === 'divert') return deadline.interactionId
  if (deadline.kind === 'agentCoolDown') return deadline.agentId
  return `${deadline.interactionId} ${deadline.agentId}`
}

export function byTime(a: Deadline, b: Deadline): number {
  return a.atMs - b.atMs || byText(a.kind, b.kind) || byText(keyOf(a), keyOf(b))
}

/** What is indexed for one demand of a queue. */
export interface DemandIndexes {
  readonly demand: Demand
  /** Agents who could be offered it now, in the order of the queue's strategy. */
  readonly ready: Index<Candidate>
  /** In the order of their turns. */
  readonly waiting: Index<WaitingEntry>
}

/** What is indexed for one queue. */
export interface QueueIndexes {
  readonly strategy: StrategyName
  /** Whoever serves it, ready or not. */
  readonly members: Table<AgentId, AgentId>
  /** Everybody who waits in it, in the order of their turns. */
  readonly waiting: Index<WaitingEntry>
  /** Those that somebody waits with, and some that may come again. */
  demands(): Iterable<DemandIndexes>
  demand(key: string): DemandIndexes | undefined
  /** Those among the waiting who ask for this agent, in the order of their turns. */
  wanted(agentId: AgentId): Iterable<WaitingEntry>
  changeWanted(agentId: AgentId, deed: 'add' | 'remove', turn: WaitingEntry): void
  /** Begins a demand that nobody had; `ready` are those whom it accepts and who are ready. */
  addDemand(demand: Demand, ready: Iterable<Candidate>): DemandIndexes
}

/**
 * What is found without a scan: who is ready and who waits in each queue, what is due next, whose leg this is. All of it
 * follows from the tables, so it is in no snapshot.
 */
export interface Indexes {
  readonly deadlines: Index<Deadline>
  /** Customers' legs of interactions whose contact is not over. */
  readonly customerLegs: Table<LegId, InteractionId>
  /** Agents' legs of interactions that they are engaged in. */
  readonly agentLegs: Table<LegId, InteractionId>
  /** Legs that we called and that are no customer's: those whom customers are put through to, and who is rung for a transfer. */
  readonly calledLegs: Table<LegId, InteractionId>
  /** Supervisors' legs beside the calls that they monitor. */
  readonly monitorLegs: Table<LegId, InteractionId>
  /** Who is parked, by slot. */
  readonly parkedSlots: Table<number, InteractionId>
  /** Persistent legs of browser stations. */
  readonly stationLegs: Table<LegId, AgentId>
  of(queueId: QueueId): QueueIndexes | undefined
  /** Opens a queue's indexes, or begins them anew, but for who waits, in the order of another strategy. */
  open(queueId: QueueId, strategy: StrategyName): void
}

export class LiveIndexes implements Indexes {
  readonly deadlines = new OrderedIndex(byTime)
  readonly customerLegs = new Map<LegId, InteractionId>()
  readonly agentLegs = new Map<LegId, InteractionId>()
  readonly calledLegs = new Map<LegId, InteractionId>()
  readonly monitorLegs = new Map<LegId, InteractionId>()
  readonly parkedSlots = new Map<number, InteractionId>()
  readonly stationLegs = new Map<LegId, AgentId>()
  readonly #queues = new Map<QueueId, LiveQueueIndexes>()

  of(queueId: QueueId): LiveQueueIndexes | undefined {
    return this.#queues.get(queueId)
  }

  open(queueId: QueueId, strategy: StrategyName): void {
    const before = this.#queues.get(queueId)
    if (before?.strategy !== strategy) this.#queues.set(queueId, new LiveQueueIndexes(strategy, before))
  }
}

const nobodyWants = new OrderedIndex(byTurn)

/** So many demands without anybody who waits are kept for those who come next: making one looks at every member. */
const idleDemandsAtMost = 16

class LiveQueueIndexes implements QueueIndexes {
  readonly strategy: StrategyName
  readonly members: Map<AgentId, AgentId>
  readonly waiting: OrderedIndex<WaitingEntry>
  readonly #wanted: Map<AgentId, OrderedIndex<WaitingEntry>>
  readonly #demands = new Map<string, LiveDemandIndexes>()

  /** The waiting of `before` go on waiting; whom they ask is found again. */
  constructor(strategy: StrategyName, before?: LiveQueueIndexes) {
    this.strategy = strategy
    this.members = before?.members ?? new Map()
    this.waiting = before?.waiting ?? new OrderedIndex(byTurn)
    this.#wanted = before ? before.#wanted : new Map()
  }

  wanted(agentId: AgentId): OrderedIndex<WaitingEntry> {
    return this.#wanted.get(agentId) ?? nobodyWants
  }

  changeWanted(agentId: AgentId, deed: 'add' | 'remove', turn: WaitingEntry): void {
    const known = this.#wanted.get(agentId)
    const wanted = known ?? new OrderedIndex(byTurn)
    wanted[deed](turn)
    if (wanted.size === 0) this.#wanted.delete(agentId)
    else if (!known) this.#wanted.set(agentId, wanted)
  }

  demands(): Iterable<LiveDemandIndexes> {
    return this.#demands.values()
  }

  demand(key: string): LiveDemandIndexes | undefined {
    return this.#demands.get(key)
  }

  addDemand(demand: Demand, ready: Iterable<Candidate>): LiveDemandIndexes {
    this.#forgetIdle()
    const added = { demand, ready: new OrderedIndex(byRank), waiting: new OrderedIndex(byTurn) }
    for (const candidate of ready) added.ready.add(candidate)
    this.#demands.set(demand.key, added)
    return added
  }

  /** The oldest of those with whom nobody waits. */
  #forgetIdle(): void {
    if (this.#demands.size < idleDemandsAtMost) return
    for (const [key, { waiting }] of this.#demands) {
      if (waiting.size > 0) continue
      this.#demands.delete(key)
      return
    }
  }
}

interface LiveDemandIndexes extends DemandIndexes {
  readonly ready: OrderedIndex<Candidate>
  readonly waiting: OrderedIndex<WaitingEntry>
}

/** Indexes laid over the live ones, which stay as they are. */
export class DraftIndexes implements Indexes {
  readonly deadlines: Index<Deadline>
  readonly customerLegs: Table<LegId, InteractionId>
  readonly agentLegs: Table<LegId, InteractionId>
  readonly calledLegs: Table<LegId, InteractionId>
  readonly monitorLegs: Table<LegId, InteractionId>
  readonly parkedSlots: Table<number, InteractionId>
  readonly stationLegs: Table<LegId, AgentId>
  readonly #below: LiveIndexes
  readonly #queues = new Map<QueueId, DraftQueueIndexes>()

  constructor(below: LiveIndexes) {
    this.#below = below
    this.deadlines = new DraftIndex(below.deadlines, byTime)
    this.customerLegs = new DraftTable(below.customerLegs)
    this.agentLegs = new DraftTable(below.agentLegs)
    this.calledLegs = new DraftTable(below.calledLegs)
    this.monitorLegs = new DraftTable(below.monitorLegs)
    this.parkedSlots = new DraftTable(below.parkedSlots)
    this.stationLegs = new DraftTable(below.stationLegs)
  }

  of(queueId: QueueId): QueueIndexes | undefined {
    const own = this.#queues.get(queueId)
    if (own) return own
    const below = this.#below.of(queueId)
    if (!below) return undefined
    const laidOver = new DraftQueueIndexes(below, below.strategy)
    this.#queues.set(queueId, laidOver)
    return laidOver
  }

  open(queueId: QueueId, strategy: StrategyName): void {
    const before = this.#queues.get(queueId)
    if ((before ?? this.#below.of(queueId))?.strategy === strategy) return
    this.#queues.set(queueId, new DraftQueueIndexes(this.#below.of(queueId), strategy))
  }
}

class DraftQueueIndexes implements QueueIndexes {
  readonly strategy: StrategyName
  readonly members: Table<AgentId, AgentId>
  readonly waiting: Index<WaitingEntry>
  readonly #below: LiveQueueIndexes
  readonly #wanted = new Map<AgentId, DraftIndex<WaitingEntry>>()
  readonly #demands = new Map<string, DemandIndexes>()

  constructor(below: LiveQueueIndexes | undefined, strategy: StrategyName) {
    this.strategy = strategy
    this.#below = below?.strategy === strategy ? below : new LiveQueueIndexes(strategy, below)
    this.members = new DraftTable(this.#below.members)
    this.waiting = new DraftIndex(this.#below.waiting, byTurn)
  }

  wanted(agentId: AgentId): Iterable<WaitingEntry> {
    return this.#wanted.get(agentId) ?? this.#below.wanted(agentId)
  }

  changeWanted(agentId: AgentId, deed: 'add' | 'remove', turn: WaitingEntry): void {
    const wanted = this.#wanted.get(agentId) ?? new DraftIndex(this.#below.wanted(agentId), byTurn)
    this.#wanted.set(agentId, wanted)
    wanted[deed](turn)
  }

  *demands(): Iterable<DemandIndexes> {
    for (const { demand } of this.#below.demands()) yield this.demand(demand.key) as DemandIndexes
    for (const [key, own] of this.#demands) if (!this.#below.demand(key)) yield own
  }

  demand(key: string): DemandIndexes | undefined {
    const own = this.#demands.get(key)
    if (own) return own
    const below = this.#below.demand(key)
    if (!below) return undefined
    const { demand } = below
    const laidOver = {
      demand,
      ready: new DraftIndex(below.ready, byRank),
      waiting: new DraftIndex(below.waiting, byTurn),
    }
    this.#demands.set(key, laidOver)
    return laidOver
  }

  addDemand(demand: Demand, ready: Iterable<Candidate>): DemandIndexes {
    const added = { demand, ready: new OrderedIndex(byRank), waiting: new OrderedIndex(byTurn) }
    for (const candidate of ready) added.ready.add(candidate)
    this.#demands.set(demand.key, added)
    return added
  }
}
