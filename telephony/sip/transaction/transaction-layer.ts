import type { RandomBytes } from '#kernel/ids.ts'
import { type Flow, flowKey } from '../flow.ts'
import type { HeaderField } from '../message/header-list.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import { emptyBody, type SipRequest, type SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serializer.ts'
import { branchCookie } from '../message/via.ts'
import type { TimerEntry, TimerHeap } from '../timer-heap.ts'
import { type InviteClientInput, type InviteClientState, stepInviteClient } from './invite-client.ts'
import { type InviteServerInput, type InviteServerState, stepInviteServer } from './invite-server.ts'
import { clientKey, mergeKey, serverKey } from './matching.ts'
import { type NonInviteClientInput, type NonInviteClientState, stepNonInviteClient } from './non-invite-client.ts'
import { type NonInviteServerInput, type NonInviteServerState, stepNonInviteServer } from './non-invite-server.ts'
import { type TimerName, timerMs } from './timers.ts'

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
  /** A 2xx to an INVITE whose transaction is gone: a late retransmission. */
  onStrayResponse(incoming: IncomingResponse): void
}

interface Timing {
  readonly entries: Map<TimerName, TimerEntry<() => void>>
  rounds: number
}

/** What stays of a finished one is this: its key, its last response and when it may be forgotten. */
export interface ServerTransaction {
  readonly key: string
  readonly mergeKey: string
  readonly isInvite: boolean
  readonly flow: Flow
  state: InviteServerState | NonInviteServerState
  lastResponse: Uint8Array | undefined
  readonly timing: Timing
  /** Hears of a CANCEL while no final response has been sent (9.2). */
  onCancel: ((cancel: IncomingRequest) => void) | undefined
}

export interface ClientTransaction {
  readonly key: string
  readonly branch: string
  readonly isInvite: boolean
  readonly flow: Flow
  state: InviteClientState | NonInviteClientState
  /** Dropped once a final response came; until then ACK and CANCEL are made from it. */
  request: SipRequest | undefined
  lastSent: Uint8Array | undefined
  owner: ClientOwner | undefined
  readonly timing: Timing
}

export interface TransactionLayerOptions {
  readonly user: TransactionUser
  readonly timers: TimerHeap<() => void>
  readonly randomBytes: RandomBytes
  readonly maxTransactions: number
  transmit(flow: Flow, bytes: Uint8Array): void
  /** `host:port` to write into Via. */
  sentBy(flow: Flow): string
  nowMs(): number
}

/** RFC 3261 17: matches messages to transactions, runs their tables, and forgets them in time. */
export class TransactionLayer {
  readonly #options: TransactionLayerOptions
  readonly #servers = new Map<string, ServerTransaction>()
  readonly #clients = new Map<string, ClientTransaction>()
  /** 8.2.2.2: the same request over two paths. */
  readonly #merging = new Map<string, string>()

  constructor(options: TransactionLayerOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#servers.size + this.#clients.size
  }

  get isFull(): boolean {
    return this.size >= this.#options.maxTransactions
  }

  // --- server side

  /** @param flow where responses go, by 18.2.2 */
  receiveRequest(incoming: IncomingRequest, flow: Flow): void {
    const key = serverKey(incoming)
    const known = this.#servers.get(key)
    if (incoming.request.method === 'ACK') {
      if (known === undefined) this.#options.user.onAck(incoming)
      else this.#stepServer(known, 'ack', undefined, incoming)
      return
    }
    if (known !== undefined) {
      this.#stepServer(known, 'request')
      return
    }
    const isInvite = incoming.request.method === 'INVITE'
    const merge = mergeKey(incoming)
    const transaction: ServerTransaction = {
      key,
      mergeKey: merge,
      isInvite,
      flow,
      state: isInvite ? 'proceeding' : 'trying',
      lastResponse: undefined,
      timing: { entries: new Map(), rounds: 0 },
      onCancel: undefined,
    }
    this.#servers.set(key, transaction)
    if (!this.#merging.has(merge)) this.#merging.set(merge, key)
    this.#options.user.onRequest(incoming, transaction)
  }

  /** 8.2.2.2: whether another transaction carries the same request (same From tag, Call-ID and CSeq). */
  isMerged(transaction: ServerTransaction): boolean {
    return this.#merging.get(transaction.mergeKey) !== transaction.key
  }

  isKnown(incoming: IncomingRequest): boolean {
    return this.#servers.has(serverKey(incoming))
  }

  findServer(key: string): ServerTransaction | undefined {
    return this.#servers.get(key)
  }

  respond(transaction: ServerTransaction, response: SipResponse): void {
    const bytes = serializeMessage(response)
    if (transaction.isInvite) {
      const input = response.status < 200 ? 'send1xx' : response.status < 300 ? 'send2xx' : 'send3to6xx'
      this.#stepServer(transaction, input, bytes)
    } else {
      this.#stepServer(transaction, response.status < 200 ? 'send1xx' : 'sendFinal', bytes)
    }
  }

  #stepServer(
    transaction: ServerTransaction,
    input: InviteServerInput | NonInviteServerInput,
    message?: Uint8Array,
    received?: IncomingRequest,
  ): void {
    const transition = transaction.isInvite
      ? stepInviteServer(transaction.state as InviteServerState, input as InviteServerInput)
      : stepNonInviteServer(transaction.state as NonInviteServerState, input as NonInviteServerInput)
    if (transition === undefined) return
    const { flow, timing } = transaction
    transaction.state = transition.to
    if (message !== undefined && transition.deeds.includes('send')) transaction.lastResponse = message
    for (const deed of transition.deeds) {
      if (deed === 'send' || deed === 'resend') {
        if (transaction.lastResponse !== undefined) this.#options.transmit(flow, transaction.lastResponse)
      } else if (deed === 'pass') {
        if (received !== undefined) this.#options.user.onAck(received)
      } else if (deed === 'tellTimeout' || deed === 'tellTransportError') {
        // Nobody above waits for it: a refused call is over already, an accepted one waits for its ACK by itself.
      } else
        this.#runTimerDeed(deed, timing, flow, (name) => this.#stepServer(transaction, `timer ${name}` as 'timer J'))
    }
    if (transaction.state !== 'proceeding' && transaction.state !== 'trying') transaction.onCancel = undefined
    // The core repeats its 2xx by itself (13.3.1.4), so the bytes are not needed here.
    if (transaction.state === 'accepted') transaction.lastResponse = undefined
    if (transaction.state === 'terminated') this.#forgetServer(transaction)
  }

