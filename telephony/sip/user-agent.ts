import { failure, type Result, success } from '#kernel/result.ts'
import { DigestServer } from './authentication/digest-server.ts'
import type { CallContext, DialogOwner } from './call/call-context.ts'
import type { Ending } from './call/call-in-dialog.ts'
import { callParty, headersOfInterest } from './call/call-party.ts'
import { IncomingCall } from './call/incoming-call.ts'
import { OutgoingCall } from './call/outgoing-call.ts'
import { makeResponse, type ResponseParts, sdpType } from './call/response.ts'
import { sessionBody } from './call/session-body.ts'
import { defaultLimits } from './default-limits.ts'
import { type Dialog, dialogKey } from './dialog/dialog.ts'
import type {
  CallHandle,
  CallTarget,
  CommandRefusal,
  CommandResult,
  OriginateRequest,
  ProbeHandle,
  RegisteredContact,
  SipAction,
  SipEngine,
  SipEngineCounts,
  SipEngineOptions,
  SipEvent,
  SipLimits,
} from './engine-contract.ts'
import type { Flow } from './flow.ts'
import type { IncomingRequest } from './message/incoming.ts'
import { octets, readable } from './message/octet-text.ts'
import { decodedUser, parseUri } from './message/uri.ts'
import { checkedHeaders, fromParty, resolveTarget, transportOf } from './outgoing-target.ts'
import { sendProbe } from './probes.ts'
import { Reception } from './reception.ts'
import { authenticate, RegistrationService } from './registrar/registration-service.ts'
import { inspectRequest } from './request-inspection.ts'
import { type TimerEntry, TimerHeap } from './timer-heap.ts'
import { cancelledKey } from './transaction/matching.ts'
import type { ServerTransaction, TransactionUser } from './transaction/transaction.ts'
import { TransactionLayer } from './transaction/transaction-layer.ts'
import { Connections } from './transport/connections.ts'
import { isIpAddress, isPrivateAddress, LocalAddresses } from './transport/local-address.ts'

/** @returns an engine; see {@link SipEngine} for the rules of its use */
export function createSipEngine(options: SipEngineOptions): SipEngine {
  return new UserAgent(options)
}

/** How often silent connections are looked for. */
const connectionSweepMs = 8_000

/** RFC 3261 8, 9, 11 and 13 put together: receives, admits, and hands each request to the call or service that it is for. */
class UserAgent implements SipEngine, TransactionUser, CallContext {
  nowMs: number
  readonly transactions: TransactionLayer
  readonly dialogs = new Map<string, DialogOwner>()
  readonly productName: string
  readonly #options: SipEngineOptions
  readonly #limits: SipLimits
  readonly #timers = new TimerHeap<() => void>()
  readonly #addresses: LocalAddresses
  readonly #connections: Connections
  readonly #reception: Reception
  readonly #digest: DigestServer
  readonly #registrations: RegistrationService
  readonly #calls = new Map<CallHandle, IncomingCall | OutgoingCall>()
  #actions: SipAction[] = []
  #closed: { readonly retryAfterS: number } | undefined
  #sweep: TimerEntry<() => void> | undefined

