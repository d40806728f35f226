import type {
  AgentId,
  BridgeId,
  EdgeId,
  FlowId,
  InteractionId,
  LegId,
  QueueId,
  RecordingId,
  StationId,
  TransferId,
} from '#kernel/ids.ts'
import type { Channel } from '../../interactions/index.ts'
import type { Called } from '../commands.ts'
import type { StationKind } from '../station.ts'
import type { Carried, Fact } from './fact.ts'

/** Whom we call, and who has the call then. */

/** Somebody whom we call, and what follows from it. */
export interface CalledParty extends Called {
  /** In which he is joined with who talks to him. */
  readonly bridgeId: BridgeId
  /** Who had him called: the agent that answers for the cost. */
  readonly byAgentId: AgentId | null
  readonly answeredAtMs: number | null
  /** Where the customer goes who was sent to him and does not reach him; `null`: the call ends. */
  readonly fallbackQueueId: QueueId | null
  /** A colleague called from a desk: once the customer is his, he is engaged like any agent. `null`: just a telephone. */
  readonly seat: Seat | null
  /** Until when a browser rings; a telephone's time runs on its edge. */
  readonly ringsUntilMs: number | null
  /** Who has the customer back whom nobody reached, where no queue stands behind him. */
  readonly returnsToAgentId: AgentId | null
  /** A colleague who muted himself. Absent: heard, or muted by whoever has the call. */
  readonly hasMutedHimself?: true
}
/** At which of his stations an agent was called. */
export interface Seat {
  readonly stationId: StationId
  readonly stationKind: StationKind
}
/** An agent calls somebody: the interaction is his from the beginning. The customer's leg is the called one. */
export interface InteractionDialed extends Fact<'InteractionDialed', 2> {
  readonly interactionId: InteractionId
  readonly kind: 'call'
  readonly channel: Channel
  readonly edgeId: EdgeId
  readonly agentId: AgentId
  readonly stationId: StationId
  readonly agentLegId: LegId
  readonly stationKind: StationKind
  /** He is on the line already, so `called` is called at once; else his station is rung first. */
  readonly isConfirmed: boolean
  readonly called: CalledParty
  /** What who is called is spoken to in, BCP-47. Absent: as the installation. */
  readonly language?: string
}
/** The customer is being put through, with none of us between. */
export interface InteractionSentThrough extends Fact<'InteractionSentThrough', 2> {
  readonly interactionId: InteractionId
  readonly called: CalledParty
}
export interface CalledPartyAnswered extends Fact<'CalledPartyAnswered', 2> {
  readonly interactionId: InteractionId
  readonly legId: LegId
  /** Of the talk that begins by it, where an agent called the customer; `null`: none begins, or it is not to be recorded. */
  readonly recordingId: RecordingId | null
}
/** The party on `legId` wants the other one to be put through to `called`. */
export interface TransferStarted extends Fact<'TransferStarted', 2> {
  readonly interactionId: InteractionId
  readonly transferId: TransferId
  readonly legId: LegId
  readonly called: CalledParty
}
/** Who was called could not be reached: the call is as it was. */
export interface TransferFailed extends Fact<'TransferFailed'> {
  readonly interactionId: InteractionId
  readonly transferId: TransferId
}
export interface InteractionTransferred extends Fact<'InteractionTransferred', 2> {
  readonly interactionId: InteractionId
  readonly transferId: TransferId | null
  /** On which leg it was asked for: it leaves. `null` when a phone took an agent's place. */
  readonly legId: LegId | null
  /** Who was engaged; `null` when nobody was. A wrap-up was begun before this event. */
  readonly agentId: AgentId | null
  readonly to:
    | { readonly kind: 'queue'; readonly queueId: QueueId }
    | { readonly kind: 'flow'; readonly flowId: FlowId }
    | { readonly kind: 'through'; readonly called: CalledParty }
  /** Who stays with them: the rest of a conference. */
  readonly members: readonly LegId[]
  readonly carried: Carried
}
/** Another leg stands in the place of a party's. */
export interface PartyReplaced extends Fact<'PartyReplaced'> {
  readonly interactionId: InteractionId
  readonly legId: LegId
  readonly newLegId: LegId
  readonly calledAgentId: AgentId | null
  /** The recording of a talk whose customer it is ends with his leg: this one goes on in its place. Absent: none does. */
  readonly recordingId?: RecordingId
}
/** Another agent, or another phone of the same one, stands in the place of the engaged agent's. */
export interface EngagementTakenOver extends Fact<'EngagementTakenOver', 2> {
  readonly interactionId: InteractionId
  readonly fromAgentId: AgentId
  readonly agentId: AgentId
  readonly stationId: StationId
  readonly agentLegId: LegId
  /** The leg whose place it is; a phone's ends. */
  readonly replacedLegId: LegId
  readonly isReplacedLegPhone: boolean
  /** `null`: what is recorded, or not, stays as it is. */
  readonly recording: { readonly from: RecordingId | null; readonly to: RecordingId | null } | null
}
/** Who answered at the agent's outside number is he: now he is joined. */
export interface AgentLegConfirmed extends Fact<'AgentLegConfirmed'> {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
}
