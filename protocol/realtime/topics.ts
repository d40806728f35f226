import type {
  AgentId,
  CaseId,
  CustomerId,
  EdgeId,
  FloorMessageId,
  InteractionId,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
  ReminderId,
  TrunkId,
} from '#kernel/ids.ts'
import type { TrunkCondition } from '../edge/trunks.ts'
import type { Alarm } from '../http/access.ts'
import type {
  CallerAnswer,
  Channel,
  InteractionState,
  Presence,
  PresenceReason,
  SubstitutionCause,
  VerificationMethod,
  WorkState,
} from '../http/index.ts'

/**
 * The realtime stream, `GET /api/v1/stream` as a WebSocket with the session cookie. A topic is a map from key to entry:
 * first a snapshot, then deltas that set and remove keys. A position counts the changes of a topic on one stream origin;
 * a page that comes back says the last position it saw and gets the deltas since, or a new snapshot when they are gone.
 * All instants are UTC milliseconds of the server's clock; `serverTimeMs` in `hello` lets a page correct its own.
 */

/** `desk`: what the signed-in agent holds. Permission calls.take. */
export interface DeskEntries {
  readonly presence: {
    readonly presence: Presence
    readonly reason?: PresenceReason
    /** Chosen while busy; takes effect when the current work ends. */
    readonly next?: Presence
    readonly nextReason?: PresenceReason
    readonly breakRequest?: BreakRequestEntry
    readonly workState: WorkState
    readonly sinceMs: number
  }
  readonly station: { readonly isReachable: boolean; readonly sinceMs: number }
  /** The link between core and edge: when down, say what is known and what is not. */
  readonly edge: { readonly isConnected: boolean }
  /** The call of a colleague that a supervisor listens to, coaches or has joined. */
  readonly monitoring?: DeskMonitoring
  /** The agent called somebody who was not reached; gone with his next call. */
  readonly unreached?: DeskUnreached
  /** Others do his work. */
  readonly substituted?: ShownSubstitution
  /** Whose work he does beside his own. */
  readonly standsInFor?: { readonly of: readonly ShownSubstitution[] }
  /** A task that the agent had in hand was taken back, and there is nothing to write up; gone with his next work. */
  readonly goneTask?: DeskGoneTask
  readonly [offer: `offer:${string}`]: DeskOffer
  readonly [message: `message:${string}`]: DeskMessage
  readonly [reminder: `reminder:${string}`]: DeskReminder
  readonly [interaction: `interaction:${string}`]: DeskInteraction
}
/** An agent asks for a break that has to be granted, or was refused it. */
export interface BreakRequestEntry {
  readonly state: 'asked' | 'refused'
  readonly reason: PresenceReason
  readonly sinceMs: number
  /** Among those who ask, from 1. */
  readonly place?: number
}
/** What a task says; `payload` is JSON of whoever brought it. */
export interface DeskTask {
  readonly subject: string
  readonly payload?: unknown
  /** HTTPS. */
  readonly link?: string
  readonly reference?: string
  readonly dueAtMs?: number
}
/** What a caller left; how long it is, where that is known. */
export interface DeskVoicemail {
  readonly recordingId: RecordingId
  readonly fromInteractionId: InteractionId
  readonly leftAtMs: number
  readonly durationMs?: number
}
/** What a colleague wrote for whoever gets the call, or is asked about it. */
export interface DeskHandOverNote {
  readonly text: string
  readonly byName?: string
  /** The agent whose desk it is wrote it himself. */
  readonly isOwn?: true
  readonly atMs: number
}
export interface DeskOffer {
  /** The newest first. */
  readonly handOverNotes?: readonly DeskHandOverNote[]
  /** Somebody who asked to be called back; when he asked, and how often he was called before. */
  readonly isCallback?: true
  readonly callbackAskedAtMs?: number
  readonly dials?: number
  readonly offerId: OfferId
  readonly interactionId: InteractionId
  readonly queueId: QueueId
  readonly queueName: string
  readonly offeredAtMs: number
  readonly expiresAtMs: number
  readonly queuedAtMs: number
  readonly channel: Channel
  /** Of channel `task`; absent for the moment in which it is being read. */
  readonly task?: DeskTask
  /** A message: of channel `task`, with nothing else to say. */
  readonly voicemail?: DeskVoicemail
  readonly callerNumber?: string
  readonly callerName?: string
  readonly dialedNumber?: string
  readonly customerId?: CustomerId
  readonly customerName?: string
  /** The case to which it belongs: one that was named, or the customer's only one that is not closed. */
  readonly caseId?: CaseId
  /** What the caller said and chose in flows. */
  readonly answers?: readonly CallerAnswer[]
}
/** An agent found that the customer is who he says. */
export interface DeskVerification {
  readonly method: VerificationMethod
  readonly atMs: number
  readonly byName?: string
}
export interface DeskInteraction {
  /** The newest first. */
  readonly handOverNotes?: readonly DeskHandOverNote[]
  /** Somebody who asked to be called back; when he asked, and how often he was called before. */
  readonly isCallback?: true
  readonly callbackAskedAtMs?: number
  readonly dials?: number
  readonly interactionId: InteractionId
  readonly state: Extract<InteractionState, 'engaged' | 'wrapUp'>
  /** Its queue has a script. */
  readonly hasScript?: true
  readonly channel: Channel
  /** Of channel `task`; absent for the moment in which it is being read. */
  readonly task?: DeskTask
  /** A message: of channel `task`, with nothing else to say. */
  readonly voicemail?: DeskVoicemail
  readonly queueId?: QueueId
  readonly queueName?: string
  readonly callerNumber?: string
  readonly callerName?: string
  readonly dialedNumber?: string
  readonly customerId?: CustomerId
  readonly customerName?: string
  /** Absent: nobody said so, of this customer in this contact. */
  readonly verification?: DeskVerification
  /** The case to which it belongs: one that was named, or the customer's only one that is not closed. */
  readonly caseId?: CaseId
  /** What the caller said and chose in flows, in this call or in the one that this came of. */
  readonly answers?: readonly CallerAnswer[]
  readonly queuedAtMs?: number
  /** Who called whom; on an outbound call the customer is who was dialled. */
  readonly direction: 'inbound' | 'outbound'
  /** A colleague calls, or sends this call: answer or refuse it. The telephone of who has one rings by itself. */
  readonly isToAnswer?: boolean
  /** On somebody else's call: consulted, or in a conference. Leave it by refusing. */
  readonly isGuest?: boolean
  /** Which colleague it is that calls. */
  readonly calledByName?: string
  /** The agent called, and it rings at the other end. */
  readonly isRinging?: boolean
  /** Somebody is being called, to whom the agent's phone sends the customer. */
  readonly isTransferring?: boolean
  readonly acceptedAtMs: number
  readonly isHeld: boolean
  readonly heldSinceMs?: number
  readonly isMuted: boolean
  readonly isRecorded: boolean
  readonly wrapUpStartedAtMs?: number
  readonly wrapUpEndsAtMs?: number
  /** How often it can be made longer, and by how much; absent: not at all, or not any more. */
  readonly wrapUpExtension?: { readonly left: number; readonly ms: number }
  /** Where writing up is optional: whether it was asked for. */
  readonly isWrapUpWanted?: boolean
  readonly endReason?: string
  readonly dispositionId?: string
  /** One-way audio, noticed by the edge; `lines` says which. */
  readonly isSilent?: boolean
  readonly lines?: CallLines
  /** Everybody on the line but the agent himself, the customer first. */
  readonly parties?: readonly DeskParty[]
  /** Somebody is consulted, or rung for that. */
  readonly consultation?: {
    readonly legId: LegId
    readonly state: 'ringing' | 'talking'
    /** Whom the agent hears now; the other one hears music. */
    readonly talksTo: 'customer' | 'consulted'
  }
  readonly isConference?: boolean
  readonly isDigitsMasked?: boolean
  readonly recording?: {
    readonly isPaused: boolean
    readonly pausedBy?: 'agent' | 'digits'
    readonly mayPause: boolean
  }
  /**
   * What the customer heard or answered about being recorded; absent: nothing. `announcing`, `asking`: he hears it just now,
   * comes onto the line after it, and nothing is recorded yet. `refused`, `unanswered`: nothing of this call will be.
   */
  readonly recordingConsent?: 'announcing' | 'asking' | 'announced' | 'agreed' | 'refused' | 'unanswered'
  /** A supervisor speaks to the agent, or to all. Who only listens is not shown. */
  readonly supervisor?: { readonly name: string; readonly mode: 'coach' | 'barge' }
  /** Another one muted the agent. */
  readonly isMutedBySupervisor?: boolean
}
/** What a supervisor wrote and this agent has not read. A page hides it when it has expired. */
export interface DeskMessage {
  readonly floorMessageId: FloorMessageId
  readonly text: string
  /** Absent: whoever wrote it is gone. */
  readonly fromName?: string
  /** Whom it was written to: him alone, or with others. */
  readonly sentTo: 'agent' | 'team' | 'queue'
  readonly atMs: number
  readonly expiresAtMs: number
}
/** What the agent wants to be reminded of, also before its time: the page brings it up when it is due. */
export interface DeskReminder {
  readonly reminderId: ReminderId
  readonly text: string
  readonly dueAtMs: number
  readonly customerId?: CustomerId
  readonly customerName?: string
  /** In which contact it was set. */
  readonly interactionId?: InteractionId
}
export interface DeskGoneTask {
  readonly interactionId: InteractionId
  readonly subject?: string
  readonly atMs: number
}
export interface DeskUnreached {
  readonly interactionId: InteractionId
  /** Of the outside line, or of the colleague who was asked. */
  readonly number?: string
  readonly name?: string
  /** busy, no-answer, declined, unknown-number, unreachable, not-reached … */
  readonly reason: string
  readonly atMs: number
}
export interface DeskMonitoring {
  readonly interactionId: InteractionId
  readonly mode: 'listen' | 'coach' | 'barge'
  readonly agentName: string
  readonly callerNumber?: string
  readonly customerName?: string
  readonly sinceMs: number
}
/** How a conversation sounds: the customer's line and the agent's own. */
export interface CallLines {
  readonly customer?: LineQuality
  readonly own?: LineQuality
  readonly silences?: readonly LineSilence[]
}
/** Nothing comes from the customer, or from the agent's own phone or browser; or it gets nothing of what is sent. */
export type LineSilence = 'customer-not-heard' | 'customer-hears-nothing' | 'own-not-heard' | 'own-hears-nothing'
/** Of the last five seconds. */
export interface LineQuality {
  /** What we hear of it: the E-model's estimate, 1 to 4.5. */
  readonly mos?: number
  readonly lossPercent: number
  readonly jitterMs: number
  readonly roundTripMs?: number
  readonly codec?: string
  /** What it hears of us, by its own reports. */
  readonly heard?: { readonly mos: number; readonly lossPercent: number }
}
export interface DeskParty {
  readonly legId: LegId
  readonly role: 'customer' | 'colleague' | 'outside' | 'supervisor'
  readonly name?: string
  readonly number?: string
  readonly state: 'ringing' | 'connected'
  readonly isHeld: boolean
  readonly isMuted: boolean
  /** A colleague did it himself, and only he undoes it. */
  readonly hasMutedHimself?: boolean
  readonly sinceMs: number
}

