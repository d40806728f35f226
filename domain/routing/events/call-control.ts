import type { AgentId, BridgeId, EdgeId, InteractionId, LegId, QueueId, RecordingId, StationId } from '#kernel/ids.ts'
import type { NotReachedReason } from '../../interactions/index.ts'
import type { MonitorMode } from '../commands.ts'
import type { StationKind } from '../station.ts'
import type { Carried, Fact, LetGo, OfAgent } from './fact.ts'
import type { CalledParty } from './through.ts'

/** What is done with a call in hand. */

export interface InteractionHeld extends Fact<'InteractionHeld'>, OfAgent {}
/** `others`: who talk along besides customer and agent. Absent in events of before this was told. */
export interface InteractionRetrieved extends Fact<'InteractionRetrieved'>, OfAgent {
  readonly others?: number
}
/** `byAgentId`: a supervisor; `null`: he himself. */
export interface AgentMuted extends Fact<'AgentMuted', 2>, OfAgent {
  readonly byAgentId: AgentId | null
}
export interface AgentUnmuted extends Fact<'AgentUnmuted', 2>, OfAgent {
  readonly byAgentId: AgentId | null
}
export interface ConsultationStarted extends Fact<'ConsultationStarted'>, OfAgent {
  readonly called: CalledParty
}
export interface ConsultationAlternated extends Fact<'ConsultationAlternated'>, OfAgent {
  readonly talksTo: 'customer' | 'consulted'
  /** Who talk along besides customer and agent. Absent in events of before this was told. */
  readonly others?: number
}
/** The consulted is let go, or was not reached. Only when the agent cancelled it does he hear the customer at once. */
export interface ConsultationEnded extends Fact<'ConsultationEnded'>, OfAgent, LetGo {
  readonly cause: 'cancelled' | 'left' | NotReachedReason
  /** How many talk along besides customer and agent: the rest of a conference. */
  readonly others: number
}
/** The consulted talks with all from now on. */
export interface ConferenceJoined extends Fact<'ConferenceJoined'>, OfAgent {
  readonly legId: LegId
}
/** Somebody is no longer in the conference, which goes on. */
export interface PartyLeft extends Fact<'PartyLeft'>, LetGo {
  readonly interactionId: InteractionId
  readonly cause: 'left' | 'removed'
  /** How many are left of it, besides the customer and who has him. */
  readonly others: number
}
export interface PartyMuted extends Fact<'PartyMuted'>, OfAgent {
  readonly legId: LegId
}
export interface PartyUnmuted extends Fact<'PartyUnmuted'>, OfAgent {
  readonly legId: LegId
}
export interface InteractionParked extends Fact<'InteractionParked'>, OfAgent {
  readonly slot: number
  readonly queueId: QueueId | null
  readonly returnsAtMs: number
  readonly carried: Carried
}
/** An agent has the interaction without an offer. The recording is a new one, and so is the bridge but where he steps into a talk that goes on. */
export interface EngagementBegan extends Fact<'EngagementBegan', 2>, OfAgent {
  readonly how: 'sent-on' | 'consulted' | 'picked-up' | 'taken-over'
  /** Who had it before, and leaves. */
  readonly fromAgentId: AgentId | null
  readonly queueId: QueueId | null
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  readonly stationId: StationId
  readonly stationKind: StationKind
  readonly agentLegId: LegId
  readonly isConfirmed: boolean
  readonly bridgeId: BridgeId
  readonly recordingId: RecordingId | null
  /** That of who leaves, in the same bridge: it ends where the new one begins. */
  readonly formerRecordingId: RecordingId | null
  /** The leg of who leaves; a phone's ends. */
  readonly formerLegId: LegId | null
  readonly isFormerLegPhone: boolean
  /** In which he and who leaves talked alone: it ends. */
  readonly consultBridgeId: BridgeId | null
  /** How many talk along besides the two. */
  readonly others: number
}
export interface MonitoringStarted extends Fact<'MonitoringStarted'>, OfAgent {
  readonly stationId: StationId
  readonly stationKind: StationKind
  readonly legId: LegId
  readonly mode: MonitorMode
}
/** The supervisor's phone was answered. */
export interface MonitorConnected extends Fact<'MonitorConnected'>, OfAgent {}
export interface MonitoringChanged extends Fact<'MonitoringChanged'>, OfAgent {
  readonly mode: MonitorMode
  readonly fromMode: MonitorMode
}
export interface MonitoringEnded extends Fact<'MonitoringEnded'>, OfAgent {
  readonly edgeId: EdgeId
  readonly legId: LegId
  readonly isStationLeg: boolean
  /** Where he may stand. */
  readonly bridgeIds: readonly BridgeId[]
  /** The last one. */
  readonly mode: MonitorMode
  readonly cause: 'stopped' | 'leg-lost' | 'call-over' | 'took-over'
}
export interface AnnouncementPlayed extends Fact<'AnnouncementPlayed'>, OfAgent {
  readonly legId: LegId
}
export interface DigitsMasked extends Fact<'DigitsMasked'>, OfAgent {}
export interface DigitsUnmasked extends Fact<'DigitsUnmasked'>, OfAgent {}
