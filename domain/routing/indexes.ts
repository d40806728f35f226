import type { AgentId, IncidentId, InteractionId, LegId, OfferId, QueueId, SkillId } from '#kernel/ids.ts'
import { type BreakIndexes, DraftBreakIndexes, LiveBreakIndexes } from './break-indexes.ts'
import { type Buckets, DraftBuckets, LiveBuckets } from './buckets.ts'
import type { Unsettled } from './indexing/readiness.ts'
import { DraftIndex, type Index, OrderedIndex } from './ordered-index.ts'
import { DraftQueueIndexes, LiveQueueIndexes, type QueueIndexes } from './queue-indexes.ts'
import type { StrategyName } from './strategy/index.ts'
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
  /** What he says to a voicemail is as long as it may be. */
  | { readonly kind: 'voicemail'; readonly atMs: number; readonly interactionId: InteractionId }
  | { readonly kind: 'relax'; readonly atMs: number; readonly interactionId: InteractionId }
  | {
      readonly kind: 'coolDown'
      readonly atMs: number
      readonly interactionId: InteractionId
      readonly agentId: AgentId
    }
  /** A caller is offered to be called back; a callback's time has come, is over for today, or may be near. */
  | {
      readonly kind: 'callbackOffer' | 'callbackDue' | 'callbackLeaves' | 'callbackLooks'
      readonly atMs: number
      readonly interactionId: InteractionId
    }
  /** An incident ends by itself. */
  | { readonly kind: 'incidentEnd'; readonly atMs: number; readonly incidentId: IncidentId }
  | { readonly kind: 'agentCoolDown'; readonly atMs: number; readonly agentId: AgentId }
  /** Others begin to stand in for him, or end it. */
  | { readonly kind: 'substitution'; readonly atMs: number; readonly agentId: AgentId }

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function keyOf(deadline: Deadline): string {
  if (deadline.kind === 'offer') return deadline.offerId
  if (deadline.kind === 'ring') return `${deadline.interactionId} ${deadline.legId}`
  if (deadline.kind === 'agentCoolDown' || deadline.kind === 'substitution') return deadline.agentId
  if (deadline.kind === 'incidentEnd') return deadline.incidentId
  if (deadline.kind === 'wrapUp' || deadline.kind === 'coolDown') return `${deadline.interactionId} ${deadline.agentId}`
  return deadline.interactionId
}

export function byTime(a: Deadline, b: Deadline): number {
  return a.atMs - b.atMs || byText(a.kind, b.kind) || byText(keyOf(a), keyOf(b))
}

/** When somebody who waits is told how he stands. */
export interface AnnouncementDue {
  readonly atMs: number
  readonly interactionId: InteractionId
}

const byDue = (a: AnnouncementDue, b: AnnouncementDue): number =>
  a.atMs - b.atMs || byText(a.interactionId, b.interactionId)

export interface KeptSkill {
  readonly key: SkillId
}

export interface FreeEntry {
  readonly agentId: AgentId
}

const byAgent = (a: FreeEntry, b: FreeEntry): number => byText(a.agentId, b.agentId)

export interface Owner {
  readonly key: AgentId
}

export interface Lifting {
  readonly key: IncidentId
}

export interface OwnedEntry {
  readonly interactionId: InteractionId
  readonly sinceMs: number
}

const byAge = (a: OwnedEntry, b: OwnedEntry): number =>
  a.sinceMs - b.sinceMs || byText(a.interactionId, b.interactionId)

/**
 * What is found without a scan: who is ready and who waits in each queue, what is due next, whose leg this is. All of it
 * follows from the tables, so it is in no snapshot.
 */
