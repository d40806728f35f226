import type {
  AgentId,
  DispositionId,
  EdgeId,
  FlowId,
  IncarnationId,
  IncidentId,
  InteractionId,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
  SkillId,
  StationId,
  TransferId,
} from '#kernel/ids.ts'
import type { BreakReason, BreakRules, Presence } from '../agents/index.ts'
import type { Channel, Direction, InteractionEndReason, NotReachedReason } from '../interactions/index.ts'
import type { ConsentNoted } from '../recordings/index.ts'
import type { Reservation } from './asking/reservation.ts'
import type { Wishes } from './asking/wishes.ts'
import type { CallbackAskedBy } from './callbacks/promise.ts'
import type { FlowLeaving, FlowPlace, PassedBlock } from './events.ts'
import type { CustomerFacts, CustomerTier } from './priority/customer.ts'
import type { IncidentMatch } from './priority/incident.ts'
import type { Lift } from './priority/lift.ts'
import type { AgentSettings, Entry, QueueSettings } from './settings.ts'
import type { StationKind } from './station.ts'
import type { SubstitutionRule } from './substitution/rule.ts'
import type { VoicemailStop } from './voicemail/message.ts'

export type { AgentSettings, Entry, Membership, QueueSettings } from './settings.ts'

/** Everything that may be asked of the decider. A command is a wish: it may be refused, and repeating it is harmless. */
export type RoutingCommand =
  | { readonly type: 'ConfigureQueue'; readonly queueId: QueueId; readonly settings: QueueSettings }
  /** Its hours have begun, or are over: whoever waits goes on waiting. */
  | { readonly type: 'OpenQueue'; readonly queueId: QueueId }
  | { readonly type: 'CloseQueue'; readonly queueId: QueueId }
  /** Refused while an agent serves it, somebody waits in it, or a call that is live came from it or may come back to it. */
  | { readonly type: 'RemoveQueue'; readonly queueId: QueueId }
  | { readonly type: 'ConfigureAgent'; readonly agentId: AgentId; readonly settings: AgentSettings }
  /** Refused while the agent is engaged; a pending offer is withdrawn and a wrap-up closed. */
  | { readonly type: 'RemoveAgent'; readonly agentId: AgentId }
  | { readonly type: 'ConfigureBreaks'; readonly rules: BreakRules }
  /**
   * An agent asks for a break that has to be granted, in his turn: at once when every limit that holds for him has room and
   * nobody asked before him. Asking for another reason keeps the place.
   */
  | { readonly type: 'RequestBreak'; readonly agentId: AgentId; readonly reason: BreakReason }
  /** He asks no more; a break that was granted and has not begun is taken back. */
  | { readonly type: 'WithdrawBreak'; readonly agentId: AgentId }
  /** A supervisor's word on what somebody asked for, whatever the limits say. */
  | { readonly type: 'AnswerBreak'; readonly agentId: AgentId; readonly isGranted: boolean }
  /** Takes effect at once, or, when the agent holds work that is accepted, after it. Pending offers are withdrawn. An agent's own break that has to be granted is refused. */
  | { readonly type: 'SetPresence'; readonly agentId: AgentId; readonly presence: Presence; readonly by: PresenceCause }
  | {
      readonly type: 'StationReachable'
      readonly agentId: AgentId
      readonly stationId: StationId
      readonly edgeId: EdgeId
      /** The persistent leg of a browser station; `null` for a phone, which is called when its agent accepts. */
      readonly legId: LegId | null
    }
  /** The transport is away, perhaps for a moment: no new offers; an engaged agent stays engaged. */
  | { readonly type: 'StationUnreachable'; readonly agentId: AgentId; readonly stationId: StationId }
  /**
   * Which of his stations counts, whatever else is reachable: a browser or a phone is reached while it is connected, an
   * outside number always. Choosing none (`null`) lets a browser count before a phone, and of phones the latest.
   */
  | {
      readonly type: 'ChooseStation'
      readonly agentId: AgentId
      readonly choice: { readonly stationId: StationId; readonly kind: StationKind } | null
    }
  /** Whoever answered at an outside number is the agent, and no machine: he pressed the key. */
  | { readonly type: 'ConfirmAgentLeg'; readonly interactionId: InteractionId; readonly legId: LegId }
  /** The agent's leg ended against his will (15 s without transport): his customers go back to the front of their queue. */
  | {
      readonly type: 'AgentLegLost'
      readonly agentId: AgentId
      readonly legId: LegId
      /**
       * It was never made: his telephone could not be called, so for the queue's cool-down nothing is offered to him. Was it
       * that the edge is `overloaded`, it is no fault of his, and he stays available.
       */
      readonly unmade?: 'overloaded' | 'unreachable'
    }
  | {
      readonly type: 'BeginInteraction'
      readonly interactionId: InteractionId
      readonly kind: 'call'
      readonly edgeId: EdgeId
      readonly customerLegId: LegId
      readonly entry: Entry
      /** Absent: inbound. Outbound is a call from a phone of ours that no agent has. */
      readonly direction?: Direction
    }
  /** Work from outside, which waits in the queue from now on. `EndInteraction` with `cancelled` takes it back. */
  | {
      readonly type: 'BeginTask'
      readonly interactionId: InteractionId
      /** No spoken one. */
      readonly channel: Channel
      readonly queueId: QueueId
      /** By when it ought to be done, UTC milliseconds. */
      readonly dueAtMs: number | null
      readonly wishes?: Wishes
    }
  /**
   * Somebody is to be called back. Where `callbackId` is known already he gets the one that he has. Whoever waits on the line
   * is told so and let go; his place goes to the callback. `EndInteraction` with `cancelled` takes it back.
   */
  | {
      readonly type: 'AskCallback'
      readonly callbackId: InteractionId
      readonly queueId: QueueId
      readonly askedBy: CallbackAskedBy
      /** The call that asks; `null`: from outside. */
      readonly fromInteractionId: InteractionId | null
      /** Not before then, UTC milliseconds; `null`: as soon as it is his turn. */
      readonly notBeforeMs: number | null
      /** IANA; `null`: not known. */
      readonly timeZone: string | null
      readonly isOverTrunk: boolean
      readonly edgeId: EdgeId | null
      readonly language?: string
      readonly wishes?: Wishes
    }
  /** Whom his number or his queue sends through this flow begins it, by the version that is published now. */
  | ({ readonly type: 'EnterFlow'; readonly interactionId: InteractionId } & FlowPlace)
  /** His run came to rest at another block, or is about to leave from it. */
  | ({
      readonly type: 'AdvanceFlow'
      readonly interactionId: InteractionId
      readonly passed: readonly PassedBlock[]
      readonly language?: string
    } & FlowPlace)
  | { readonly type: 'LeaveFlow'; readonly interactionId: InteractionId; readonly to: FlowLeaving }
  /** A caller whom his queue sends to its voicemail has heard the tone: what he says from now on is recorded. */
  | { readonly type: 'BeginVoicemail'; readonly interactionId: InteractionId }
  /** He pressed the key, or has said nothing for `silentMs`; his call ends. */
  | {
      readonly type: 'StopVoicemail'
      readonly interactionId: InteractionId
      readonly by: Exclude<VoicemailStop, 'limit'>
      readonly silentMs: number
    }
  /** An agent calls somebody from his phone: the call is his at once. Refused by nothing that he is doing. */
  | {
      readonly type: 'DialOut'
      readonly interactionId: InteractionId
      readonly edgeId: EdgeId
      readonly agentId: AgentId
      readonly stationId: StationId
      /** The leg on which he called us. */
      readonly agentLegId: LegId
      readonly called: Called
      /** What who is called is spoken to in, BCP-47. Absent: as the installation. */
      readonly language?: string
    }
  /**
   * An agent calls somebody from his desk: first his own station is rung, unless it is a browser, then `called`. Refused
   * while he talks, monitors, or has no station.
   */
  | {
      readonly type: 'DialFromDesk'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      /** Carries the call when his station is a number, which every edge can call. */
      readonly edgeId: EdgeId
      /** For a phone or a number; a browser has one. */
      readonly agentLegId: LegId
      readonly called: CalledFromDesk
      /** As for `DialOut`. */
      readonly language?: string
    }
  /** A called agent at a browser takes the call; everybody else's leg answers for itself. */
  | { readonly type: 'AnswerCall'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** The engaged agent sends the customer on without asking, and is released at once (blind transfer). */
  | {
      readonly type: 'SendOn'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly to:
        | { readonly kind: 'queue'; readonly queueId: QueueId }
        | { readonly kind: 'flow'; readonly flowId: FlowId }
        | { readonly kind: 'called'; readonly called: CalledFromDesk }
    }
  /** The customer is held and somebody is called; they talk in private. */
  | {
      readonly type: 'StartConsultation'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly called: CalledFromDesk
    }
  /** The agent turns to the other of the two; absent `to`: to whom he does not talk with. */
  | {
      readonly type: 'Alternate'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly to?: 'customer' | 'consulted'
    }
  /** The customer is put through to the consulted, who may still ring; the agent leaves. */
  | { readonly type: 'CompleteConsultation'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** All of them talk together. */
  | { readonly type: 'JoinConsultation'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** The consulted is let go and the customer taken back. */
  | { readonly type: 'CancelConsultation'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  | {
      readonly type: 'MuteParty'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly legId: LegId
      readonly isMuted: boolean
    }
  | {
      readonly type: 'RemoveParty'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly legId: LegId
    }
  /** The engaged agent leaves a conference; a colleague in it has the customer then, else the others talk on alone. */
  | { readonly type: 'LeaveConference'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  | { readonly type: 'ParkInteraction'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** Whoever takes the parked customer. Refused while he talks, monitors, or has no station. */
  | {
      readonly type: 'PickUp'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      /** For a phone or a number; a browser has one. */
      readonly agentLegId: LegId
    }
  /** A prompt that one party heard. */
  | {
      readonly type: 'NoteAnnouncement'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly legId: LegId
    }
  | {
      readonly type: 'MaskDigits'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly isMasked: boolean
    }
  /** By hand; whether he may, a rule outside of the decider says. */
  | { readonly type: 'PauseRecording'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  | { readonly type: 'ResumeRecording'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** The edge did it by itself, for digits that were pressed. */
  | { readonly type: 'NoteRecordingPause'; readonly recordingId: RecordingId; readonly isPaused: boolean }
  /** A supervisor's station beside the call; said again it switches. `agentId` is the supervisor. */
  | {
      readonly type: 'Monitor'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly mode: MonitorMode
      /** For a phone or a number; a browser has one. */
      readonly legId: LegId
    }
  /** His phone was answered, or he pressed the key. */
  | { readonly type: 'NoteMonitorUp'; readonly interactionId: InteractionId; readonly legId: LegId }
  | { readonly type: 'StopMonitoring'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** His leg is over. */
  | { readonly type: 'MonitorLeft'; readonly interactionId: InteractionId; readonly legId: LegId }
  /** The supervisor becomes the engaged agent. He monitors the call, or sits at a browser. */
  | { readonly type: 'TakeOver'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** From the flow to an outside number or another phone, with none of us between. */
  | { readonly type: 'SendThrough'; readonly interactionId: InteractionId; readonly called: Called }
  /** A leg that we called has answered. */
  | { readonly type: 'NoteAnswered'; readonly interactionId: InteractionId; readonly legId: LegId }
  /**
   * A leg that we called is over. Before its answer: who was called could not be reached, and a transfer to it has failed.
   */
  | {
      readonly type: 'CalledPartyLeft'
      readonly interactionId: InteractionId
      readonly legId: LegId
      /** Before the answer. */
      readonly reason?: NotReachedReason
    }
  /** The party on `legId` sends the other one into a queue (a blind transfer). */
  | {
      readonly type: 'TransferToQueue'
      readonly interactionId: InteractionId
      readonly legId: LegId
      readonly transferId: TransferId
      readonly queueId: QueueId
    }
  /** The party on `legId` sends the other one to a number or a phone, which is called first; until it answers all stays as it is. */
  | {
      readonly type: 'StartTransfer'
      readonly interactionId: InteractionId
      readonly legId: LegId
      readonly transferId: TransferId
      readonly called: Called
    }
  /** The other party is put through now: the called one answered, or whoever transfers has hung up and it rings on without him. */
  | { readonly type: 'CompleteTransfer'; readonly interactionId: InteractionId; readonly transferId: TransferId }
  /** An agent joins the parties of two calls of his and leaves both (an attended transfer). */
  | {
      readonly type: 'JoinCustomers'
      readonly interactionId: InteractionId
      readonly otherInteractionId: InteractionId
      readonly agentId: AgentId
      readonly transferId: TransferId
    }
  /** A phone of ours takes the place of a leg (RFC 3891): a call picked up, or handed from phone to phone. */
  | {
      readonly type: 'ReplaceLeg'
      readonly interactionId: InteractionId
      readonly legId: LegId
      readonly newLegId: LegId
      /** Whose phone it is; `null` when it is no agent's. */
      readonly agent: { readonly agentId: AgentId; readonly stationId: StationId } | null
    }
  /** From the flow into a queue. */
  | {
      readonly type: 'EnqueueInteraction'
      readonly interactionId: InteractionId
      readonly queueId: QueueId
      /** What it asks for itself, from now on and wherever it waits; absent: what it asked before. */
      readonly wishes?: Wishes
    }
  /** It counts as more or less urgent, whether it waits or will. */
  | {
      readonly type: 'ChangePriority'
      readonly interactionId: InteractionId
      readonly level: number
      readonly boostMs: number
    }
  /** The organization's tiers of customers, all of them. Holds for what comes into a queue from now on. */
  | { readonly type: 'ConfigureCustomerTiers'; readonly tiers: readonly CustomerTier[] }
  /** Who the customer is was found out, or is said otherwise; `null`: nobody knows. */
  | { readonly type: 'NoteCustomer'; readonly interactionId: InteractionId; readonly customer: CustomerFacts | null }
  /**
   * Many call about one thing: all that belongs to it and comes from now on is lifted. Who waits already is by
   * `LiftWaiting`. Said again of the same id it changes nothing.
   */
  | {
      readonly type: 'DeclareIncident'
      readonly incidentId: IncidentId
      readonly match: IncidentMatch
      readonly lift: Lift
      /** It ends by itself then, UTC milliseconds; `null`: when somebody says so. */
      readonly endsAtMs: number | null
    }
  /** Of these, 500 at most, whoever waits and belongs to it is lifted. Repeating it is harmless. */
  | {
      readonly type: 'LiftWaiting'
      readonly incidentId: IncidentId
      readonly interactionIds: readonly InteractionId[]
      /** Their numbers, or what they say, belong to it; routing sees neither. */
      readonly areMarked?: boolean
    }
  /** It is over. The first 500 whom it lifted are put back at once, the others by `SettleIncident`. */
  | { readonly type: 'EndIncident'; readonly incidentId: IncidentId }
  | { readonly type: 'SettleIncident'; readonly incidentId: IncidentId }
  /** A supervisor asks this agent for what waits, though it may be neither his turn nor his queue. */
  | { readonly type: 'PushInteraction'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** A supervisor lets it wait in another queue of its channel; it keeps the time that it has waited. */
  | { readonly type: 'MoveInteraction'; readonly interactionId: InteractionId; readonly queueId: QueueId }
  /** A supervisor ends what waits. Refused when somebody has it already. */
  | { readonly type: 'RemoveInteraction'; readonly interactionId: InteractionId }
  /** Whoever has this skill is kept for work that asks for it; `null`: no more. For what comes into a queue from now on. */
  | {
      readonly type: 'ConfigureReservation'
      readonly skillId: SkillId
      readonly reservation: Reservation | null
    }
  /** When the work of this agent goes to others, and to whom: all rules of his, the first that holds counts. */
  | {
      readonly type: 'ConfigureSubstitutions'
      readonly agentId: AgentId
      readonly rules: readonly SubstitutionRule[]
    }
  /** What strategies count of each agent begins at nothing again. */
  | { readonly type: 'ResetTallies' }
  /** While waiting it is an abandonment; when engaged it is the end of the contact, and wrap-up begins. */
  | {
      readonly type: 'CustomerLeft'
      readonly interactionId: InteractionId
      readonly reason: Extract<InteractionEndReason, 'customer-left' | 'connection-lost' | 'error'>
    }
  /** We end it: the agent hangs up, a supervisor does, a process gives up. */
  | {
      readonly type: 'EndInteraction'
      readonly interactionId: InteractionId
      readonly reason: InteractionEndReason
      /** When given, refused unless this agent is engaged in it. */
      readonly agentId?: AgentId
    }
  | { readonly type: 'AcceptOffer'; readonly offerId: OfferId; readonly agentId: AgentId }
  | { readonly type: 'DeclineOffer'; readonly offerId: OfferId; readonly agentId: AgentId }
  | { readonly type: 'HoldInteraction'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  | { readonly type: 'RetrieveInteraction'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** With `byAgentId` a supervisor does it. The agent may unmute himself all the same: it is his voice. */
  | {
      readonly type: 'MuteAgent' | 'UnmuteAgent'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly byAgentId?: AgentId
    }
  | {
      readonly type: 'NoteRecordingStarted'
      readonly recordingId: RecordingId
      readonly interactionId: InteractionId
      /**
       * The edge has it, and no talk of ours wants it: the core that had it begun died before its decision was durable. It is
       * this interaction's all the same, so that nothing that was recorded is lost.
       */
      readonly isFound?: true
    }
  | {
      readonly type: 'NoteRecordingClosed'
      readonly recordingId: RecordingId
      readonly durationMs: number
      readonly missingMs: number
      readonly isFailed: boolean
    }
  /** The customer heard that he is recorded, or answered whether he may be. The first answer holds. */
  | {
      readonly type: 'NoteRecordingConsent'
      readonly interactionId: InteractionId
      readonly consent: ConsentNoted
    }
  | {
      readonly type: 'SetDisposition'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly dispositionId: DispositionId
    }
  /** Whether the engaged agent will write up, where that is optional; it changes nothing where it is not. */
  | {
      readonly type: 'PlanWrapUp'
      readonly interactionId: InteractionId
      readonly agentId: AgentId
      readonly isWanted: boolean
    }
  | { readonly type: 'FinishWrapUp'; readonly interactionId: InteractionId; readonly agentId: AgentId }
  /** So much longer as the queue, or what was said of him, allows; refused when the queue's number of extensions is used up. */
  | { readonly type: 'ExtendWrapUp'; readonly interactionId: InteractionId; readonly agentId: AgentId }

  /** Decides every time-out that is due. The host sends it at `nextDueMs(state)`. */
  | { readonly type: 'AdvanceTime' }
  /**
   * What an edge says that it carries, when it connects: what it says of legs is true. Another incarnation than the
   * last known one ends all that the old one carried, with `edge-lost`.
   */
  | {
      readonly type: 'Reconcile'
      readonly edgeId: EdgeId
      readonly incarnation: IncarnationId
      /** Every leg that has not ended. */
      readonly legIds: readonly LegId[]
      /** Every recording that it writes or has finished and not had acknowledged. */
      readonly recordingIds: readonly RecordingId[]
      readonly stations: readonly {
        readonly agentId: AgentId
        readonly stationId: StationId
        readonly legId: LegId | null
        readonly isReachable: boolean
      }[]
    }
  /**
   * An edge was unconnected for so long that it is given up: its interactions end with `edge-lost` and its stations are
   * gone. Recordings stay open: should it come back after all, it says what became of them.
   */
  | { readonly type: 'EdgeLost'; readonly edgeId: EdgeId }

/** Whom we call. The number stands in no command and no event. */
export interface Called {
  /** Chosen by the process, so that calling twice is calling once. */
  readonly legId: LegId
  /** The agent whose phone it is: engaged while it rings and while they talk. */
  readonly agentId: AgentId | null
  readonly isOverTrunk: boolean
  readonly isEmergency: boolean
}

/** Whom a desk calls: somebody as he is, or, with `isAtStation`, a colleague wherever he is reached. */
export interface CalledFromDesk extends Called {
  /** The agent is called at the station that counts; a browser's leg stands in the place of `legId`. */
  readonly isAtStation: boolean
}

/** Listen: heard by nobody. Coach: by the agent alone. Barge: by everybody. */
export type MonitorMode = 'listen' | 'coach' | 'barge'

export type RoutingCommandType = RoutingCommand['type']
export type RoutingCommandOf<T extends RoutingCommandType> = Extract<RoutingCommand, { readonly type: T }>

/** Who or what changed a presence. */
export type PresenceCause =
  | 'agent'
  | 'supervisor'
  | 'settings'
  | 'sign-out'
  | 'break-granted'
  | 'missed-offer'
  | 'station-lost'
  | 'edge-lost'