/** `parked`: key is the slot. Whoever takes calls. */
export interface ParkedEntry {
  readonly slot: number
  readonly interactionId: InteractionId
  readonly callerNumber?: string
  readonly customerName?: string
  readonly parkedByName: string
  readonly sinceMs: number
  /** When it goes back to who parked it. */
  readonly returnsAtMs: number
}

/** `calls`: key is the interaction's id; everything that is on the line now, with the caller's number and name and who
 * listens to whom. Permissions floor.watch and interactions.read.any. */
export interface FloorCall {
  readonly interactionId: InteractionId
  readonly state: InteractionState
  readonly direction: 'inbound' | 'outbound'
  readonly queueId?: QueueId
  readonly queueName?: string
  readonly agentId?: AgentId
  readonly agentName?: string
  readonly callerNumber?: string
  readonly customerName?: string
  readonly sinceMs: number
  readonly isHeld: boolean
  /** The agent. */
  readonly isMuted: boolean
  /** By himself: nobody else opens his microphone. */
  readonly hasMutedHimself: boolean
  readonly isRecorded: boolean
  readonly parties: number
  readonly monitors: readonly {
    readonly agentId: AgentId
    readonly name: string
    readonly mode: 'listen' | 'coach' | 'barge'
  }[]
}

/** `waiting`: key is the interaction's id; what waits in a queue, at most 500 of those that have waited longest. Permissions
 * floor.watch and interactions.read.any. */
