import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Transcriber } from '#adapters/speech/index.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { DialRefusal } from '#domain/dialing/index.ts'
import type { Geography } from '#domain/geography/index.ts'
import type { RecordingRules } from '#domain/recordings/index.ts'
import type { Refusal, RoutingCommand, RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type {
  AgentId,
  CustomerId,
  EdgeId,
  InteractionId,
  LegId,
  OutboundRuleId,
  PersonId,
  RandomBytes,
  RoutingDomainId,
  TrunkId,
} from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type {
  EdgeCommand,
  EdgeCommandType,
  EdgeError,
  EdgeEvent,
  EdgeSnapshot,
  EdgeValueOf,
} from '#protocol/edge/index.ts'
import type { Alarm } from '#protocol/http/index.ts'
import type { Access } from './access/access.ts'
import type { Alarms } from './alarms/alarms.ts'
import type { Callbacks } from './callbacks/callbacks.ts'
import type { NumberPlan } from './configuration/number-plan.ts'
import type { OutboundPlan } from './configuration/outbound-plan.ts'
import type { FlowConnections } from './flows/flow-connections.ts'
import type { FlowLibrary } from './flows/flow-library.ts'
import type { FlowRuns } from './flows/flow-runs.ts'
import type { Incidents } from './incidents/incidents.ts'
import type { PrepareSound } from './prompts/prepare-process.ts'
import type { PromptBook } from './prompts/prompt-book.ts'
import type { Speaker } from './prompts/speaker.ts'
import type { RecordingArchive } from './recordings/archive.ts'
import type { Ladders } from './signalling/ladders.ts'
import type { TestCalls } from './telephony/test-calls.ts'
import type { TrunkStates } from './telephony/trunk-states.ts'

/**
 * What every part of the core works with: handed to the HTTP API and the realtime stream at start. Built in `core.ts`;
 * tests build their own from the pieces that they need.
 */
export interface CoreServices {
  readonly settings: Settings
  readonly logger: Logger
  readonly clock: Clock
  /** The operating system's secure source. */
  readonly randomBytes: RandomBytes
  readonly db: Kysely<Database>
  /** Whether PostgreSQL answers now, within `withinMs`. For `/readyz`. */
  isDatabaseReachable(withinMs: number): Promise<boolean>
  readonly domainId: RoutingDomainId
  readonly decider: Decider
  readonly edge: EdgeLink
  readonly recordings: RecordingArchive
  readonly secretBox: SecretBox
  /** The agents, queues, trunks and number plan of the tables, put to the decider and the edge. */
  readonly configuration: Configuration
  readonly dialing: Dialing
  readonly alarms: Alarms
  /** Who may call in, and who is shut out. */
  readonly access: Access
  /** The signalling of calls, kept beside their interactions. */
  readonly ladders: Ladders
  /** What the edges tell of trunks. */
  readonly trunkStates: TrunkStates
  /** Says which number a leg is going to call, before it is decided that it does: no log may hold it. */
  readonly requestNumber: (legId: LegId, number: string) => void
  /** Whom we promised to call. */
  readonly callbacks: Pick<Callbacks, 'ask'>
  /** What makes prompts: sound made even, and words made sound. */
  readonly speech: {
    readonly prepare: PrepareSound
    readonly speaker: Pick<Speaker, 'speak' | 'ask' | 'progress' | 'tts'>
    /** Absent: nothing understands callers. */
    readonly transcriber?: Transcriber
  }
  /** Callers in flows, and what they said there. */
  readonly flowRuns: FlowRuns
  readonly incidents: Pick<Incidents, 'declare' | 'end' | 'marksOf'>
  /** Those of the last hour. */
  readonly testCalls: TestCalls
}

/** The one who says who owns an interaction: `decide` and `apply` of `domain/routing`, made durable before anyone acts. */
export interface Decider {
  /**
   * What is decided so far, for reading only; it may be ahead of what is durable. `undefined` while the first load is
   * under way; during an outage of the database, what stood when it began.
   */
  readonly state: RoutingState | undefined
  /** Whether commands are taken: the lease is held and the state loaded. */
  readonly isReady: boolean
  /** The position of the last event that is durable. */
  readonly position: number
  /**
   * Decides now and resolves once the decision is durable. `particulars` are written in the same transaction.
   * Fails with the domain's refusal, or with `unavailable` when it could not be made durable (nothing was acted upon).
   */
  execute(command: RoutingCommand, particulars?: Particulars): Promise<Result<readonly RoutingEvent[], ExecuteFailure>>
  /** Called with each durable batch, in order, and with each (re)load. A listener that throws is logged and passed over. */
  subscribe(listener: DeciderListener): Unsubscribe
}
export interface DeciderListener {
  /** Durable events in the log's order; `lastPosition` is the position of the last one. The state may be ahead of them. */
  committed?(events: readonly RoutingEvent[], lastPosition: number): void
  /** The state was loaded from the log, at start or after a failed commit: whatever was derived from the old one is void. */
  reloaded?(): void
  /** Commands are no longer taken until the next `reloaded`. */
  suspended?(): void
}
export type Unsubscribe = () => void
export type ExecuteFailure =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unavailable'; readonly cause: 'starting' | 'database' | 'lost-lease' | 'stopping' }

/**
 * The personal side of an interaction, kept out of the log. A field that is given overwrites, but for `customerId`, which
 * only fills a gap: what an agent chose stands.
 */
export interface Particulars {
  readonly interactionId: InteractionId
  /** E.164 where it could be read so, else as it came. */
  readonly callerNumber?: string
  readonly rawCallerNumber?: string
  readonly callerName?: string
  readonly dialedNumber?: string
  readonly customerId?: CustomerId
}

/** The connected telephony edges, by the edge link of `protocol/edge`. */
export interface EdgeLink {
  /** Whether this edge is connected; without an id, whether any is. */
  isConnected(edgeId?: EdgeId): boolean
  /** The edges that are connected now. A new web call or station goes to the first. */
  readonly edgeIds: readonly EdgeId[]
  /**
   * Resolves with the edge's answer. A command whose edge is away is kept and sent on reconnect for `withinMs`
   * (5,000 when not said), then fails with `not-connected`. `edgeId` may be left out while there is one edge.
   */
  send<Type extends EdgeCommandType>(
    command: Extract<EdgeCommand, { type: Type }>,
    options?: { readonly edgeId?: EdgeId; readonly withinMs?: number },
  ): Promise<Result<EdgeValueOf<Type>, EdgeFailure>>
  /** What edges tell that the decider's log does not: load, quality, silence, and whether they are there. */
  subscribe(listener: EdgeListener): Unsubscribe
}
export interface EdgeListener {
  event?(event: EdgeEvent, edgeId: EdgeId): void
  /** What it carries, told once at each connect. */
  connected?(edgeId: EdgeId, snapshot: EdgeSnapshot): void
  /** A command that is on its way to an edge. */
  sent?(command: EdgeCommand, edgeId: EdgeId): void
  /** One that an edge did not carry out, or that was never answered. */
  refused?(command: EdgeCommand, edgeId: EdgeId, error: EdgeFailure): void
  connectionChanged?(edgeId: EdgeId, isConnected: boolean): void
}
export type EdgeFailure = EdgeError | { readonly code: 'not-connected'; readonly sentence: string }

export interface Configuration {
  /** Reads queues, agents, numbers, trunks and SIP accounts again and tells the decider and the edges what differs. Call it after a change. */
  reload(): Promise<void>
  readonly numberPlan: NumberPlan
  readonly outboundPlan: OutboundPlan
  readonly recordingRules: RecordingRules
  /** Regions, and where somebody is by what is known of him. */
  readonly geography: Geography
  /** What is published of flows. */
  readonly flows: Pick<FlowLibrary, 'source' | 'published' | 'bySlug'>
  /** What flows may carry to other systems, and where inside they may ask. */
  readonly connections: Pick<FlowConnections, 'secretFor' | 'mayBeInside'>
  /** What callers hear: managed prompts, and words that were spoken ahead. */
  readonly prompts: PromptBook
  /** Called after each reading. */
  subscribe(changed: () => void): Unsubscribe
}

/** Who wants to call out: somebody with permissions and limits, or the organisation itself (a number that is sent on). */
export type DialCaller =
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'agent'; readonly agentId: AgentId }
  /** The user that signed a phone's call. */
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'organization' }
  /** Whoever asked to be called back: what asks for more than the permission to dial is not called. */
  | { readonly kind: 'callback' }