  #forgetServer(transaction: ServerTransaction): void {
    this.#stopAll(transaction.timing)
    this.#servers.delete(transaction.key)
    if (this.#merging.get(transaction.mergeKey) === transaction.key) this.#merging.delete(transaction.mergeKey)
  }

  // --- client side

  /** Sends `request` in a transaction of its own, with a Via of ours on top. */
  request(request: SipRequest, flow: Flow, owner: ClientOwner, branch?: string): ClientTransaction {
    const ourBranch = branch ?? `${branchCookie}${Buffer.from(this.#options.randomBytes(12)).toString('hex')}`
    const sent = this.withVia(request, flow, ourBranch)
    const transaction: ClientTransaction = {
      key: clientKey(ourBranch, request.method),
      branch: ourBranch,
      isInvite: request.method === 'INVITE',
      flow,
      state: request.method === 'INVITE' ? 'calling' : 'trying',
      request: sent,
      lastSent: undefined,
      owner,
      timing: { entries: new Map(), rounds: 0 },
    }
    this.#clients.set(transaction.key, transaction)
    this.#stepClient(transaction, 'start', undefined, serializeMessage(sent))
    return transaction
  }

  /** Puts our Via on top; used for an ACK of a 2xx too, which is in no transaction (13.2.2.4). */
  withVia(request: SipRequest, flow: Flow, branch?: string): SipRequest {
    const ourBranch = branch ?? `${branchCookie}${Buffer.from(this.#options.randomBytes(12)).toString('hex')}`
    // RFC 3581 3: always ask for symmetric responses.
    const via = `SIP/2.0/${flow.transport.toUpperCase()} ${this.#options.sentBy(flow)};branch=${ourBranch};rport`
    return { ...request, headers: new HeaderList([['via', via], ...request.headers.fields]) }
  }

  /** 9.1: CANCEL for an INVITE that has a provisional response and no final one. It has a transaction of its own. */
  cancel(invite: ClientTransaction, reason: string | undefined): void {
    const original = invite.request
    if (original === undefined || invite.state !== 'proceeding') return
    const headers = copyForHop(original, 'CANCEL', original.headers.get('to') ?? '')
    headers.fields.shift()
    if (reason !== undefined) headers.add('reason', reason)
    const cancel: SipRequest = { kind: 'request', method: 'CANCEL', uri: original.uri, headers, body: emptyBody }
    this.request(cancel, invite.flow, { onResponse: () => {}, onFailure: () => {} }, invite.branch)
  }

  /** 9.1: a cancelled INVITE that never got its final response is given up in silence. */
  abandon(transaction: ClientTransaction): void {
    transaction.state = 'terminated'
    this.#forgetClient(transaction)
  }

  receiveResponse(incoming: IncomingResponse): void {
    const branch = incoming.topVia.parameters.get('branch')
    const transaction = branch === undefined ? undefined : this.#clients.get(clientKey(branch, incoming.sequenceMethod))
    if (transaction === undefined) {
      this.#options.user.onStrayResponse(incoming)
      return
    }
    const status = incoming.response.status
    const input = transaction.isInvite
      ? status < 200
        ? 'receive1xx'
        : status < 300
          ? 'receive2xx'
          : 'receive3to6xx'
      : status < 200
        ? 'receive1xx'
        : 'receiveFinal'
    this.#stepClient(transaction, input, incoming)
  }

