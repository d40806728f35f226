import type {
  AgentId,
  BridgeId,
  DispositionId,
  EdgeId,
  IncarnationId,
  InteractionId,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
  StationId,
} from '#kernel/ids.ts'
import type { Presence } from '../agents/index.ts'
import type { Channel, InteractionEndReason, InteractionKind, Stage } from '../interactions/index.ts'
import type { PresenceCause } from './commands.ts'
import type { AgentSettings, Entry, QueueSettings } from './settings.ts'
import type { StrategyName } from './strategy/index.ts'

/**
 * What was decided. Events hold ids, enums, times and amounts: never a name, a number, an address or free text, so that
 * the log never has to be erased. `atMs` is UTC milliseconds and never runs backwards within a log.
 */
interface Fact<Type extends string> {
  readonly type: Type
  readonly version: 1
  readonly atMs: number
}

export interface QueueConfigured extends Fact<'QueueConfigured'> {
  readonly queueId: QueueId
  readonly settings: QueueSettings
}
export interface AgentConfigured extends Fact<'AgentConfigured'> {
  readonly agentId: AgentId
  readonly settings: AgentSettings
}
export interface AgentRemoved extends Fact<'AgentRemoved'> {
  readonly agentId: AgentId
}
export interface PresenceChanged extends Fact<'PresenceChanged'> {
  readonly agentId: AgentId
  readonly presence: Presence
  readonly cause: PresenceCause
}
/** The agent holds accepted work: this presence follows it. `null` takes an earlier plan back. */
export interface PresencePlanned extends Fact<'PresencePlanned'> {
  readonly agentId: AgentId
  readonly presence: Presence | null
  readonly cause: PresenceCause
}
export interface StationConnected extends Fact<'StationConnected'> {
  readonly agentId: AgentId
  readonly stationId: StationId
  readonly edgeId: EdgeId
  readonly legId: LegId | null
}
/** `isLegGone`: its leg ended too, so there is nothing to come back to but a new one. */
export interface StationDisconnected extends Fact<'StationDisconnected'> {
  readonly agentId: AgentId
  readonly stationId: StationId
  readonly isLegGone: boolean
}
export interface InteractionBegan extends Fact<'InteractionBegan'> {
  readonly interactionId: InteractionId
  readonly kind: InteractionKind
  readonly channel: Channel
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  readonly entry: Entry
}
export interface InteractionQueued extends Fact<'InteractionQueued'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
}
/** What carried a contact on the edge, so that it can be taken down when the state knows it no more. */
export interface Carried {
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  /** `null` when no agent was engaged. */
  readonly bridgeId: BridgeId | null
  readonly recordingId: RecordingId | null
  /** The leg of an agent's phone, which ends with the call; `null` for a browser station, whose leg stays. */
  readonly phoneLegId: LegId | null
}
/** The agent was lost: the customer waits again, at the front of the queue and with the first waiting time. */
export interface InteractionReturned extends Fact<'InteractionReturned'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly agentId: AgentId
  readonly cause: 'agent-lost'
  readonly carried: Carried
}
/** Why this agent and not another, and why now. */
export interface OfferReason {
  readonly strategy: StrategyName
  /** Agents who were ready for this queue, the chosen one among them. */
  readonly candidates: number
  /** How long the chosen one had been idle. */
  readonly idleMs: number
  /** Place among those who waited without an offer, from 1. */
  readonly waitingPosition: number
  /** Ready agents who stood before the chosen one and were passed over, for having declined just now or for another edge. */
  readonly passedOver: number
}
export interface OfferMade extends Fact<'OfferMade'> {
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly queueId: QueueId
  readonly expiresAtMs: number
  readonly why: OfferReason
}
/** The agent owns the interaction. The ids of bridge, recording and agent leg follow from the offer's, so a repeated effect is the same effect. */
export interface OfferAccepted extends Fact<'OfferAccepted'> {
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly queueId: QueueId
  readonly edgeId: EdgeId
  readonly stationId: StationId
  readonly customerLegId: LegId
  readonly agentLegId: LegId
  /** The agent's leg is there already (a browser station), or it has to be called first (a phone). */
  readonly isAgentLegUp: boolean
  readonly bridgeId: BridgeId
  /** `null` when the queue is not recorded. */
  readonly recordingId: RecordingId | null
}
interface OfferClosed {
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly queueId: QueueId
}
export interface OfferDeclined extends Fact<'OfferDeclined'>, OfferClosed {
  readonly askAgainAtMs: number
}
export interface OfferMissed extends Fact<'OfferMissed'>, OfferClosed {}
export interface OfferWithdrawn extends Fact<'OfferWithdrawn'>, OfferClosed {
  readonly cause: 'interaction-ended' | 'presence-changed' | 'station-lost' | 'agent-removed' | 'profile-changed'
}
/** A declined offer's cool-down is over: this agent may be asked again. */
export interface CoolDownEnded extends Fact<'CoolDownEnded'> {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
}
interface OfAgent {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
}
export interface InteractionHeld extends Fact<'InteractionHeld'>, OfAgent {}
export interface InteractionRetrieved extends Fact<'InteractionRetrieved'>, OfAgent {}
export interface AgentMuted extends Fact<'AgentMuted'>, OfAgent {}
export interface AgentUnmuted extends Fact<'AgentUnmuted'>, OfAgent {}
export interface RecordingStarted extends Fact<'RecordingStarted'> {
  readonly recordingId: RecordingId
  readonly interactionId: InteractionId
}
export interface RecordingClosed extends Fact<'RecordingClosed'> {
  readonly recordingId: RecordingId
  readonly interactionId: InteractionId
  readonly durationMs: number
  readonly missingMs: number
  readonly outcome: 'closed' | 'failed' | 'edge-lost'
}
export interface DispositionSet extends Fact<'DispositionSet'>, OfAgent {
  readonly dispositionId: DispositionId
}
/** The contact with the customer is over. `WrapUpStarted` follows when an agent was engaged and the queue has a wrap-up. */
export interface InteractionEnded extends Fact<'InteractionEnded'> {
  readonly interactionId: InteractionId
  readonly reason: InteractionEndReason
  /** Where it was when it ended. */
  readonly stage: Exclude<Stage, 'wrapUp'>
  readonly isAbandoned: boolean
  readonly isWrapUpDue: boolean
  readonly agentId: AgentId | null
  readonly carried: Carried
}
export interface WrapUpStarted extends Fact<'WrapUpStarted'>, OfAgent {
  readonly untilMs: number
}
export interface WrapUpExtended extends Fact<'WrapUpExtended'>, OfAgent {
  readonly untilMs: number
}
export interface WrapUpFinished extends Fact<'WrapUpFinished'>, OfAgent {
  readonly cause: 'agent' | 'limit' | 'agent-removed'
}
/** An edge came with an incarnation that was not known: what the one before carried is gone. */
export interface EdgeIncarnated extends Fact<'EdgeIncarnated'> {
  readonly edgeId: EdgeId
  readonly incarnation: IncarnationId
}

export type RoutingEvent =
  | QueueConfigured
  | AgentConfigured
  | AgentRemoved
  | PresenceChanged
  | PresencePlanned
  | StationConnected
  | StationDisconnected
  | InteractionBegan
  | InteractionQueued
  | InteractionReturned
  | OfferMade
  | OfferAccepted
  | OfferDeclined
  | OfferMissed
  | OfferWithdrawn
  | CoolDownEnded
  | InteractionHeld
  | InteractionRetrieved
  | AgentMuted
  | AgentUnmuted
  | RecordingStarted
  | RecordingClosed
  | DispositionSet
  | InteractionEnded
  | WrapUpStarted
  | WrapUpExtended
  | WrapUpFinished
  | EdgeIncarnated
export type RoutingEventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { readonly type: T }>
