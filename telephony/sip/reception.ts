import { makeResponse } from './call/response.ts'
import type { FirstLook } from './first-look.ts'
import type { Flow } from './flow.ts'
import type { AnswerBudget } from './guard/answer-budget.ts'
import { type IncomingRequest, readRequest, readResponse } from './message/incoming.ts'
import type { SipMessage, SipRequest } from './message/message.ts'
import { type ParseFailure, parseMessage } from './message/parser.ts'
import { serializeMessage } from './message/serializer.ts'
import { parseVia } from './message/via.ts'
import type { TransactionLayer } from './transaction/transaction-layer.ts'
import type { Connections } from './transport/connections.ts'
import { responseFlow, stampReceived } from './transport/response-route.ts'

export interface ReceptionOptions {
  readonly transactions: TransactionLayer
  readonly connections: Connections
  readonly productName: string
  readonly firstLook: FirstLook
  readonly budget: AnswerBudget
  readonly nowMs: () => number
  /** See `SipEngineOptions.isPeer` and `strangerMet`. */
  isStranger(flow: Flow): boolean
  metMalformed(flow: Flow): void
  transmit(flow: Flow, bytes: Uint8Array): void
  close(flow: Flow): void
  newTag(): string
  /** Each message that could be read. */
  readonly passed?: (flow: Flow, bytes: Uint8Array, sipCallId: string) => void
}

const pong = new Uint8Array([0x0d, 0x0a])

/** RFC 3261 18: bytes become messages, and messages go to their transactions; what is malformed ends here. */
export class Reception {
  readonly #options: ReceptionOptions
  received = 0
  refused = 0

  constructor(options: ReceptionOptions) {
    this.#options = options
  }

  receive(flow: Flow, bytes: Uint8Array, nowMs: number): void {
    if (flow.transport === 'udp') {
      // Keep-alives of telephones: an empty line or a few zero octets.
      if (bytes.byteLength <= 4) return
      if (this.#options.isStranger(flow)) this.#options.budget.received(flow.remote.address, bytes.byteLength, nowMs)
      this.#message(flow, bytes)
      return
    }
    if (flow.transport === 'ws' || flow.transport === 'wss') {
      this.#webSocketMessage(flow, bytes, nowMs)
      return
    }
    const framed = this.#options.connections.push(flow, bytes, nowMs)
    if (!framed.ok) {
      this.refused++
      this.#options.close(flow)
      return
    }
    // RFC 5626 3.5.1
    for (let i = 0; i < Math.min(framed.value.pings, 4); i++) this.#options.transmit(flow, pong)
    for (const message of framed.value.messages) this.#message(flow, message)
  }

  /** RFC 7118 5: a message a WebSocket message, and Content-Length need not be there. 5626 3.5.1's pings come as well. */
  #webSocketMessage(flow: Flow, bytes: Uint8Array, nowMs: number): void {
    const isKeepAlive = bytes.byteLength <= 4
    if (!this.#options.connections.heard(flow, isKeepAlive, nowMs)) {
      this.refused++
      this.#options.close(flow)
    } else if (!isKeepAlive) this.#message(flow, bytes)
    else if (bytes.byteLength === 4) this.#options.transmit(flow, pong)
  }

  #message(flow: Flow, bytes: Uint8Array): void {
    this.received++
    const parsed = parseMessage(bytes)
    if (!parsed.ok) this.#refuse(flow, parsed.error)
    else this.#dispatch(flow, bytes, parsed.value)
  }

  #dispatch(flow: Flow, bytes: Uint8Array, message: SipMessage): void {
    const sipCallId = message.headers.first('call-id')
    if (sipCallId !== undefined) this.#options.passed?.(flow, bytes, sipCallId)
    if (message.kind === 'response') {
      const read = readResponse(message, flow)
      if (read.ok) this.#options.transactions.receiveResponse(read.value)
      else this.refused++
      return
    }
    const read = readRequest(message, flow)
    if (!read.ok) {
      this.#refuse(flow, { sentence: read.error, status: 400, request: message })
      return
    }
    stampReceived(read.value)
    const back = responseFlow(flow, read.value.topVia)
    if (this.#options.transactions.isKnown(read.value)) this.#options.transactions.receiveRequest(read.value, back)
    else this.#lookAt(read.value, back)
  }

  #lookAt(incoming: IncomingRequest, back: Flow): void {
    const outcome = this.#options.firstLook.outcome(incoming)
    if (outcome.kind === 'admit' && !this.#hasRoomFor(incoming)) {
      this.#answerWithoutTransaction(incoming.request, back, 503, 'Too Many Transactions')
    } else if (outcome.kind === 'admit') {
      const { verdict } = outcome
      this.#options.transactions.receiveRequest(verdict === undefined ? incoming : { ...incoming, verdict }, back)
    } else if (outcome.kind === 'answer') {
      const productName = this.#options.isStranger(incoming.flow) ? '' : this.#options.productName
      const parts = { toTag: this.#options.firstLook.tagFor(incoming), ...outcome.parts }
      this.#options.transmit(back, serializeMessage(makeResponse(incoming.request, productName, parts)))
    }
  }

  #hasRoomFor(incoming: IncomingRequest): boolean {
    const { transactions, firstLook } = this.#options
    if (!transactions.isFull || incoming.request.method === 'ACK') return true
    return transactions.hasReserve && firstLook.isUrgent(incoming)
  }

  /** A request that cannot be read is still answered when it says enough to carry the answer home (8.2.6.2: statelessly). */
  #refuse(flow: Flow, fault: ParseFailure): void {
    this.refused++
    // What they sent deserves none, and an answer would say that somebody is here.
    if (this.#options.isStranger(flow)) {
      this.#options.metMalformed(flow)
      return
    }
    if (fault.request === undefined || fault.status === undefined) return
    const reason = fault.status === 400 ? `Bad Request: ${fault.sentence}` : undefined
    const viaText = fault.request.headers.first('via')
    const via = viaText === undefined ? undefined : parseVia(viaText)
    const back = via?.ok === true ? responseFlow(flow, via.value) : flow
    this.#answerWithoutTransaction(fault.request, back, fault.status, reason)
  }

  #answerWithoutTransaction(request: SipRequest, flow: Flow, status: number, reason: string | undefined): void {
    // RFC 4475 3.3.1: without Via there is no telling whose the answer is; what else is missing stays missing.
    if (request.method === 'ACK' || !request.headers.has('via')) return
    const productName = this.#options.isStranger(flow) ? '' : this.#options.productName
    const response = makeResponse(request, productName, {
      status,
      toTag: this.#options.newTag(),
      ...(reason === undefined ? {} : { reason }),
      ...(status === 503 ? { headers: [['retry-after', '5'] as const] } : {}),
    })
    this.#options.transmit(flow, serializeMessage(response))
  }
}
