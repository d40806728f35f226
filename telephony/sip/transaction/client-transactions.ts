import { type Flow, isStream } from '../flow.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import { emptyBody, type SipRequest } from '../message/message.ts'
import { parseNameAddress } from '../message/name-address.ts'
import { serializeMessage } from '../message/serializer.ts'
import { viaOn } from '../message/via.ts'
import { ByPeer } from './by-peer.ts'
import { copyForHop } from './hop-copy.ts'
import { type InviteClientInput, type InviteClientState, stepInviteClient } from './invite-client.ts'
import { clientKey } from './matching.ts'
import { type NonInviteClientInput, type NonInviteClientState, stepNonInviteClient } from './non-invite-client.ts'
import { RunningTimers } from './running-timers.ts'
import type { ClientOwner, ClientTransaction, TransactionHost } from './transaction.ts'

/**
 * 8.2.6.2: an answer repeats our Call-ID and From; of From we compare the tag, since some write the rest anew. One that does not was bent on its way, and would put its own ids
 * into our dialogs.
 */
function isAnswerTo(transaction: ClientTransaction, incoming: IncomingResponse): boolean {
  return incoming.callId === transaction.callId && incoming.fromTag === transaction.fromTag
}

/** RFC 3261 17.1: the requests that we sent, each until no answer to it can come any more. */
export class ClientTransactions {
  readonly #host: TransactionHost
  readonly #transactions = new Map<string, ClientTransaction>()
  readonly #byPeer = new ByPeer<ClientTransaction>()

  constructor(host: TransactionHost) {
    this.#host = host
  }

  get size(): number {
    return this.#transactions.size
  }

  with(flow: Flow): ClientTransaction[] {
    return this.#byPeer.with(flow)
  }

  /** @param request with our Via, whose branch is `branch` */
  start(request: SipRequest, flow: Flow, branch: string, owner: ClientOwner): ClientTransaction {
    const isInvite = request.method === 'INVITE'
    const from = parseNameAddress(request.headers.get('from') ?? '')
    const transaction: ClientTransaction = {
      key: clientKey(branch, request.method),
      branch,
      callId: request.headers.get('call-id') ?? '',
      fromTag: from.ok ? from.value.parameters.get('tag') : undefined,
      isInvite,
      flow,
      fallback: undefined,
      state: isInvite ? 'calling' : 'trying',
      request,
      lastSent: serializeMessage(request),
      owner,
      timers: new RunningTimers(this.#host, isStream(flow.transport)),
    }
    this.#transactions.set(transaction.key, transaction)
    this.#byPeer.add(transaction)
    // A CANCEL goes where its INVITE went (9.1), however long.
    const stream =
      request.method === 'CANCEL' ? undefined : this.#host.streamFor(flow, transaction.lastSent?.length ?? 0)
    if (stream !== undefined) {
      transaction.fallback = flow
      this.#moveTo(transaction, stream)
    }
    this.#step(transaction, 'start')
    return transaction
  }

  /** 18.1.1: on another transport the top Via says so; nothing else of the request changes. */
  #moveTo(transaction: ClientTransaction, flow: Flow): void {
    const { request, branch } = transaction
    if (request === undefined) return
    const headers = new HeaderList([...request.headers.fields])
    headers.replaceFirst('via', viaOn(flow, this.#host.sentBy(flow), branch))
    transaction.request = { ...request, headers }
    transaction.lastSent = serializeMessage(transaction.request)
    this.#byPeer.remove(transaction)
    transaction.flow = flow
    this.#byPeer.add(transaction)
    transaction.timers.stopAll()
    transaction.timers = new RunningTimers(this.#host, isStream(flow.transport))
  }

  /** @returns false when the response belongs to none: late, or not for us */
  receive(incoming: IncomingResponse): boolean {
    const branch = incoming.topVia.parameters.get('branch')
    const transaction =
      branch === undefined ? undefined : this.#transactions.get(clientKey(branch, incoming.sequenceMethod))
    if (transaction === undefined || !isAnswerTo(transaction, incoming)) return false
    const status = incoming.response.status
    if (status < 200) this.#step(transaction, 'receive1xx', incoming)
    else if (!transaction.isInvite) this.#step(transaction, 'receiveFinal', incoming)
    else this.#step(transaction, status < 300 ? 'receive2xx' : 'receive3to6xx', incoming)
    return true
  }

  transportFailed(transaction: ClientTransaction): void {
    const { fallback, state } = transaction
    if (fallback !== undefined && (state === 'calling' || state === 'trying')) {
      transaction.fallback = undefined
      this.#moveTo(transaction, fallback)
      this.#step(transaction, 'start')
      return
    }
    this.#step(transaction, 'transportError')
  }

  forget(transaction: ClientTransaction): void {
    transaction.state = 'terminated'
    transaction.timers.stopAll()
    transaction.owner = undefined
    this.#byPeer.remove(transaction)
    if (this.#transactions.get(transaction.key) === transaction) this.#transactions.delete(transaction.key)
  }

  #step(
    transaction: ClientTransaction,
    input: InviteClientInput | NonInviteClientInput,
    incoming?: IncomingResponse,
  ): void {
    const transition = transaction.isInvite
      ? stepInviteClient(transaction.state as InviteClientState, input as InviteClientInput)
      : stepNonInviteClient(transaction.state as NonInviteClientState, input as NonInviteClientInput)
    if (transition === undefined) return
    transaction.state = transition.to
    if (!transaction.isInvite && input === 'receive1xx') transaction.timers.slowDown()
    for (const deed of transition.deeds) {
      switch (deed) {
        case 'send':
        case 'resend':
          if (transaction.lastSent !== undefined) this.#host.transmit(transaction.flow, transaction.lastSent)
          break
        case 'acknowledge':
          if (incoming !== undefined) this.#acknowledge(transaction, incoming)
          break
        case 'pass':
          if (incoming !== undefined) transaction.owner?.onResponse(incoming)
          break
        case 'tellTimeout':
          transaction.owner?.onFailure('timeout')
          break
        case 'tellTransportError':
          transaction.owner?.onFailure('transportError')
          break
        default:
          transaction.timers.run(deed, (name) => this.#step(transaction, `timer ${name}` as 'timer K'))
      }
    }
    if (transaction.state === 'completed') {
      transaction.request = undefined
      transaction.owner = undefined
      // Of an INVITE the ACK is kept here, for the refusal may come again.
      if (!transaction.isInvite) transaction.lastSent = undefined
    }
    if (transaction.state === 'terminated') this.forget(transaction)
  }

  /** 17.1.1.3: the ACK of a non-2xx stays within the transaction: same branch, same URI, To with the response's tag. */
  #acknowledge(transaction: ClientTransaction, incoming: IncomingResponse): void {
    const original = transaction.request
    if (original === undefined) return
    const headers = copyForHop(original, 'ACK', incoming.response.headers.get('to') ?? '')
    const ack: SipRequest = { kind: 'request', method: 'ACK', uri: original.uri, headers, body: emptyBody }
    transaction.lastSent = serializeMessage(ack)
    this.#host.transmit(transaction.flow, transaction.lastSent)
  }
}
