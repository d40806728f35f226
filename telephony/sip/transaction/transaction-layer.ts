import { type Flow, flowKey } from '../flow.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingRequest, IncomingResponse } from '../message/incoming.ts'
import { emptyBody, type SipRequest, type SipResponse } from '../message/message.ts'
import { branchCookie, viaOn } from '../message/via.ts'
import { ClientTransactions } from './client-transactions.ts'
import { copyForHop } from './hop-copy.ts'
import { ServerTransactions } from './server-transactions.ts'
import type { ClientOwner, ClientTransaction, ServerTransaction, TransactionHost } from './transaction.ts'

const nobody: ClientOwner = { onResponse: () => {}, onFailure: () => {} }

/** RFC 3261 17: matches messages to transactions, runs their tables, and forgets them in time. */
export class TransactionLayer {
  readonly #host: TransactionHost
  readonly #servers: ServerTransactions
  readonly #clients: ClientTransactions

  constructor(host: TransactionHost) {
    this.#host = host
    this.#servers = new ServerTransactions(host)
    this.#clients = new ClientTransactions(host)
  }

  get size(): number {
    return this.#servers.size + this.#clients.size
  }

  get isFull(): boolean {
    return this.size >= this.#host.maxTransactions
  }

  /** Room beyond `isFull` for what must not be lost: a fifth more. */
  get hasReserve(): boolean {
    return this.size < this.#host.maxTransactions * 1.2
  }

  /** @param flow where responses go, by 18.2.2 */
  receiveRequest(incoming: IncomingRequest, flow: Flow): void {
    this.#servers.receive(incoming, flow)
  }

  isKnown(incoming: IncomingRequest): boolean {
    return this.#servers.isKnown(incoming)
  }

  /** 8.2.2.2: whether another transaction carries the same request (same From tag, Call-ID and CSeq). */
  isMerged(transaction: ServerTransaction): boolean {
    return this.#servers.isMerged(transaction)
  }

  findServer(key: string): ServerTransaction | undefined {
    return this.#servers.find(key)
  }

  respond(transaction: ServerTransaction, response: SipResponse): void {
    this.#servers.respond(transaction, response)
  }

  /** A response that belongs to no transaction is dropped: whoever could use it is gone (RFC 6026 8.5). */
  receiveResponse(incoming: IncomingResponse): void {
    this.#clients.receive(incoming)
  }

  /** Sends `request` in a transaction of its own, with a Via of ours on top. */
  request(request: SipRequest, flow: Flow, owner: ClientOwner): ClientTransaction {
    const branch = this.#newBranch()
    return this.#clients.start(this.#withVia(request, flow, branch), flow, branch, owner)
  }

  /** Puts our Via on top of an ACK of a 2xx, which is in no transaction (13.2.2.4). */
  withVia(request: SipRequest, flow: Flow): SipRequest {
    return this.#withVia(request, flow, this.#newBranch())
  }

  #withVia(request: SipRequest, flow: Flow, branch: string): SipRequest {
    const via = viaOn(flow, this.#host.sentBy(flow), branch)
    const headers = new HeaderList([['via', via], ...request.headers.fields])
    // What we say of ourselves to those whom we call we do not say to strangers who called us.
    if (request.method !== 'INVITE' && this.#host.isStranger(flow)) headers.remove('user-agent')
    return { ...request, headers }
  }

  #newBranch(): string {
    return `${branchCookie}${Buffer.from(this.#host.randomBytes(12)).toString('hex')}`
  }

  /** 9.1: CANCEL for an INVITE that has a provisional response and no final one: its Via, a transaction of its own. */
  cancel(invite: ClientTransaction, reason: string | undefined): void {
    const original = invite.request
    if (original === undefined || invite.state !== 'proceeding') return
    const headers = copyForHop(original, 'CANCEL', original.headers.get('to') ?? '')
    if (reason !== undefined) headers.add('reason', reason)
    const cancel: SipRequest = { kind: 'request', method: 'CANCEL', uri: original.uri, headers, body: emptyBody }
    this.#clients.start(cancel, invite.flow, invite.branch, nobody)
  }

  /** Repeats it no more; answers are still heard. */
  quiet(transaction: ClientTransaction): void {
    transaction.timers.run(transaction.isInvite ? 'stop A' : 'stop E', () => {})
  }

  /** Gives up in silence: a cancelled INVITE without its final response (9.1), a re-INVITE whose dialog is over. */
  abandon(transaction: ClientTransaction): void {
    this.#clients.forget(transaction)
  }

  /**
   * 17.1.4 and 17.2.4: what was to go over `flow` did not. One datagram that was not taken says nothing of a peer that has been
   * heard since: over UDP only those end that still wait for their first answer.
   */
  transportFailed(flow: Flow): void {
    for (const one of this.#clients.with(flow)) {
      const isUnheard = one.state === 'calling' || one.state === 'trying'
      if (isSamePath(one.flow, flow) && (isUnheard || flow.transport !== 'udp')) this.#clients.transportFailed(one)
    }
    for (const one of this.#servers.with(flow)) if (isSamePath(one.flow, flow)) this.#servers.transportFailed(one)
  }
}

/** A request may have left before its connection had a name, so the far end counts too. */
function isSamePath(a: Flow, b: Flow): boolean {
  if (flowKey(a) === flowKey(b)) return true
  const isNamedTwice = a.connectionId !== undefined && b.connectionId !== undefined
  if (a.transport === 'udp' || a.transport !== b.transport || isNamedTwice) return false
  return a.remote.address === b.remote.address && a.remote.port === b.remote.port
}