/** How a call goes out. */
export interface OutboundRoute {
  /** E.164, or bare digits. */
  readonly number: string
  readonly trunkIds: readonly TrunkId[]
  /** Shown to who is called, in place of the trunk's default. */
  readonly callerNumber?: string
  readonly isEmergency: boolean
  readonly outboundRuleId?: OutboundRuleId
}
export type DialRefused = DialRefusal | 'phone-number.invalid'

/** Calling out: who may, over which trunks, and what stops it. */
export interface Dialing {
  /** What would become of a call to this number now, all limits included. Only asks. */
  check(number: string, caller: DialCaller): Result<OutboundRoute, DialRefused>
  /** The same for a call that is about to begin: a limit that stops it raises an alarm. */
  route(number: string, caller: DialCaller): Result<OutboundRoute, DialRefused>
  /** The same for a test call over one trunk: no rule is asked, every limit is. Emergency numbers are refused. */
  routeTest(number: string, trunkId: TrunkId, personId: PersonId): Result<OutboundRoute, DialRefused>
  /** Calls over trunks that are under way now, both the ringing and the talking. */
  callsOver(trunkId: TrunkId): number
  readonly spentThisHourMicros: number
  readonly spentTodayMicros: number
}

/** Tells a supervisor or an administrator of something that somebody ought to look at. Raising what stands is harmless. */
export type RaiseAlarm = (alarm: {
  readonly kind: Alarm['kind']
  /** The trunk's name, the address, the person: what it is about. */
  readonly subject: string
  readonly subjectId?: string
  /** A SIP answer or a limit's code. */
  readonly detail?: string
}) => void
