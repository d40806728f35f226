import type {
  AgentId,
  BridgeId,
  EdgeId,
  InteractionId,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
  StationId,
} from '#kernel/ids.ts'
import type { Preference } from '../asking/preference.ts'
import type { Lifted } from '../priority/lift.ts'
import type { StationKind } from '../station.ts'
import type { StrategyName } from '../strategy/index.ts'
import type { HandedOver } from '../substitution/standing-in.ts'
import type { NotAsked, Whereabouts } from '../why-not.ts'
import type { Fact } from './fact.ts'
import type { AskedFacts } from './waiting.ts'

/** Who is asked, why, and what he says. */

/** Why this agent and not another, and why now. */
export interface OfferReason {
  readonly strategy: StrategyName
  /** Agents who were ready and could do what is asked, the chosen one among them. */
  readonly candidates: number
  /** How long the chosen one had been idle. */
  readonly idleMs: number
  /** Place among those who waited without an offer, from 1. */
  readonly waitingPosition: number
  /** Ready agents who stood before the chosen one and were passed over, for having declined just now. */
  readonly passedOver: number
  /** Which step of its relaxation it was, from 0; absent in what was written before there were steps. */
  readonly step?: number
  /** What let it stand before others in that moment; absent: nothing. */
  readonly lifts?: readonly Lifted[]
  /** He is asked for himself; absent: for what he can do. */
  readonly preferred?: Preference['why']
  /** In whose place he is asked, and why; absent: in nobody's. */
  readonly standsInFor?: Pick<HandedOver, 'agentId' | 'why' | 'untilMs'>
  /** A supervisor asked him, and no turn did. */
  readonly isPushed?: true
  /** Absent: nothing was asked for. */
  readonly asked?: AskedFacts
  /** Where the chosen one works; absent: that did not matter, or nobody said. */
  readonly works?: Whereabouts
  /** Some of those who were not asked, a handful at most. Absent: there was nobody else to tell of. */
  readonly others?: readonly NotAsked[]
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
export interface OfferAccepted extends Fact<'OfferAccepted', 3> {
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly queueId: QueueId
  readonly edgeId: EdgeId
  readonly stationId: StationId
  readonly customerLegId: LegId
  readonly agentLegId: LegId
  /** A browser's leg is there already; a phone and a number have to be called first, and who answers at a number has to say that he is it. */
  readonly stationKind: StationKind
  readonly bridgeId: BridgeId
  /** `null` when the queue is not recorded. */
  readonly recordingId: RecordingId | null
  /** Nobody clicked: the agent hears a tone before the customer. */
  readonly isAutomatic: boolean
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
  readonly cause:
    | 'interaction-ended'
    | 'presence-changed'
    | 'station-lost'
    | 'agent-removed'
    | 'profile-changed'
    | 'agent-dials'
    | 'accepted-by-another'
    | 'diverted'
    /** A supervisor asks another one, or lets it wait elsewhere. */
    | 'pushed'
    /** Who waited wants to be called back; and whom we were to call may not be called any more today. */
    | 'callback-asked'
    | 'callback-later'
    | 'moved'
    /** Others stand in for whom it waited for, or he is there again. */
    | 'handed-over'
    | 'handed-back'
    /** Who the customer is was found out, and he asks for more. */
    | 'customer-noted'
}
/** A declined offer's cool-down is over: this agent may be asked again. */
export interface CoolDownEnded extends Fact<'CoolDownEnded'> {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
}