export interface WaitingEntry {
  readonly interactionId: InteractionId
  readonly channel: Channel
  /** Somebody who is to be called: nobody is on a line. */
  readonly isCallback?: true
  readonly queueId: QueueId
  readonly queueName: string
  readonly queuedAtMs: number
  /** Whoever stands higher goes first; 0 is usual. */
  readonly level: number
  /** By how much its tier, its queue's rules and incidents let it stand higher besides; absent: by nothing. */
  readonly lift?: number
  /** Who is being asked for it. */
  readonly asked: readonly string[]
  /** Of a task. */
  readonly subject?: string
  readonly callerNumber?: string
  readonly customerName?: string
}

/** `queues`: key is the queue's id. Anybody signed in. */
export interface QueueEntry {
  readonly queueId: QueueId
  readonly name: string
  readonly waiting: number
  readonly longestWaitSinceMs?: number
  readonly agentsAvailable: number
  readonly agentsEngaged: number
}

/** Others do his work, or he does another one's. */
export interface ShownSubstitution {
  readonly agentId: AgentId
  /** Whose work it is. */
  readonly name: string
  readonly why: SubstitutionCause
  /** Absent: open, or as long as the limit is passed. */
  readonly untilMs?: number
  /** Who does it; nobody: the team. */
  readonly byNames: readonly string[]
}

