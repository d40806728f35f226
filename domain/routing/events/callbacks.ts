import type { AgentId, EdgeId, InteractionId, LegId, OfferId, QueueId } from '#kernel/ids.ts'
import type { Channel, InteractionEndReason, Stage } from '../../interactions/index.ts'
import type { Wishes } from '../asking/wishes.ts'
import type { CallbackPromise, PutOffCause } from '../callbacks/promise.ts'
import type { Carried, Fact } from './fact.ts'
import type { CalledParty, Seat } from './through.ts'

/** Who is to be called back. */

/** Somebody is to be called. From `dueAtMs` on it waits; `null`: from now on, and `InteractionQueued` follows at once. */
export interface CallbackPromised extends Fact<'CallbackPromised'> {
  readonly interactionId: InteractionId
  readonly channel: Channel
  readonly promise: CallbackPromise
  /** When he came into the queue: that is his place. */
  readonly queuedAtMs: number
  readonly wishes: Wishes
  readonly dueAtMs: number | null
}
/** A caller hears that he may press a key to be called back. */
export interface CallbackOffered extends Fact<'CallbackOffered'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
}
/** Whoever was on the line hears that he will be called back, and his call ends. */
export interface CallbackGranted extends Fact<'CallbackGranted'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** The interaction that calls him back: a new one, or one that he had already. */
  readonly callbackId: InteractionId
}
/** The customer is being called: it is a call from now on. With an agent who took it, or ahead of one. */
export interface CallbackDialed extends Fact<'CallbackDialed'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly edgeId: EdgeId
  readonly called: CalledParty
  /** `null`: ahead, nobody has it yet. */
  readonly agentId: AgentId | null
  readonly offerId: OfferId | null
  readonly seat: Seat | null
  readonly agentLegId: LegId | null
  /** He is on the line already; else his station is rung first. */
  readonly isConfirmed: boolean
  readonly isAutomatic: boolean
  /** Which dial it is, from 1. */
  readonly dial: number
  /** Ahead: how long it was to take until an agent is free. */
  readonly foretoldMs?: number
}
/** He was not reached, or may not be called now: it has its place in the queue again from `dueAtMs` on. */
export interface CallbackPutOff extends Fact<'CallbackPutOff'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** Who had taken it, and is free. */
  readonly agentId: AgentId | null
  readonly cause: PutOffCause
  readonly isCounted: boolean
  readonly dueAtMs: number
  /** What carried the dial; `null`: nobody was being dialled. */
  readonly carried: Carried | null
}
/** It was not time yet to dial ahead: when to look again. */
export interface CallbackForetold extends Fact<'CallbackForetold'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly looksAtMs: number
}
/** Nobody will be called: it was taken back, or cannot be done. One that was dialled ends as a call does. */
export interface CallbackEnded extends Fact<'CallbackEnded'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly reason: InteractionEndReason
  readonly stage: Exclude<Stage, 'wrapUp'>
}