export interface Indexes {
  readonly deadlines: Index<Deadline>
  /** Apart from the others: they are met when work was offered. */
  readonly announcements: Index<AnnouncementDue>
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
  /** Who is free of those who are kept for a skill. */
  readonly free: Buckets<KeptSkill, FreeEntry>
  /** What waits and is somebody's work, the oldest first. */
  readonly owned: Buckets<Owner, OwnedEntry>
  /** What waits and is asked of whom because of somebody's coming and going. */
  readonly dependent: Buckets<Owner, OwnedEntry>
  /** Who waits and is lifted by an incident, the oldest first. */
  readonly lifted: Buckets<Lifting, OwnedEntry>
  /** The deadline of each agent for whom others begin to stand in, or end it, next. */
  readonly substitutionsDue: Table<AgentId, number>
  /** Who is away and who asks for a break, for each limit. */
  readonly breaks: BreakIndexes
  /** Agents of whose change not every queue knows yet; see `readyIn`. */
  readonly unsettled: Map<AgentId, Unsettled>
  of(queueId: QueueId): QueueIndexes | undefined
  /** Opens a queue's indexes, or begins them anew, but for who waits, in the order of another strategy. */
  open(queueId: QueueId, strategy: StrategyName): void
}

export class LiveIndexes implements Indexes {
  readonly deadlines = new OrderedIndex(byTime)
  readonly announcements = new OrderedIndex(byDue)
  readonly customerLegs = new Map<LegId, InteractionId>()
  readonly agentLegs = new Map<LegId, InteractionId>()
  readonly calledLegs = new Map<LegId, InteractionId>()
  readonly monitorLegs = new Map<LegId, InteractionId>()
  readonly parkedSlots = new Map<number, InteractionId>()
  readonly stationLegs = new Map<LegId, AgentId>()
  readonly free = new LiveBuckets<KeptSkill, FreeEntry>(byAgent)
  readonly owned = new LiveBuckets<Owner, OwnedEntry>(byAge)
  readonly dependent = new LiveBuckets<Owner, OwnedEntry>(byAge)
  readonly lifted = new LiveBuckets<Lifting, OwnedEntry>(byAge)
  readonly substitutionsDue = new Map<AgentId, number>()
  readonly breaks = new LiveBreakIndexes()
  readonly unsettled = new Map<AgentId, Unsettled>()
  readonly #queues = new Map<QueueId, LiveQueueIndexes>()

  of(queueId: QueueId): LiveQueueIndexes | undefined {
    return this.#queues.get(queueId)
  }

  open(queueId: QueueId, strategy: StrategyName): void {
    const before = this.#queues.get(queueId)
    if (before?.strategy !== strategy) this.#queues.set(queueId, new LiveQueueIndexes(strategy, before))
  }
}

/** Indexes laid over the live ones, which stay as they are. */
export class DraftIndexes implements Indexes {
  readonly deadlines: Index<Deadline>
  readonly announcements: Index<AnnouncementDue>
  readonly customerLegs: Table<LegId, InteractionId>
  readonly agentLegs: Table<LegId, InteractionId>
  readonly calledLegs: Table<LegId, InteractionId>
  readonly monitorLegs: Table<LegId, InteractionId>
  readonly parkedSlots: Table<number, InteractionId>
  readonly stationLegs: Table<LegId, AgentId>
  readonly free: Buckets<KeptSkill, FreeEntry>
  readonly owned: Buckets<Owner, OwnedEntry>
  readonly dependent: Buckets<Owner, OwnedEntry>
  readonly lifted: Buckets<Lifting, OwnedEntry>
  readonly substitutionsDue: Table<AgentId, number>
  readonly breaks: BreakIndexes
  readonly unsettled = new Map<AgentId, Unsettled>()
  readonly #below: LiveIndexes
  readonly #queues = new Map<QueueId, DraftQueueIndexes>()

  constructor(below: LiveIndexes) {
    this.#below = below
    this.deadlines = new DraftIndex(below.deadlines, byTime)
    this.announcements = new DraftIndex(below.announcements, byDue)
    this.customerLegs = new DraftTable(below.customerLegs)
    this.agentLegs = new DraftTable(below.agentLegs)
    this.calledLegs = new DraftTable(below.calledLegs)
    this.monitorLegs = new DraftTable(below.monitorLegs)
    this.parkedSlots = new DraftTable(below.parkedSlots)
    this.stationLegs = new DraftTable(below.stationLegs)
    this.free = new DraftBuckets(below.free)
    this.owned = new DraftBuckets(below.owned)
    this.dependent = new DraftBuckets(below.dependent)
    this.lifted = new DraftBuckets(below.lifted)
    this.substitutionsDue = new DraftTable(below.substitutionsDue)
    this.breaks = new DraftBreakIndexes(below.breaks)
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