  constructor(options: SipEngineOptions) {
    this.#options = options
    this.nowMs = options.nowMs
    this.productName = octets(readable(octets(options.userAgentName)))
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#addresses = new LocalAddresses(options.localAddresses, options.publicAddress)
    this.#connections = new Connections(this.#limits.maxConnections)
    this.transactions = new TransactionLayer({
      user: this,
      timers: this.#timers,
      randomBytes: options.randomBytes,
      maxTransactions: this.#limits.maxTransactions,
      transmit: (flow, bytes) => this.transmit(flow, bytes),
      sentBy: (flow) => this.#addresses.nameOn(flow),
      nowMs: () => this.nowMs,
    })
    this.#reception = new Reception({
      transactions: this.transactions,
      connections: this.#connections,
      productName: this.productName,
      transmit: (flow, bytes) => this.transmit(flow, bytes),
      close: (flow) => this.#close(flow),
      newTag: () => this.newTag(),
    })
    this.#digest = new DigestServer({
      realm: options.realm,
      algorithms: options.digestAlgorithms ?? ['MD5'],
      randomBytes: options.randomBytes,
      findAccount: (user) => options.findAccount(user),
    })
    this.#registrations = new RegistrationService(this, this.#digest, this.#limits)
  }

  // --- what comes in

  receive(flow: Flow, bytes: Uint8Array, nowMs: number): void {
    this.#at(nowMs, () => {
      if (flow.transport === 'tcp') this.#watchConnections()
      this.#reception.receive(flow, bytes, nowMs)
    })
  }

  connectionOpened(flow: Flow, nowMs: number): void {
    this.#at(nowMs, () => {
      if (!this.#connections.opened(flow, nowMs)) this.#close(flow)
      this.#watchConnections()
    })
  }

  connectionClosed(flow: Flow, nowMs: number): void {
    this.#at(nowMs, () => this.#lost(flow))
  }

  sendFailed(flow: Flow, nowMs: number): void {
    this.#at(nowMs, () => this.transactions.transportFailed(flow))
  }

  advance(nowMs: number): void {
    this.#at(nowMs, () => {})
  }

  nextTimerMs(): number | undefined {
    return this.#timers.nextDueMs()
  }

  takeActions(): SipAction[] {
    const actions = this.#actions
    this.#actions = []
    return actions
  }

  /** Sets the clock, runs what was due before, then `deed`, then what that made due at once. */
  #at<Value>(nowMs: number, deed: () => Value): Value {
    this.nowMs = Math.max(this.nowMs, nowMs)
    this.#runDue()
    const value = deed()
    this.#runDue()
    return value
  }

  #runDue(): void {
    for (let run = this.#timers.takeDue(this.nowMs); run !== undefined; run = this.#timers.takeDue(this.nowMs)) run()
  }

  #close(flow: Flow): void {
    this.#lost(flow)
    this.#actions.push({ kind: 'close', flow })
  }

  #lost(flow: Flow): void {
    this.#connections.closed(flow)
    if (flow.connectionId === undefined) return
    this.transactions.transportFailed(flow)
    this.#registrations.connectionLost(flow.connectionId)
  }

  #watchConnections(): void {
    if (this.#sweep !== undefined || this.#connections.size === 0) return
    this.#sweep = this.after(connectionSweepMs, () => {
      this.#sweep = undefined
      for (const flow of this.#connections.stalled(this.nowMs)) this.#close(flow)
      this.#watchConnections()
    })
  }

  // --- requests and responses, from the transaction layer

  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const refusal = inspectRequest(incoming, this.transactions.isMerged(transaction))
    const method = incoming.request.method
    if (refusal !== undefined) this.#respond(incoming, transaction, refusal)
    else if (method === 'CANCEL') this.#onCancel(incoming, transaction)
    else if (incoming.toTag !== undefined && method !== 'REGISTER') {
      const owner = this.dialogs.get(dialogKey(incoming.callId, incoming.toTag, incoming.fromTag ?? ''))
      // 12.2.2
      if (owner === undefined) this.#respond(incoming, transaction, { status: 481 })
      else owner.onRequest(incoming, transaction)
    } else if (method === 'INVITE') this.#onInvite(incoming, transaction)
    else if (method === 'REGISTER') this.#registrations.onRegister(incoming, transaction)
    else if (method === 'OPTIONS') this.#onOptions(incoming, transaction)
    else this.#respond(incoming, transaction, { status: 481 })
  }

  onAck(incoming: IncomingRequest): void {
    const owner = this.dialogs.get(dialogKey(incoming.callId, incoming.toTag ?? '', incoming.fromTag ?? ''))
    owner?.onAck(incoming)
  }

  /** 9.2 */
  #onCancel(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const target = this.transactions.findServer(cancelledKey(incoming))
    if (target === undefined || !target.isInvite) {
      this.#respond(incoming, transaction, { status: 481 })
      return
    }
    this.#respond(incoming, transaction, { status: 200 })
    target.onCancel?.(incoming)
  }

  /** 11.2: answered as an INVITE would be. */
  #onOptions(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const contact = this.contactOn(incoming.flow)
    this.#respond(
      incoming,
      transaction,
      this.#closedParts() ?? { status: 200, contact, headers: [['accept', sdpType]] },
    )
  }

  #closedParts(): ResponseParts | undefined {
    if (this.#closed === undefined) return undefined
    return { status: 503, headers: [['retry-after', String(this.#closed.retryAfterS)]] }
  }

  #onInvite(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const closed = this.#calls.size >= this.#limits.maxCalls ? ([['retry-after', '5']] as const) : undefined
    const refusal = this.#closedParts() ?? (closed === undefined ? undefined : { status: 503, headers: closed })
    if (refusal !== undefined) {
      this.#respond(incoming, transaction, refusal)
      return
    }
    const from = callParty(incoming.from)
    let authenticatedUser: string | undefined
    // Who calls under the name of one of our phones proves to be it; anybody else may call as a stranger.
    if (from.user !== '' && this.#options.findAccount(from.user) !== undefined) {
      const verdict = authenticate(this, this.#digest, incoming)
      if (verdict.kind === 'refused' || verdict.user !== from.user) {
        this.#respond(incoming, transaction, verdict.kind === 'refused' ? verdict.parts : { status: 403 })
        return
      }
      authenticatedUser = verdict.user
    }
    const handle = this.newTag() as CallHandle
    const call = new IncomingCall({
      context: this,
      handle,
      incoming,
      transaction,
      maxRingMs: this.#limits.maxRingMs,
      onEnded: (ending) => this.#ended(handle, ending),
    })
    this.#calls.set(handle, call)
    const { uri, headers } = incoming.request
    const requestUri = parseUri(uri)
    const body = sessionBody(incoming.request)
    this.emit({
      type: 'incomingCall',
      call: handle,
      from,
      to: callParty(incoming.to),
      requestUser: requestUri.ok ? decodedUser(requestUri.value.user) : '',
      requestUri: readable(uri),
      ...(authenticatedUser === undefined ? {} : { authenticatedUser }),
      sipCallId: readable(incoming.callId),
      maxForwards: Number(headers.get('max-forwards') ?? 70),
      flow: incoming.flow,
      ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}),
      headers: headersOfInterest(incoming.request),
    })
  }

  #respond(incoming: IncomingRequest, transaction: ServerTransaction, parts: ResponseParts): void {
    const response = makeResponse(incoming.request, this.productName, { toTag: this.newTag(), ...parts })
    this.transactions.respond(transaction, response)
  }

  #ended(handle: CallHandle, ending: Ending): void {
    if (!this.#calls.delete(handle)) return
    this.emit({ type: 'callEnded', call: handle, ...ending })
  }

  // --- what calls need of us

  emit(event: SipEvent): void {
    this.#actions.push({ kind: 'event', event })
  }

  after(delayMs: number, run: () => void): TimerEntry<() => void> {
    return this.#timers.schedule(this.nowMs + delayMs, run)
  }

  cancelTimer(entry: TimerEntry<() => void> | undefined): void {
    if (entry !== undefined) this.#timers.cancel(entry)
  }

  transmit(flow: Flow, bytes: Uint8Array): void {
    this.#actions.push({ kind: 'send', flow: this.#connections.reuse(flow), bytes })
  }

  newTag(): string {
    return Buffer.from(this.#options.randomBytes(12)).toString('hex')
  }

  chance(): number {
    return Buffer.from(this.#options.randomBytes(4)).readUInt32BE(0) / 2 ** 32
  }

  contactOn(flow: Flow): string {
    return `<sip:${this.#addresses.nameOn(flow)}${flow.transport === 'udp' ? '' : `;transport=${flow.transport}`}>`
  }

  flowFor(nextHop: string, dialog: Dialog): Flow {
    const uri = parseUri(nextHop)
    const known = dialog.flow
    // An open connection is a path that works, whatever the Contact says; so is the hole in an address translator.
    if (!uri.ok || dialog.staysOnFlow) return known
    if (known.transport === 'tcp' && this.#connections.isOpen(known)) return known
    const { host, port, parameters } = uri.value
    // Names would need DNS; and a private address behind a public one cannot be reached.
    if (!isIpAddress(host) || (isPrivateAddress(host) && !isPrivateAddress(known.remote.address))) return known
    const transport = transportOf(parameters.get('transport'))
    if (transport === undefined) return known
    const remote = { address: host, port: port ?? 5060 }
    if (transport === known.transport && transport === 'udp') return { transport, local: known.local, remote }
    return this.#addresses.flowTo(remote, transport) ?? known
  }

  // --- commands

  setClosed(reason: { readonly retryAfterS: number } | undefined): void {
    this.#closed = reason
  }

  counts(): SipEngineCounts {
    return {
      calls: this.#calls.size,
      transactions: this.transactions.size,
      dialogs: this.dialogs.size,
      registeredUsers: this.#registrations.registeredUsers,
      connections: this.#connections.size,
      timers: this.#timers.size,
      messagesReceived: this.#reception.received,
      messagesRefused: this.#reception.refused,
    }
  }

  registeredContacts(user: string): readonly RegisteredContact[] {
    return this.#registrations.contacts(user)
  }

  progress(call: CallHandle, status: number, sdp: Uint8Array | undefined, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.progress(status, sdp))
  }

  answer(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.answer(sdp))
  }

  reject(
    call: CallHandle,
    status: number,
    how: { readonly reason?: string; readonly retryAfterS?: number; readonly q850?: number },
    nowMs: number,
  ): CommandResult {
    return this.#command(call, nowMs, (one) => one.reject(status, how))
  }

  hangUp(call: CallHandle, how: { readonly q850?: number; readonly text?: string }, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.hangUp(how))
  }

  answerOffer(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.answerOffer(sdp))
  }

  refuseOffer(call: CallHandle, status: number, nowMs: number): CommandResult {
    if (status < 300 || status > 699) return failure('badStatus')
    return this.#command(call, nowMs, (one) => one.refuseOffer(status))
  }

  offer(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.offer(sdp))
  }

  acknowledge(call: CallHandle, sdp: Uint8Array, nowMs: number): CommandResult {
    return this.#command(call, nowMs, (one) => one.acknowledge(sdp))
  }

  #command(
    handle: CallHandle,
    nowMs: number,
    run: (call: IncomingCall | OutgoingCall) => CommandResult,
  ): CommandResult {
    return this.#at(nowMs, () => {
      const call = this.#calls.get(handle)
      return call === undefined ? failure('unknownCall') : run(call)
    })
  }

  originate(request: OriginateRequest, nowMs: number): Result<CallHandle, CommandRefusal> {
    return this.#at(nowMs, () => {
      if (this.#calls.size >= this.#limits.maxCalls || this.transactions.isFull) return failure('tooManyCalls')
      const target = resolveTarget(request.target, this.#addresses, (user) => this.#registrations.bindings(user))
      if (!target.ok) return target
      const headers = checkedHeaders(request)
      if (headers === undefined) return failure('badHeader')
      const from = fromParty(request, this.#addresses.nameOn(target.value.flow))
      if (from === undefined) return failure('badUri')
      const handle = this.newTag() as CallHandle
      const call = new OutgoingCall({
        context: this,
        handle,
        plan: {
          ...target.value,
          from,
          headers,
          ringTimeoutMs: request.ringTimeoutMs ?? this.#limits.maxRingMs,
          maxForwards: request.maxForwards ?? 70,
          ...(request.sdp === undefined ? {} : { sdp: request.sdp }),
          ...(request.credentials === undefined ? {} : { credentials: request.credentials }),
        },
        onEnded: (ending) => this.#ended(handle, ending),
      })
      this.#calls.set(handle, call)
      return success(handle)
    })
  }

  options(target: CallTarget, nowMs: number): Result<ProbeHandle, CommandRefusal> {
    return this.#at(nowMs, () => {
      const resolved = resolveTarget(target, this.#addresses, (user) => this.#registrations.bindings(user))
      return resolved.ok ? success(sendProbe(this, resolved.value)) : resolved
    })
  }
}
