import type { AgentId, DispositionId, EdgeId, InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import type { RegionCode } from '../../geography/index.ts'
import type { Channel, Direction, InteractionEndReason, Stage } from '../../interactions/index.ts'
import type { WaitInWords } from '../announcing/wait-in-words.ts'
import type { Reach } from '../asking/area.ts'
import type { Requirement } from '../asking/requirement.ts'
import type { Wishes } from '../asking/wishes.ts'
import type { ExpectedWait } from '../expected-wait/expected-wait.ts'
import type { Lifted } from '../priority/lift.ts'
import type { Diversion, DivertedWhen, Entry } from '../settings.ts'
import type { Carried, Fact, OfAgent } from './fact.ts'

/** An interaction begins, waits for somebody, and ends. */

export interface InteractionBegan extends Fact<'InteractionBegan', 2> {
  readonly interactionId: InteractionId
  readonly kind: 'call'
  readonly channel: Channel
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  readonly entry: Entry
  readonly direction: Direction
}
export interface InteractionQueued extends Fact<'InteractionQueued'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** What it asks for itself from now on; absent: what it asked before. */
  readonly wishes?: Wishes
  /** How long it will wait, as far as anybody can say; absent: nobody can. */
  readonly expected?: ExpectedWait
  /** What lets it stand before others; absent: nothing, or nobody told yet. */
  readonly lifts?: readonly Lifted[]
  /** Of a callback: from when on he may not be called, and when to look whether to dial ahead. */
  readonly leavesAtMs?: number
  readonly looksAtMs?: number
}
/** Its queue did not take it, or keeps it no longer. Into another queue it goes by the next event. */
export interface InteractionDiverted extends Fact<'InteractionDiverted'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly cause: DivertedWhen['kind']
  readonly to: Diversion
}
/** It was to be sent elsewhere after so long a wait, but the rule is gone, or where it led: it goes on waiting. */
export interface DiversionDropped extends Fact<'DiversionDropped'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
}
/** A supervisor moved it: it waits in this queue from now on, with the time that it has waited. */
export interface InteractionMoved extends Fact<'InteractionMoved'> {
  readonly interactionId: InteractionId
  readonly fromQueueId: QueueId
  readonly queueId: QueueId
}
/** The next step of its relaxation, from 0. */
export interface RequirementRelaxed extends Fact<'RequirementRelaxed'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly step: number
  /** From now on; absent in what was written before it was told. */
  readonly asked?: AskedFacts
}
/** What is asked of an agent; with neither of them he has to serve the queue and nothing else. */
export interface AskedFacts {
  /** Members up to this ring. */
  readonly ring?: number
  readonly requirement?: Requirement
  /** Where the customer is, and how far from there they may work. */
  readonly area?: { readonly regionCode: RegionCode; readonly reach: Reach }
}
/** A caller who waits hears how he stands. With none of what is said nothing could be, or is to be, any more. */
export interface WaitAnnounced extends Fact<'WaitAnnounced'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** From 1, as the queue stood; absent: not said. */
  readonly position?: number
  /** As it was said, and what was foretold; absent: not said, or nobody could. */
  readonly wait?: WaitInWords
  readonly expected?: ExpectedWait
  /** The prompt that followed. */
  readonly comfort?: string
  /** When he is told again; absent: not any more. */
  readonly nextAtMs?: number
}
export interface PriorityChanged extends Fact<'PriorityChanged'> {
  readonly interactionId: InteractionId
  readonly level: number
  readonly boostMs: number
}
/**
 * The agent was lost, or who the customer was sent to could not be reached: he waits again, at the front of the queue and
 * with the first waiting time.
 */
export interface InteractionReturned extends Fact<'InteractionReturned', 3> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** The lost agent; `null` when none was engaged. */
  readonly agentId: AgentId | null
  readonly cause: 'agent-lost' | 'not-reached' | 'not-picked-up'
  readonly carried: Carried
}
export interface DispositionSet extends Fact<'DispositionSet'>, OfAgent {
  readonly dispositionId: DispositionId
}
/** The contact with the customer is over. `WrapUpStarted` follows when an agent was engaged and the queue has a wrap-up. */
export interface InteractionEnded extends Fact<'InteractionEnded', 3> {
  readonly interactionId: InteractionId
  readonly reason: InteractionEndReason
  /** Where it was when it ended. */
  readonly stage: Exclude<Stage, 'wrapUp'>
  readonly isAbandoned: boolean
  readonly isWrapUpDue: boolean
  readonly agentId: AgentId | null
  readonly carried: Carried
}
