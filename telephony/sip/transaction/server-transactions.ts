import { type Flow, isStream } from '../flow.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import type { SipResponse } from '../message/message.ts'
import { serializeMessage } from '../message/serializer.ts'
import { ByPeer } from './by-peer.ts'
import { type InviteServerInput, type InviteServerState, stepInviteServer } from './invite-server.ts'
import { mergeKey, serverKey } from './matching.ts'
import { type NonInviteServerInput, type NonInviteServerState, stepNonInviteServer } from './non-invite-server.ts'
import { RunningTimers } from './running-timers.ts'
import type { ServerTransaction, TransactionHost } from './transaction.ts'

/** RFC 3261 17.2: the requests that came to us, each until its answer need not be repeated any more. */
export class ServerTransactions {
  readonly #host: TransactionHost
  readonly #transactions = new Map<string, ServerTransaction>()
  readonly #byPeer = new ByPeer<ServerTransaction>()
  /** 8.2.2.2: the same request over two paths. */
  readonly #merging = new Map<string, string>()

  constructor(host: TransactionHost) {
    this.#host = host
  }

  get size(): number {
    return this.#transactions.size
  }

  with(flow: Flow): ServerTransaction[] {
    return this.#byPeer.with(flow)
  }

  isKnown(incoming: IncomingRequest): boolean {
    return this.#transactions.has(serverKey(incoming))
  }

  find(key: string): ServerTransaction | undefined {
    return this.#transactions.get(key)
  }

  isMerged(transaction: ServerTransaction): boolean {
    return this.#merging.get(transaction.mergeKey) !== transaction.key
  }

  /** @param flow where responses go, by 18.2.2 */
  receive(incoming: IncomingRequest, flow: Flow): void {
    const key = serverKey(incoming)
    const known = this.#transactions.get(key)
    if (incoming.request.method === 'ACK') {
      if (known === undefined) this.#host.user.onAck(incoming)
      else this.#step(known, 'ack', undefined, incoming)
    } else if (known !== undefined) this.#step(known, 'request')
    else this.#host.user.onRequest(incoming, this.#create(key, incoming, flow))
  }

  #create(key: string, incoming: IncomingRequest, flow: Flow): ServerTransaction {
    const isInvite = incoming.request.method === 'INVITE'
    const transaction: ServerTransaction = {
      key,
      mergeKey: mergeKey(incoming),
      isInvite,
      flow,
      state: isInvite ? 'proceeding' : 'trying',
      lastResponse: undefined,
      timers: new RunningTimers(this.#host, isStream(flow.transport)),
      onCancel: undefined,
    }
    this.#transactions.set(key, transaction)
    this.#byPeer.add(transaction)
    if (!this.#merging.has(transaction.mergeKey)) this.#merging.set(transaction.mergeKey, key)
    return transaction
  }

  respond(transaction: ServerTransaction, response: SipResponse): void {
    // RFC 3261 20.35: naming our software helps who looks for a weakness of it.
    if (this.#host.isStranger(transaction.flow)) response.headers.remove('server')
    const bytes = serializeMessage(response)
    if (transaction.isInvite) {
      const input = response.status < 200 ? 'send1xx' : response.status < 300 ? 'send2xx' : 'send3to6xx'
      this.#step(transaction, input, bytes)
    } else this.#step(transaction, response.status < 200 ? 'send1xx' : 'sendFinal', bytes)
  }

  transportFailed(transaction: ServerTransaction): void {
    this.#step(transaction, 'transportError')
  }

  #step(
    transaction: ServerTransaction,
    input: InviteServerInput | NonInviteServerInput,
    message?: Uint8Array,
    received?: IncomingRequest,
  ): void {
    const transition = transaction.isInvite
      ? stepInviteServer(transaction.state as InviteServerState, input as InviteServerInput)
      : stepNonInviteServer(transaction.state as NonInviteServerState, input as NonInviteServerInput)
    if (transition === undefined) return
    transaction.state = transition.to
    if (message !== undefined && transition.deeds.includes('send')) transaction.lastResponse = message
    for (const deed of transition.deeds) {
      switch (deed) {
        case 'send':
        case 'resend':
          if (transaction.lastResponse !== undefined) this.#host.transmit(transaction.flow, transaction.lastResponse)
          break
        case 'pass':
          if (received !== undefined) this.#host.user.onAck(received)
          break
        case 'acknowledge':
        case 'tellTimeout':
        case 'tellTransportError':
          // Nobody above waits for these: a refused call is over already, an accepted one waits for its ACK by itself.
          break
        default:
          transaction.timers.run(deed, (name) => this.#step(transaction, `timer ${name}` as 'timer J'))
      }
    }
    if (transaction.state !== 'proceeding' && transaction.state !== 'trying') transaction.onCancel = undefined
    // The core repeats its 2xx by itself (13.3.1.4), so the bytes are not needed here.
    if (transaction.state === 'accepted') transaction.lastResponse = undefined
    if (transaction.state === 'terminated') this.#forget(transaction)
  }

  #forget(transaction: ServerTransaction): void {
    transaction.timers.stopAll()
    this.#transactions.delete(transaction.key)
    this.#byPeer.remove(transaction)
    if (this.#merging.get(transaction.mergeKey) === transaction.key) this.#merging.delete(transaction.mergeKey)
  }
}
