import type {
  AgentId,
  BridgeId,
  DispositionId,
  EdgeId,
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
import {
  type BreakReason,
  type BreakRules,
  mostBinding,
  noBreakRules,
  type Presence,
  type ShownWorkState,
  type WorkState,
} from '../agents/index.ts'
import type { Channel, Direction, InteractionKind, Stage } from '../interactions/index.ts'
import type { ConsentGiven } from '../recordings/index.ts'
import type { Asked } from './asking/relaxation.ts'
import type { Reservation } from './asking/reservation.ts'
import type { Wishes } from './asking/wishes.ts'
import type { CallbackPromise } from './callbacks/promise.ts'
import type { MonitorMode, PresenceCause } from './commands.ts'
import type { CalledParty, FlowPlace } from './events.ts'
import type { ExpectedWait } from './expected-wait/expected-wait.ts'
import type { QueueFigures } from './figures.ts'
import { DraftIndexes, type Indexes, LiveIndexes } from './indexes.ts'
import type { CustomerTier } from './priority/customer.ts'
import type { Incident } from './priority/incident.ts'
import type { Lifted } from './priority/lift.ts'
import type { AgentSettings, Entry, Membership, QueueSettings } from './settings.ts'
import type { Station, StationChoice, StationKind } from './station.ts'
import type { Lately } from './substitution/load.ts'
import type { HandedOver, Substituted } from './substitution/standing-in.ts'
import { DraftTable, type Table } from './table.ts'
import type { AtVoicemail, Message, MessageToBe } from './voicemail/message.ts'

/**
 * What is live, and nothing that is over: the state itself, or a draft that the decider thinks on. The things in the tables are never changed, only replaced by `apply`: who keeps
 * one keeps what was true then. `null` means "none", so that a state is plain JSON.
 */
export interface RoutingTables {
  /** The time of the last event; a command that comes with an earlier clock is decided at this time. */
  latestMs: number
  /** Replaced as a whole. */
  breakRules: BreakRules
  /** Replaced as a whole. */
  customerTiers: readonly CustomerTier[]
  readonly queues: Table<QueueId, Queue>
  readonly agents: Table<AgentId, Agent>
  readonly interactions: Table<InteractionId, Interaction>
  /** Those of them that are calls: all that voice has to do with. */
  readonly calls: Calls
  /** Pending ones only. */
  readonly offers: Table<OfferId, Offer>
  readonly edges: Table<EdgeId, Edge>
  /** Recordings that were begun and not closed; they may outlive their interaction by a moment. */
  readonly recordings: Table<RecordingId, OpenRecording>
  /** For whom others stand in, or may. */
  readonly substitutions: Table<AgentId, Substituted>
  /** For which skills agents are kept, one for each. */
  readonly reservations: Table<SkillId, Reservation>
  /** Those that last, and those that are being done with. */
  readonly incidents: Table<IncidentId, Incident>
  readonly indexes: Indexes
}

export interface Queue {
  readonly queueId: QueueId
  readonly settings: QueueSettings
  readonly figures: QueueFigures
  /** Outside of its hours; absent: open. */
  readonly isClosed?: true
}

export type { CalledParty, Seat } from './events.ts'
export type { Station, StationChoice, StationKind } from './station.ts'

/** One interaction in an agent's hands. */
export interface HeldWork {
  readonly interactionId: InteractionId
  readonly channel: Channel
  readonly workState: WorkState
  readonly sinceMs: number
  /** What somebody left: nobody is on the line. Absent: it is no message. */
  readonly isMessage?: true
}

/** What an agent did in the period that is counted: what strategies compare. Milliseconds. */
export interface Tally {
  readonly sinceMs: number
  /** Conversations that are over. */
  readonly handled: number
  /** Away for a reason that counts as work; absent: not at all. */
  readonly awayWorkMs?: number
  /** With at least one conversation. */
  readonly engagedMs: number
  /** Writing up, without a conversation. */
  readonly wrapUpMs: number
  /** Available, with nothing accepted, or away for a reason that counts as waiting. */
  readonly idleMs: number
  /** Up to when the above is counted. */
  readonly countedToMs: number
}

/** A refusal stands until he asks again, takes it off, or his presence is another. */
export interface BreakRequest {
  readonly state: 'asked' | 'refused'
  readonly reason: BreakReason
  /** When he asked, or was refused. */
  readonly sinceMs: number
}

export interface Agent {
  readonly agentId: AgentId
  readonly settings: AgentSettings
  readonly presence: Presence
  readonly presenceSinceMs: number
  /** Follows when the accepted work is done. */
  readonly nextPresence: Presence | null
  readonly nextPresenceCause: PresenceCause | null
  /** He asked for a break, and waits for it or was refused it; absent: neither. */
  readonly breakRequest?: BreakRequest
  /** The one that counts, by choice and by what is connected. */
  readonly station: Station | null
  readonly stationChoice: StationChoice | null
  /** All that edges told of, the latest last. */
  readonly stations: readonly Station[]
  readonly work: readonly HeldWork[]
  /** Since when the agent has been available and without accepted work; an offer that came to nothing does not count. */
  readonly idleSinceMs: number
  /** When each queue asked him last. */
  readonly lastAsked: readonly { readonly queueId: QueueId; readonly atMs: number }[]
  readonly tally: Tally
  /** How far each of his queues is, where he chooses by share: see `passesAfter`. */
  readonly passes?: Readonly<Record<QueueId, number>>
  /** Beside whose call he listens, coaches or barges; he is offered nothing meanwhile. */
  readonly monitoring: InteractionId | null
  /** His telephone could not be called, so he is offered nothing until then. */
  readonly coolsDownUntilMs?: number
  /** He let an offer ring out, and his telephone is well. */
  readonly coolsDownAfter?: 'missed-offer'
  /** Offers that he let ring out in a row; absent: none. */
  readonly missed?: number
  /** How much of his time he worked lately; absent: he has not. */
  readonly lately?: Lately
}

export interface Waiting {
  readonly queueId: QueueId
  /** When the waiting began; kept when the customer comes back after a lost agent. */
  readonly queuedAtMs: number
  /** Came back: stands before all who never had an agent. */
  readonly isReturned: boolean
  /** The pending ones: several where the queue asks several at once. */
  readonly offerIds: readonly OfferId[]
  /** How many may be asked at the same time. */
  readonly offersAtOnce: number
  /** Who is asked, and from which moment of the waiting on; at least one. */
  readonly asked: readonly Asked[]
  /** Which of `asked` it is now, from 0. */
  readonly step: number
  /** From when the steps are counted. */
  readonly askedSinceMs: number
  /** When this queue keeps it no longer; absent: never. */
  readonly divertedAtMs?: number
  /** When a caller is offered to be called back; absent: he is not, or was. */
  readonly offersCallbackAtMs?: number
  /** He was, and may press the key. */
  readonly isCallbackOffered?: true
  /** When he is told next how he stands; absent: never. He is not while somebody is asked for him. */
  readonly announcesAtMs?: number
  /** What was foretold when it came; `null`: nothing could be. */
  readonly expected: ExpectedWait | null
  /** What lets it stand before others, besides what it asks for itself; absent: nothing. */
  readonly lifts?: readonly Lifted[]
  /** Whose work it is, of whomever it is asked; absent: nobody's. */
  readonly ofAgentIds?: readonly AgentId[]
  /** Whose coming and going changes who stands in for them. */
  readonly dependsOn?: readonly AgentId[]
  /** Who has it in whose place, and why; absent: nobody. */
  readonly handedOver?: readonly HandedOver[]
  /** Somebody had it in the place of another; it may be his again. */
  readonly wasHandedOver?: true
  /** Agents who declined and may not be asked yet. */
  readonly coolDowns: readonly { readonly agentId: AgentId; readonly untilMs: number }[]
}

/** An agent has it in hand. */
export interface InHand {
  readonly agentId: AgentId
  /** Both `null` on a call that the agent made. */
  readonly offerId: OfferId | null
  readonly queueId: QueueId | null
  readonly acceptedAtMs: number
  /** He will write it up, where that is optional; absent: he did not say so. */
  readonly isWrapUpWanted?: true
}

/** An agent and how he is joined with his customer. */
export interface Engagement extends InHand {
  readonly stationId: StationId
  readonly stationKind: StationKind
  readonly agentLegId: LegId
  /** The leg was made for this call, to a phone, and ends with it. */
  readonly isPhoneLeg: boolean
  /** It is he who answered, and no machine: asked at an outside number only, and true everywhere else. */
  readonly isConfirmed: boolean
  /** Nobody clicked: his phone answers by itself where it can, and he hears a tone before the customer. Absent: he clicked. */
  readonly isAutomatic?: true
  readonly bridgeId: BridgeId
  readonly recordingId: RecordingId | null
  /** The customer hears music; in a conference it is the agent who stands aside, and the others talk on. */
  readonly isHeld: boolean
  readonly isMuted: boolean
  /** Who muted him, when it was not he. */
  readonly mutedByAgentId: AgentId | null
  /** The recording keeps silence: by hand, or by itself while digits are pressed. */
  readonly recordingPausedBy: 'agent' | 'digits' | null
  /** Picked up there; absent: he was not parked. */
  readonly fromSlot?: number
}

/** The engaged agent asks somebody before he decides. One at a time; the consulted is one of the called parties. */
export interface Consultation {
  readonly legId: LegId
  /** Whom the agent talks to now; the other one hears music. */
  readonly talksTo: 'customer' | 'consulted'
  readonly sinceMs: number
}

/** The customer waits at a number that any agent can pick up. */
export interface Parked {
  /** From 1, the lowest that was free. */
  readonly slot: number
  readonly byAgentId: AgentId
  /** The queue that stood behind the call. */
  readonly queueId: QueueId | null
  readonly sinceMs: number
  readonly returnsAtMs: number
}

/** A supervisor beside the engaged agent of a call. */
export interface Monitor {
  readonly agentId: AgentId
  readonly stationId: StationId
  readonly stationKind: StationKind
  readonly legId: LegId
  readonly mode: MonitorMode
  /** He is on the line: a phone was answered, at a number the key was pressed. */
  readonly isConfirmed: boolean
  readonly sinceMs: number
}

/** One agent's. It goes on when the customer was sent on to somebody else and the interaction lives. */
export interface WrapUp {
  readonly agentId: AgentId
  readonly queueId: QueueId
  readonly acceptedAtMs: number
  readonly startedAtMs: number
  readonly untilMs: number
  readonly extensions: number
}

/** Somebody is being called, who shall have the other party of whoever asked for it. */
export interface Transfer {
  readonly transferId: TransferId
  /** On which leg it was asked for. */
  readonly askedByLegId: LegId
  /** The leg that is being called: one of the called parties. */
  readonly legId: LegId
}

/** What every interaction has, whatever carries it. */
interface Routed {
  readonly interactionId: InteractionId
  readonly kind: InteractionKind
  readonly channel: Channel
  readonly direction: Direction
  readonly stage: Stage
  readonly beganAtMs: number
  readonly wishes: Wishes
  /** Queues that sent it elsewhere, the latest last; absent: none. */
  readonly divertedFrom?: readonly QueueId[]
  /** When it first came into a queue. */
  readonly queuedAtMs: number | null
  /** Only in stage `queued`. */
  readonly waiting: Waiting | null
  /** In the stages `dialing` and `engaged`, and in `wrapUp` of who was engaged last. */
  readonly engagement: InHand | null
  /** Whoever had the customer last and gave him away himself, as long as it is with whom he gave him to; absent: nobody did. */
  readonly givenByAgentId?: AgentId | null
  /** Agents who write it up: in stage `wrapUp` at least one, and before it those who sent the customer on. */
  readonly wrapUps: readonly WrapUp[]
  readonly dispositionId: DispositionId | null
}

/** Work that no edge carries and nobody hears: a task from outside. It is queued, engaged, written up, and nothing else. */
export interface Task extends Routed {
  readonly kind: 'task'
  readonly engagement: InHand | null
  /** By when it ought to be done; nothing is decided by it. */
  readonly dueAtMs: number | null
}

/** What a caller left for a queue: it waits, is in hand and is written up like a task, and is offered to whom a call would be. */
export interface VoicemailMessage extends Routed {
  readonly kind: 'voicemail'
  readonly engagement: InHand | null
  readonly message: Message
}

/** Somebody who is to be called, and who is on no line now. As soon as he is dialled it is a call. */
export interface Callback extends Routed {
  readonly kind: 'callback'
  readonly engagement: null
  readonly promise: CallbackPromise
  /** Only in stage `scheduled`: it has no place in the queue before then. */
  readonly dueAtMs: number | null
  /** Only in stage `queued`: from then on he may not be called, and it waits for a better time; absent: he may at any. */
  readonly leavesAtMs?: number
  /** Only in stage `queued`: when it is looked at whether to dial ahead of the agent; absent: never. */
  readonly looksAtMs?: number
}

/** One that an edge carries. */
export interface Call extends Routed {
  readonly kind: 'call'
  readonly edgeId: EdgeId
  readonly customerLegId: LegId
  readonly entry: Entry
  readonly engagement: Engagement | null
  /** Everybody whom we called and who is still on the line or rung. */
  readonly calledParties: readonly CalledParty[]
  /** Only in stage `through`: with whom the customer talks, or will; one of the called parties. */
  readonly farLegId: LegId | null
  readonly transfer: Transfer | null
  /** Only in stage `engaged`. */
  readonly consultation: Consultation | null
  /** A conference: who talks along besides the customer and the agent, or the far end; all of them called parties. */
  readonly members: readonly LegId[]
  /** Parties other than the engaged agent whom he muted. */
  readonly mutedLegIds: readonly LegId[]
  /** What the customer types is kept from everybody. */
  readonly areDigitsMasked: boolean
  /** Agents who were called to it and are off it again, the latest last: whoever goes twice has gone. Absent: nobody yet. */
  readonly goneAgentIds?: readonly AgentId[]
  /** When he was told last how he stands in a queue; absent: he was not. */
  readonly announcedAtMs?: number
  /** Only in stage `parked`. */
  readonly parked: Parked | null
  /** Only in stage `engaged`. */
  readonly monitors: readonly Monitor[]
  /** Asked once; the answer holds for the whole call. */
  readonly recordingConsent: ConsentGiven
  /** It keeps a promise: we called him back, or are doing so. Absent: it does not. */
  readonly promise?: CallbackPromise
  /** Only in stage `inFlow`: the queue that had no place for him, in which he is to be promised a callback. */
  readonly callbackDueIn?: QueueId
  /** Only in stage `inFlow`: the queue that had no place for him, at whose voicemail he is. */
  readonly voicemail?: AtVoicemail
  /** The queue that does not take him sends him to the number outside at this place of its diversions. */
  readonly sentOutside?: { readonly queueId: QueueId; readonly place: number }
  /** Only in stage `inFlow`, and in `through` until whom the flow called has answered: where in which flow he is. */
  readonly flow?: AtFlow
}

export interface AtFlow extends FlowPlace {
  /** Tells this way through it from another. */
  readonly enteredAtMs: number
}

/** What no edge carries and an agent does all the same. */
export type DeskWork = Task | VoicemailMessage

export type Interaction = Call | DeskWork | Callback

export const isDeskWork = (interaction: Interaction): interaction is DeskWork =>
  interaction.kind === 'task' || interaction.kind === 'voicemail'

/** The calls of a table of interactions. */
export class Calls {
  readonly #interactions: Table<InteractionId, Interaction>

  constructor(interactions: Table<InteractionId, Interaction>) {
    this.#interactions = interactions
  }

  get(interactionId: InteractionId): Call | undefined {
    const interaction = this.#interactions.get(interactionId)
    return interaction?.kind === 'call' ? interaction : undefined
  }

  *values(): Generator<Call> {
    for (const interaction of this.#interactions.values()) if (interaction.kind === 'call') yield interaction
  }
}

export interface Offer {
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly queueId: QueueId
  readonly madeAtMs: number
  readonly expiresAtMs: number
}

export interface Edge {
  readonly edgeId: EdgeId
  readonly incarnation: IncarnationId
}

export interface OpenRecording {
  readonly recordingId: RecordingId
  readonly interactionId: InteractionId
  readonly edgeId: EdgeId
  /** It is what a caller says to a queue's voicemail; absent: a talk. */
  readonly message?: MessageToBe
}

/** The state itself: native maps under the tables. Only `apply` changes it. */
export interface RoutingState extends RoutingTables {
  readonly queues: Map<QueueId, Queue>
  readonly agents: Map<AgentId, Agent>
  readonly interactions: Map<InteractionId, Interaction>
  readonly offers: Map<OfferId, Offer>
  readonly edges: Map<EdgeId, Edge>
  readonly recordings: Map<RecordingId, OpenRecording>
  readonly substitutions: Map<AgentId, Substituted>
  readonly reservations: Map<SkillId, Reservation>
  readonly incidents: Map<IncidentId, Incident>
  readonly indexes: LiveIndexes
}

export function emptyState(): RoutingState {
  const interactions = new Map<InteractionId, Interaction>()
  return {
    latestMs: 0,
    breakRules: noBreakRules,
    customerTiers: [],
    queues: new Map(),
    agents: new Map(),
    interactions,
    calls: new Calls(interactions),
    offers: new Map(),
    edges: new Map(),
    recordings: new Map(),
    substitutions: new Map(),
    reservations: new Map(),
    incidents: new Map(),
    indexes: new LiveIndexes(),
  }
}

/** A copy-on-write sheet over `state`, for the decider to think on and throw away. */
export function draftOf(state: RoutingState): RoutingTables {
  const interactions = new DraftTable(state.interactions)
  return {
    latestMs: state.latestMs,
    breakRules: state.breakRules,
    customerTiers: state.customerTiers,
    queues: new DraftTable(state.queues),
    agents: new DraftTable(state.agents),
    interactions,
    calls: new Calls(interactions),
    offers: new DraftTable(state.offers),
    edges: new DraftTable(state.edges),
    recordings: new DraftTable(state.recordings),
    substitutions: new DraftTable(state.substitutions),
    reservations: new DraftTable(state.reservations),
    incidents: new DraftTable(state.incidents),
    indexes: new DraftIndexes(state.indexes),
  }
}

/** Of a callback that is being dialled and was not answered yet: it can still be put off. */
export const isStillDialed = (call: Call): call is Call & { readonly promise: CallbackPromise } =>
  call.promise !== undefined &&
  call.stage === 'dialing' &&
  calledPartyOf(call, call.customerLegId)?.answeredAtMs === null

export const calledPartyOf = (interaction: Call, legId: LegId | null): CalledParty | undefined =>
  interaction.calledParties.find((party) => party.legId === legId)

export const membershipIn = ({ settings }: Agent, queueId: QueueId): Membership | undefined =>
  settings.memberships.find((membership) => membership.queueId === queueId)

/** When `AdvanceTime` is to be sent next, UTC milliseconds; `undefined` when nothing is due. It may lie in the past. */
export function nextDueMs(state: RoutingTables): number | undefined {
  const { deadlines, announcements } = state.indexes
  const atMs = deadlines.first()?.atMs
  const toldAtMs = announcements.first()?.atMs
  return atMs === undefined || toldAtMs === undefined ? (atMs ?? toldAtMs) : Math.min(atMs, toldAtMs)
}

/** What a desk or a floor shows for an agent. */
export function workStateOf(agent: Agent): ShownWorkState {
  if (agent.monitoring !== null) return 'engaged'
  return mostBinding(agent.work.map((held) => held.workState))
}