  #stepClient(
    transaction: ClientTransaction,
    input: InviteClientInput | NonInviteClientInput,
    incoming?: IncomingResponse,
    message?: Uint8Array,
  ): void {
    const transition = transaction.isInvite
      ? stepInviteClient(transaction.state as InviteClientState, input as InviteClientInput)
      : stepNonInviteClient(transaction.state as NonInviteClientState, input as NonInviteClientInput)
    if (transition === undefined) return
    const { flow, timing } = transaction
    transaction.state = transition.to
    if (message !== undefined) transaction.lastSent = message
    // 17.1.2.2: once the server has shown that it lives, a non-INVITE is repeated at T2.
    if (!transaction.isInvite && input === 'receive1xx') timing.rounds = Math.max(timing.rounds, 3)
    for (const deed of transition.deeds) {
      if (deed === 'send' || deed === 'resend') {
        if (transaction.lastSent !== undefined) this.#options.transmit(flow, transaction.lastSent)
      } else if (deed === 'acknowledge') this.#acknowledge(transaction, incoming)
      else if (deed === 'pass') {
        if (incoming !== undefined) transaction.owner?.onResponse(incoming)
      } else if (deed === 'tellTimeout') transaction.owner?.onFailure('timeout')
      else if (deed === 'tellTransportError') transaction.owner?.onFailure('transportError')
      else this.#runTimerDeed(deed, timing, flow, (name) => this.#stepClient(transaction, `timer ${name}` as 'timer K'))
    }
    if (transaction.state === 'completed') {
      transaction.request = undefined
      transaction.owner = undefined
      if (!transaction.isInvite) transaction.lastSent = undefined
    }
    if (transaction.state === 'terminated') this.#forgetClient(transaction)
  }

  /** 17.1.1.3: the ACK of a non-2xx stays within the transaction: same branch, same URI, To with the response's tag. */
  #acknowledge(transaction: ClientTransaction, incoming: IncomingResponse | undefined): void {
    const original = transaction.request
    if (original === undefined || incoming === undefined) return
    const headers = copyForHop(original, 'ACK', incoming.response.headers.get('to') ?? '')
    transaction.lastSent = serializeMessage({
      kind: 'request',
      method: 'ACK',
      uri: original.uri,
      headers,
      body: emptyBody,
    })
    this.#options.transmit(transaction.flow, transaction.lastSent)
  }

  #forgetClient(transaction: ClientTransaction): void {
    this.#stopAll(transaction.timing)
    this.#clients.delete(transaction.key)
    transaction.owner = undefined
  }

  // --- both sides

  /** 17.1.4 and 17.2.4: what was to go over `flow` did not. */
  transportFailed(flow: Flow): void {
    for (const transaction of [...this.#clients.values()]) {
      if (isSamePath(transaction.flow, flow)) this.#stepClient(transaction, 'transportError')
    }
    for (const transaction of [...this.#servers.values()]) {
      if (isSamePath(transaction.flow, flow)) this.#stepServer(transaction, 'transportError')
    }
  }

  #runTimerDeed(deed: string, timing: Timing, flow: Flow, fire: (name: TimerName) => void): void {
    const [verb, letter, condition] = deed.split(' ') as ['start' | 'stop', TimerName, string | undefined]
    const isReliable = flow.transport !== 'udp'
    const running = timing.entries.get(letter)
    if (verb === 'stop') {
      if (running !== undefined) this.#options.timers.cancel(running)
      timing.entries.delete(letter)
      return
    }
    if (condition !== undefined && isReliable) return
    const afterMs = timerMs(letter, timing.rounds, isReliable)
    if (letter === 'A' || letter === 'E' || letter === 'G') timing.rounds++
    const entry = this.#options.timers.schedule(this.#options.nowMs() + afterMs, () => {
      timing.entries.delete(letter)
      fire(letter)
    })
    timing.entries.set(letter, entry)
  }

  #stopAll(timing: Timing): void {
    for (const entry of timing.entries.values()) this.#options.timers.cancel(entry)
    timing.entries.clear()
  }
}

/** A request may have left before its TCP connection had a name, so the far end counts too. */
function isSamePath(a: Flow, b: Flow): boolean {
  if (flowKey(a) === flowKey(b)) return true
  const isNamedTwice = a.connectionId !== undefined && b.connectionId !== undefined
  if (a.transport !== 'tcp' || b.transport !== 'tcp' || isNamedTwice) return false
  return a.remote.address === b.remote.address && a.remote.port === b.remote.port
}

/** What ACK and CANCEL share with their INVITE: its top Via, Route, From, Call-ID and CSeq number. */
function copyForHop(original: SipRequest, method: 'ACK' | 'CANCEL', to: string): HeaderList {
  const fields: HeaderField[] = []
  let hasVia = false
  for (const field of original.headers.fields) {
    const [name, value] = field
    if (name === 'via') {
      if (!hasVia) fields.push(field)
      hasVia = true
    } else if (name === 'to') fields.push(['to', to])
    else if (name === 'cseq') fields.push(['cseq', `${value.split(' ')[0]} ${method}`])
    else if (name === 'route' || name === 'from' || name === 'call-id' || name === 'max-forwards') fields.push(field)
  }
  return new HeaderList(fields)
}
