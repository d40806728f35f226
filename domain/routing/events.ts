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
  SkillId,
  StationId,
  SubstitutionId,
  TransferId,
} from '#kernel/ids.ts'
import type { BreakReason, BreakRules, Presence } from '../agents/index.ts'
import type { RegionCode } from '../geography/index.ts'
import type { Channel, Direction, InteractionEndReason, NotReachedReason, Stage } from '../interactions/index.ts'
import type { ConsentNoted } from '../recordings/index.ts'
import type { Reach } from './asking/area.ts'
import type { Preference } from './asking/preference.ts'
import type { Requirement } from './asking/requirement.ts'
import type { Reservation } from './asking/reservation.ts'
import type { Wishes } from './asking/wishes.ts'
import type { CallbackPromise, PutOffCause } from './callbacks/promise.ts'
import type { Called, MonitorMode, PresenceCause } from './commands.ts'
import type { ExpectedWait } from './expected-wait/expected-wait.ts'
import type { AgentSettings, Diversion, DivertedWhen, Entry, QueueSettings } from './settings.ts'
import type { StationKind } from './station.ts'
import type { StrategyName } from './strategy/index.ts'
import type { SubstitutionCause, SubstitutionRule } from './substitution/rule.ts'
import type { HandedOver } from './substitution/standing-in.ts'
import type { NotAsked, Whereabouts } from './why-not.ts'

/**
 * What was decided. Events hold ids, enums, times and amounts: never a name, a number, an address or free text, so that
 * the log never has to be erased. `atMs` is UTC milliseconds and never runs backwards within a log.
 */
interface Fact<Type extends string, Version extends number = 1> {
  readonly type: Type
  readonly version: Version
  readonly atMs: number
}

