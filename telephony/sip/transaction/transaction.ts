import type { RandomBytes } from '#kernel/ids.ts'
import type { Flow } from '../flow.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import type { SipRequest } from '../message/message.ts'
import type { InviteClientState } from './invite-client.ts'
import type { InviteServerState } from './invite-server.ts'
import type { NonInviteClientState } from './non-invite-client.ts'
import type { NonInviteServerState } from './non-invite-server.ts'
import type { RunningTimers, TimerHost } from './running-timers.ts'

/** What stays of a finished one is this: its key, its last response and when it may be forgotten. */
export interface ServerTransaction {
  readonly key: string
  readonly mergeKey: string
  readonly isInvite: boolean
  readonly flow: Flow
  state: InviteServerState | NonInviteServerState
  lastResponse: Uint8Array | undefined
  readonly timers: RunningTimers
  /** Hears of a CANCEL while no final response has been sent (9.2). */
  onCancel: ((cancel: IncomingRequest) => void) | undefined
}

export interface ClientTransaction {
  readonly key: string
  readonly branch: string
  /** What each answer must repeat. */
  readonly callId: string
  readonly fromTag: string | undefined
  readonly isInvite: boolean
  flow: Flow
  /** 18.1.1: it went over a stream for its length alone; when that cannot be had, the datagram is tried after all. */
  fallback: Flow | undefined
  state: InviteClientState | NonInviteClientState
  /** Dropped once a final response came; until then ACK and CANCEL are made from it. */
  request: SipRequest | undefined
  lastSent: Uint8Array | undefined
  owner: ClientOwner | undefined
  timers: RunningTimers
}

/** How a transaction ended without what it waited for. */
export type TransactionFailure = 'timeout' | 'transportError'

/** Hears of the answers to one request that we sent. */
export interface ClientOwner {
  onResponse(incoming: IncomingResponse): void
  onFailure(failure: TransactionFailure): void
}

/** The transaction user (RFC 3261 5): everything above this layer. */
export interface TransactionUser {
  /** A request that belongs to no transaction yet. It must be answered through `respond`. */
  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void
  /** An ACK of a 2xx: it belongs to a dialog, not to a transaction. */
  onAck(incoming: IncomingRequest): void
}

export interface TransactionHost extends TimerHost {
  readonly user: TransactionUser
  readonly randomBytes: RandomBytes
  readonly maxTransactions: number
  transmit(flow: Flow, bytes: Uint8Array): void
  /** Somebody whom we do not know: what we are called is not for them. */
  isStranger(flow: Flow): boolean
  /** `host:port` to write into Via. */
  sentBy(flow: Flow): string
  /** Where a request of so many bytes goes when `flow` is not for it (18.1.1); undefined: where it was going. */
  streamFor(flow: Flow, bytes: number): Flow | undefined
}