/** `agents`: key is the agent's id. Permission floor.watch (supervisors). */
export interface AgentEntry {
  readonly agentId: AgentId
  readonly name: string
  readonly presence: Presence
  readonly reason?: PresenceReason
  readonly workState: WorkState
  readonly sinceMs: number
  readonly isStationReachable: boolean
  readonly next?: Presence
  readonly breakRequest?: BreakRequestEntry
  /** Others do his work. */
  readonly substituted?: ShownSubstitution
}

/**
 * `telephony`: what is up now. Keys `trunk:ID`, `leg:ID`, `registration:USER/N`, `edge:ID`. Permission telephony.read; numbers of
 * callers only for those who may read every interaction.
 */
export interface TelephonyEntries {
  readonly [trunk: `trunk:${string}`]: TelephonyTrunk
  readonly [leg: `leg:${string}`]: TelephonyLeg
  readonly [registration: `registration:${string}`]: TelephonyRegistration
  readonly [edge: `edge:${string}`]: TelephonyEdge
}
export interface TelephonyTrunk {
  readonly trunkId: TrunkId
  readonly name: string
  readonly condition: TrunkCondition
  readonly sinceMs: number
  readonly sipStatus?: number
  readonly sipReason?: string
  readonly expiresAtMs?: number
  readonly nextTryAtMs?: number
  readonly target?: string
  readonly calls: number
  readonly maxCalls: number
}
export interface TelephonyLeg {
  readonly legId: LegId
  readonly interactionId?: InteractionId
  readonly transport: 'sip' | 'web' | 'link'
  readonly direction: 'inbound' | 'outbound'
  readonly state: string
  readonly trunkId?: TrunkId
  readonly user?: string
  readonly callerNumber?: string
  readonly dialedNumber?: string
  readonly sinceMs: number
  readonly mos?: number
  readonly jitterMs?: number
  readonly lossPercent?: number
}
export interface TelephonyRegistration {
  readonly user: string
  readonly contact: string
  readonly transport: string
  readonly remote: string
  readonly userAgent?: string
  readonly sinceMs: number
  readonly expiresAtMs: number
}
export interface TelephonyEdge {
  readonly edgeId: EdgeId
  readonly isConnected: boolean
  readonly calls: number
  readonly maxCalls: number
  readonly tickLatenessMs: number
  readonly isOverloaded: boolean
}

/** `alarms`: key is the alarm's id; open ones. Permission floor.watch. */
export type AlarmEntry = Alarm

export const topicNames = ['desk', 'queues', 'agents', 'telephony', 'alarms', 'parked', 'calls', 'waiting'] as const
export type TopicName = (typeof topicNames)[number]

export type StreamFromPage =
  | {
      readonly type: 'subscribe'
      readonly topic: TopicName
      readonly resume?: { readonly origin: string; readonly position: number }
    }
  | { readonly type: 'unsubscribe'; readonly topic: TopicName }
  | { readonly type: 'ping' }

export type StreamToPage =
  | { readonly type: 'hello'; readonly origin: string; readonly serverTimeMs: number }
  | {
      readonly type: 'snapshot'
      readonly topic: TopicName
      readonly position: number
      readonly entries: Readonly<Record<string, unknown>>
    }
  | {
      readonly type: 'delta'
      readonly topic: TopicName
      readonly position: number
      readonly set: Readonly<Record<string, unknown>>
      readonly remove: readonly string[]
    }
  | { readonly type: 'refused'; readonly topic: string; readonly code: import('../errors/index.ts').ErrorCode }
  | { readonly type: 'pong'; readonly serverTimeMs: number }

/** Why the server closed a stream (RFC 6455 7.4.2, private use), by the close code. A page comes back after all but `signedOut`. */
export const streamCloseCodes = {
  /** The sign-in ended, or what the person may do changed: ask `me`, then open a new one. */
  signedOut: 4401,
  /** What the page sent is no message of this contract. */
  malformed: 4400,
  /** The page read too slowly; a new snapshot is shorter than what it missed. */
  tooSlow: 4408,
  /** The page talks too much. */
  tooMuch: 4429,
  /** This core is stopping. */
  stopping: 1001,
} as const