export interface QueueConfigured extends Fact<'QueueConfigured'> {
  readonly queueId: QueueId
  readonly settings: QueueSettings
}
export interface QueueRemoved extends Fact<'QueueRemoved'> {
  readonly queueId: QueueId
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
/** What reasons mean and how many may be away, from now on; whoever is away goes on as he began. */
export interface BreakRulesConfigured extends Fact<'BreakRulesConfigured'> {
  readonly rules: BreakRules
}
/** An agent asks for a break that has to be granted. */
export interface BreakRequested extends Fact<'BreakRequested'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
}
/** He has it: his presence follows, at once or after his work. */
export interface BreakGranted extends Fact<'BreakGranted'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
  readonly by: 'rule' | 'supervisor'
}
export interface BreakRefused extends Fact<'BreakRefused'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
}
/** He asks no more, or has read that it was refused. */
export interface BreakWithdrawn extends Fact<'BreakWithdrawn'> {
  readonly agentId: AgentId
  readonly reason: BreakReason
  /** `presence`: he, or a supervisor, said something else meanwhile. */
  readonly cause: 'agent' | 'presence'
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
/** `null`: none is chosen; a browser counts before a phone. */
export interface StationChosen extends Fact<'StationChosen'> {
  readonly agentId: AgentId
  readonly choice: { readonly stationId: StationId; readonly kind: StationKind } | null
}
export interface InteractionBegan extends Fact<'InteractionBegan', 2> {
  readonly interactionId: InteractionId
  readonly kind: 'call'
  readonly channel: Channel
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  readonly entry: Entry
  readonly direction: Direction
}
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
/** Work that no edge carries came from outside. What it says stands in no event. `InteractionQueued` follows at once. */
export interface TaskBegan extends Fact<'TaskBegan'> {
  readonly interactionId: InteractionId
  readonly channel: Channel
  /** By when it ought to be done. */
  readonly dueAtMs: number | null
}
/** The agent has the task in hand. */
export interface TaskAccepted extends Fact<'TaskAccepted'> {
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly queueId: QueueId
  /** Nobody clicked. */
  readonly isAutomatic: boolean
}
/** The task waits again, at the front of its queue and with the first waiting time. */
export interface TaskReturned extends Fact<'TaskReturned'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** Who had it. */
  readonly agentId: AgentId
  readonly cause: TaskReturnCause
  /** It stays his, and who stands in for him is asked for so long before everybody is. Absent: it is nobody’s. */
  readonly keptForMs?: number
}
/** `interrupted`: a call took the agent. `agent-left`: he signed out. `substituted`: he is absent, and others stand in for him. */
export type TaskReturnCause = 'interrupted' | 'agent-left' | 'substituted'
/** The task is done, or nobody is to do it. `WrapUpStarted` follows when an agent had it and the queue has a wrap-up. */
export interface TaskEnded extends Fact<'TaskEnded'> {
  readonly interactionId: InteractionId
  readonly reason: InteractionEndReason
  /** Where it was when it ended. */
  readonly stage: Exclude<Stage, 'wrapUp'>
  readonly isWrapUpDue: boolean
  readonly agentId: AgentId | null
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
export interface InteractionQueued extends Fact<'InteractionQueued'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  /** What it asks for itself from now on; absent: what it asked before. */
  readonly wishes?: Wishes
  /** How long it will wait, as far as anybody can say; absent: nobody can. */
  readonly expected?: ExpectedWait
  /** Of a callback: from when on he may not be called, and when to look whether to dial ahead. */
  readonly leavesAtMs?: number
  readonly looksAtMs?: number
}
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
/** Its hours began, or are over. */
export interface QueueOpened extends Fact<'QueueOpened'> {
  readonly queueId: QueueId
}
export interface QueueClosed extends Fact<'QueueClosed'> {
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
export interface PriorityChanged extends Fact<'PriorityChanged'> {
  readonly interactionId: InteractionId
  readonly level: number
  readonly boostMs: number
}
/** Agents are kept for work that asks for this skill, while few of them are free; `null`: no more. */
export interface ReservationConfigured extends Fact<'ReservationConfigured'> {
  readonly skillId: SkillId
  readonly reservation: Reservation | null
}
/** When others do the work of this agent, and who, from now on; no rules: never. */
export interface SubstitutionsConfigured extends Fact<'SubstitutionsConfigured'> {
  readonly agentId: AgentId
  readonly rules: readonly SubstitutionRule[]
}
/** Others do his work from now on. `untilMs`: as far as anybody knows. */
export interface SubstitutionBegan extends Fact<'SubstitutionBegan'> {
  readonly agentId: AgentId
  readonly substitutionId: SubstitutionId
  readonly why: SubstitutionCause
  readonly untilMs: number | null
}
export interface SubstitutionEnded extends Fact<'SubstitutionEnded'> {
  readonly agentId: AgentId
  readonly substitutionId: SubstitutionId
  readonly why: SubstitutionCause
}
/** It waits for others in the place of whose work it is. */
export interface WorkHandedOver extends Fact<'WorkHandedOver'>, HandedOver {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
}
/** It waits for this agent himself again. */
export interface WorkHandedBack extends Fact<'WorkHandedBack'> {
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly agentId: AgentId
}
/** What strategies count begins at nothing again, for everybody. */
export interface TalliesReset extends Fact<'TalliesReset'> {}
/** What carried a contact on the edge, so that it can be taken down when the state knows it no more. */
export interface Carried {
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  /** `null` when no agent was engaged. */
  readonly bridgeId: BridgeId | null
  readonly recordingId: RecordingId | null
  /** The leg of an agent's phone, which ends with the call; `null` for a browser station, whose leg stays. */
  readonly phoneLegId: LegId | null
  /** Legs that we called besides the customer's and that nobody needs any more. */
  readonly calledLegIds: readonly LegId[]
  /** Other bridges of it, in which somebody was consulted. */
  readonly otherBridgeIds: readonly BridgeId[]
  /** Legs of browsers among all of these: they go out of their bridge and stay. */
  readonly stationLegIds: readonly LegId[]
  readonly wereDigitsMasked: boolean
  /** Parties whom the engaged agent had muted: whoever of them stays is to be heard again. */
  readonly mutedLegIds: readonly LegId[]
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
}
/** A declined offer's cool-down is over: this agent may be asked again. */
export interface CoolDownEnded extends Fact<'CoolDownEnded'> {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
}
/** His telephone could not be called: until then nothing is offered to him, lest he be called again at once and for ever. */
export interface AgentCoolDownBegan extends Fact<'AgentCoolDownBegan'> {
  readonly agentId: AgentId
  readonly untilMs: number
  /** He let an offer ring out; absent: his telephone could not be called. */
  readonly cause?: 'missed-offer'
}
export interface AgentCoolDownEnded extends Fact<'AgentCoolDownEnded'> {
  readonly agentId: AgentId
}
interface OfAgent {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
}
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
/** A leg that leaves a call which goes on. A browser's leg goes out of the bridge and stays. */
interface LetGo {
  readonly edgeId: EdgeId
  readonly legId: LegId
  readonly bridgeId: BridgeId
  readonly isStationLeg: boolean
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
/** `agentId`: `null` when it paused by itself, for digits. */
export interface RecordingPaused extends Fact<'RecordingPaused'> {
  readonly interactionId: InteractionId
  readonly recordingId: RecordingId
  readonly agentId: AgentId | null
}
export interface RecordingResumed extends Fact<'RecordingResumed'> {
  readonly interactionId: InteractionId
  readonly recordingId: RecordingId
  readonly agentId: AgentId | null
}
/** What the customer heard or answered about being recorded; who refused, or gave no answer, is recorded no more in this call. */
export interface RecordingConsentNoted extends Fact<'RecordingConsentNoted'> {
  readonly interactionId: InteractionId
  readonly consent: ConsentNoted
}
export interface RecordingStarted extends Fact<'RecordingStarted', 2> {
  readonly recordingId: RecordingId
  readonly interactionId: InteractionId
  /** Whose conversation it is: `null` where it was found and nobody knows. Absent in events of before this was told. */
  readonly agentId?: AgentId | null
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
export interface WrapUpStarted extends Fact<'WrapUpStarted'>, OfAgent {
  readonly untilMs: number
}
export interface WrapUpPlanned extends Fact<'WrapUpPlanned'> {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly isWanted: boolean
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
  | QueueRemoved
  | AgentConfigured
  | AgentRemoved
  | PresenceChanged
  | PresencePlanned
  | BreakRulesConfigured
  | BreakRequested
  | BreakGranted
  | BreakRefused
  | BreakWithdrawn
  | StationConnected
  | StationDisconnected
  | StationChosen
  | InteractionBegan
  | InteractionMoved
  | CallbackPromised
  | CallbackOffered
  | CallbackGranted
  | CallbackDialed
  | CallbackPutOff
  | CallbackForetold
  | CallbackEnded
  | TaskBegan
  | TaskAccepted
  | TaskReturned
  | TaskEnded
  | InteractionDiverted
  | DiversionDropped
  | QueueOpened
  | QueueClosed
  | RequirementRelaxed
  | PriorityChanged
  | TalliesReset
  | ReservationConfigured
  | SubstitutionsConfigured
  | SubstitutionBegan
  | SubstitutionEnded
  | WorkHandedOver
  | WorkHandedBack
  | InteractionDialed
  | InteractionSentThrough
  | CalledPartyAnswered
  | TransferStarted
  | TransferFailed
  | InteractionTransferred
  | PartyReplaced
  | EngagementTakenOver
  | AgentLegConfirmed
  | InteractionQueued
  | InteractionReturned
  | OfferMade
  | OfferAccepted
  | OfferDeclined
  | OfferMissed
  | OfferWithdrawn
  | CoolDownEnded
  | AgentCoolDownBegan
  | AgentCoolDownEnded
  | InteractionHeld
  | InteractionRetrieved
  | AgentMuted
  | AgentUnmuted
  | ConsultationStarted
  | ConsultationAlternated
  | ConsultationEnded
  | ConferenceJoined
  | PartyLeft
  | PartyMuted
  | PartyUnmuted
  | InteractionParked
  | EngagementBegan
  | MonitoringStarted
  | MonitorConnected
  | MonitoringChanged
  | MonitoringEnded
  | AnnouncementPlayed
  | DigitsMasked
  | DigitsUnmasked
  | RecordingPaused
  | RecordingResumed
  | RecordingConsentNoted
  | RecordingStarted
  | RecordingClosed
  | DispositionSet
  | InteractionEnded
  | WrapUpStarted
  | WrapUpPlanned
  | WrapUpExtended
  | WrapUpFinished
  | EdgeIncarnated
export type RoutingEventOf<T extends RoutingEvent['type']> = Extract<RoutingEvent, { readonly type: T }>
