import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { RecordingStore } from '#adapters/storage/index.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import type { Settings } from '#adapters/system/settings.ts'
import type { Refusal, RoutingCommand, RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type { CustomerId, EdgeId, InteractionId, RandomBytes, RoutingDomainId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { EdgeCommand, EdgeCommandType, EdgeError, EdgeEvent, EdgeValueOf } from '#protocol/edge/index.ts'

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
  readonly recordings: Pick<RecordingStore, 'read'>
  readonly secretBox: SecretBox
  /** The agents, queues and number plan of the tables, put to the decider and the edge. */
  readonly configuration: Configuration
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
  connectionChanged?(edgeId: EdgeId, isConnected: boolean): void
}
export type EdgeFailure = EdgeError | { readonly code: 'not-connected'; readonly sentence: string }

export interface Configuration {
  /** Reads queues, agents and SIP accounts again and tells the decider and the edges what differs. Call it after a change. */
  reload(): Promise<void>
}
