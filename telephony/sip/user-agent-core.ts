import { failure, type Result, success } from '#kernel/result.ts'
import { DigestServer } from './authentication/digest-server.ts'
import type { CallContext, DialogOwner } from './call/call-context.ts'
import { callParty, headersOfInterest } from './call/call-party.ts'
import type { Ending } from './call/dialog-session.ts'
import { ForkedCall } from './call/forked-call.ts'
import { IncomingCall } from './call/incoming-call.ts'
import { OutgoingCall } from './call/outgoing-call.ts'
import { makeResponse, type ResponseParts, sdpType } from './call/response.ts'
import { sessionBody } from './call/session-body.ts'
import { isIntervalTooSmall, minSessionExpiresS } from './call/session-timer.ts'
import { defaultLimits } from './default-limits.ts'
import { type Dialog, dialogKey } from './dialog/dialog.ts'
import { replacesOf } from './dialog/replaces.ts'
import type {
  CallHandle,
  CallTarget,
  CommandRefusal,
  CommandResult,
  Destination,
  OriginateRequest,
  ProbeHandle,
  RegistrationHandle,
  RegistrationRequest,
  SipAction,
  SipEngineOptions,
  SipEvent,
  SipLimits,
  UserState,
} from './engine-contract.ts'
import { Notifier } from './events/notifier.ts'
import { PagerMessages } from './events/pager-messages.ts'
import { UnsolicitedSummary } from './events/unsolicited-summary.ts'
import { FirstLook } from './first-look.ts'
import { defaultPort, type Flow, isStream, transportParameter } from './flow.ts'
import { AnswerBudget } from './guard/answer-budget.ts'
import type { IncomingRequest } from './message/incoming.ts'
import { octets, readable } from './message/octet-text.ts'
import { decodedUser, encodedUser, parseUri, type SipUri } from './message/uri.ts'
import {
  bindingsToRing,
  bindingTarget,
  checkedHeaders,
  fromParty,
  isTransportFree,
  type ResolvedTarget,
  resolveTarget,
  transportOf,
} from './outgoing-target.ts'
import { sendProbe } from './probes.ts'
import { authenticate, RegistrationService } from './registrar/registration-service.ts'
import { RegistrationClients } from './registration/registration-clients.ts'
import { inspectRequest } from './request-inspection.ts'
import { type TimerEntry, TimerHeap } from './timer-heap.ts'
import { callIdIn } from './trace/message-line.ts'
import { cancelledKey } from './transaction/matching.ts'
import type { ServerTransaction, TransactionUser } from './transaction/transaction.ts'
import { TransactionLayer } from './transaction/transaction-layer.ts'
import { Connections } from './transport/connections.ts'
import { isIpAddress, isPrivateAddress, LocalAddresses } from './transport/local-address.ts'

/** A call of either direction, by its handle. */
export type LiveCall = IncomingCall | OutgoingCall | ForkedCall

/** UDP sources of which is remembered what they may be sent. */
const strangersInMind = 20_000
/** RFC 3261 18.1.1: with an unknown path MTU. */
const maxUdpRequestBytes = 1_300

/** From a registration to the message light. */
const summaryDelayMs = 500
/** Dialogs of which it is still known that they were there. */
const rememberedDialogs = 1_000

/** A call is tried at so many places at most (RFC 3263 4.3). */
const mostDestinations = 8

/**
 * The user agent's core (RFC 3261 6): admits each request and hands it to the call or service that it is for (8, 9, 11, 13), makes
 * calls, and is what they live in. Its clock is set from outside.
 */
export class UserAgentCore implements TransactionUser, CallContext {
  nowMs: number
  readonly transactions: TransactionLayer
  readonly dialogs = new Map<string, DialogOwner>()
  readonly productName: string
  readonly #options: SipEngineOptions
  readonly #limits: SipLimits
  readonly timers = new TimerHeap<() => void>()
  readonly #addresses: LocalAddresses
  readonly connections: Connections
  readonly #digest: DigestServer
  readonly budget = new AnswerBudget(strangersInMind)
  readonly firstLook: FirstLook
  /** Where a stranger's call came from, by our tag of it. */
  readonly #strangersCalls = new Map<string, string>()
  readonly registrations: RegistrationService
  readonly #notifier: Notifier
  readonly #summary: UnsolicitedSummary
  readonly #messages: PagerMessages
  /** Those that we keep at other registrars. */
  readonly ownRegistrations: RegistrationClients
  readonly #calls = new Map<CallHandle, LiveCall>()
  /** Keys of dialogs that ended a short while ago. */
  readonly #recentlyEnded = new Set<string>()
  #actions: SipAction[] = []
  /** New calls are refused while set. */
  closed: { readonly retryAfterS: number } | undefined

  constructor(options: SipEngineOptions) {
    this.#options = options
    this.nowMs = options.nowMs
    this.productName = octets(readable(octets(options.userAgentName)))
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#addresses = new LocalAddresses(options.localAddresses, options.publicAddress)
    this.connections = new Connections(this.#limits.maxConnections)
    this.transactions = new TransactionLayer({
      user: this,
      timers: this.timers,
      randomBytes: options.randomBytes,
      maxTransactions: this.#limits.maxTransactions,
      transmit: (flow, bytes) => this.transmit(flow, bytes),
      sentBy: (flow) => this.#addresses.nameOn(flow),
      streamFor: (flow, bytes) => {
        return bytes > (options.maxUdpRequestBytes ?? maxUdpRequestBytes)
          ? this.#addresses.streamInstead(flow)
          : undefined
      },
      nowMs: () => this.nowMs,
      isStranger: (flow) => this.isStranger(flow),
    })
    this.#digest = new DigestServer({
      realm: options.realm,
      algorithms: options.digestAlgorithms ?? ['MD5'],
      randomBytes: options.randomBytes,
      findAccount: (user) => options.findAccount(user),
    })
    this.firstLook = new FirstLook({
      options,
      digest: this.#digest,
      budget: this.budget,
      tagKey: options.randomBytes(32),
      nowMs: () => this.nowMs,
      hasDialog: (incoming) => this.#dialogOf(incoming) !== undefined,
      hasCancelled: (incoming) => this.transactions.findServer(cancelledKey(incoming))?.isInvite === true,
      closedToStrangers: () => this.#closedParts() ?? this.#fullParts(),
    })
    this.registrations = new RegistrationService(this, this.#digest, this.#limits, (user) => this.#reachedAnew(user))
    const bindings = (user: string) => this.registrations.bindings(user)
    this.#notifier = new Notifier({
      context: this,
      digest: this.#digest,
      hasAccount: (user) => options.findAccount(user) !== undefined,
      isRegistered: (user) => bindings(user).length > 0,
    })
    this.#summary = new UnsolicitedSummary(this)
    this.#messages = new PagerMessages({ context: this, digest: this.#digest, bindings })
    this.ownRegistrations = new RegistrationClients(this, (destination) =>
      this.#addresses.flowToDestination(destination),
    )
  }

  /** The Call-ID (RFC 3261 8.1.1.4) of a live call. */
  sipCallId(handle: CallHandle): string | undefined {
    return this.#calls.get(handle)?.sipCallId
  }

  takeActions(): SipAction[] {
    const actions = this.#actions
    this.#actions = []
    return actions
  }

  close(flow: Flow): void {
    this.#actions.push({ kind: 'close', flow })
  }

  get callCount(): number {
    return this.#calls.size
  }

  // --- requests, from the transaction layer

  onRequest(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const refusal = inspectRequest(incoming, this.transactions.isMerged(transaction))
    const method = incoming.request.method
    if (refusal !== undefined) this.#respond(incoming, transaction, refusal)
    else if (method === 'CANCEL') this.#onCancel(incoming, transaction)
    else if (incoming.toTag !== undefined && method !== 'REGISTER') {
      const owner = this.#dialogOf(incoming)
      // 12.2.2
      if (owner === undefined) this.#respond(incoming, transaction, { status: 481 })
      else owner.onRequest(incoming, transaction)
    } else if (method === 'INVITE') this.#onInvite(incoming, transaction)
    else if (method === 'REGISTER') this.registrations.onRegister(incoming, transaction)
    else if (method === 'OPTIONS') this.#onOptions(incoming, transaction)
    else if (method === 'SUBSCRIBE') this.#notifier.onSubscribe(incoming, transaction)
    else if (method === 'MESSAGE') this.#messages.onMessage(incoming, transaction)
    // RFC 3515 5.2: whoever could have us call at will would call at our cost; only a call's own party may send it on.
    else if (method === 'REFER') this.#respond(incoming, transaction, { status: 403 })
    else this.#respond(incoming, transaction, { status: 481 })
  }

  onAck(incoming: IncomingRequest): void {
    this.#dialogOf(incoming)?.onAck(incoming)
  }

  #dialogOf(incoming: IncomingRequest): DialogOwner | undefined {
    const owner = this.dialogs.get(dialogKey(incoming.callId, incoming.toTag ?? '', incoming.fromTag ?? ''))
    const { address } = incoming.flow.remote
    // It knows our tag, and it is where we sent that: it hears us.
    if (owner !== undefined && this.#strangersCalls.get(incoming.toTag ?? '') === address) {
      this.budget.proved(address, this.nowMs)
    }
    return owner
  }

  isStranger(flow: Flow): boolean {
    return this.#options.isPeer?.(flow) === false
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
    if (this.closed === undefined) return undefined
    return { status: 503, headers: [['retry-after', String(this.closed.retryAfterS)]] }
  }

  #fullParts(): ResponseParts | undefined {
    return this.#calls.size < this.#limits.maxCalls ? undefined : { status: 503, headers: [['retry-after', '5']] }
  }

  #onInvite(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const from = callParty(incoming.from)
    const { uri, headers } = incoming.request
    const requestUri = parseUri(uri)
    const requestUser = requestUri.ok ? decodedUser(requestUri.value.user) : ''
    const callerVerdict = incoming.verdict ?? { kind: 'challenge' }
    const asksForHelp = this.#options.isEmergencyNumber?.(requestUser) === true
    let authenticatedUser: string | undefined
    if (callerVerdict.kind === 'challenge') {
      const verdict = authenticate(this, this.#digest, incoming, asksForHelp)
      // One may call as oneself only; who calls for help has proved enough by the signature.
      if (verdict.kind === 'refused' || (verdict.user !== from.user && !asksForHelp)) {
        this.#respond(incoming, transaction, verdict.kind === 'refused' ? verdict.parts : { status: 403 })
        return
      }
      authenticatedUser = verdict.user
    }
    const isEmergency = authenticatedUser !== undefined && asksForHelp
    const refusal = isEmergency ? undefined : (this.#closedParts() ?? this.#fullParts())
    if (refusal !== undefined) {
      this.#respond(incoming, transaction, refusal)
      return
    }
    const replaced = this.#replaced(incoming, callerVerdict.kind === 'trunk' || authenticatedUser !== undefined)
    if (typeof replaced === 'number' || isIntervalTooSmall(headers)) {
      const tooBrief = { status: 422, headers: [['min-se', String(minSessionExpiresS)]] } as const
      this.#respond(incoming, transaction, typeof replaced === 'number' ? { status: replaced } : tooBrief)
      return
    }
    const handle = this.newTag() as CallHandle
    const call = new IncomingCall({
      context: this,
      handle,
      incoming,
      transaction,
      maxRingMs: this.#limits.maxRingMs,
      terms: { ...this.#options.calleeTerms, ...(callerVerdict.kind === 'trunk' ? callerVerdict : {}) },
      onEnded: (ending) => this.#ended(handle, ending),
    })
    this.#calls.set(handle, call)
    if (this.isStranger(incoming.flow)) this.#strangersCalls.set(call.localTag, incoming.flow.remote.address)
    const body = sessionBody(incoming.request)
    this.emit({
      type: 'incomingCall',
      call: handle,
      from,
      to: callParty(incoming.to),
      requestUser,
      requestUri: readable(uri),
      ...(authenticatedUser === undefined ? {} : { authenticatedUser }),
      verdict: callerVerdict,
      sipCallId: readable(incoming.callId),
      maxForwards: Number(headers.get('max-forwards') ?? 70),
      flow: incoming.flow,
      ...(body.kind === 'sdp' ? { sdp: body.sdp } : {}),
      ...(call.takesEarlyOffer ? { takesEarlyOffer: true } : {}),
      ...(replaced === undefined ? {} : { replaces: replaced }),
      headers: headersOfInterest(incoming.request),
    })
  }

  /**
   * RFC 3891 3: the call whose place an INVITE with Replaces takes, or the status to refuse it with.
   * @param isKnown the caller has proved who it is; else it must come from where the replaced party is
   */
  #replaced(incoming: IncomingRequest, isKnown: boolean): CallHandle | number | undefined {
    const wanted = replacesOf(incoming.request.headers)
    if (wanted === undefined) return undefined
    if (wanted === 'malformed') return 400
    const key = dialogKey(wanted.callId, wanted.toTag, wanted.fromTag)
    const found = this.dialogs.get(key)?.replaceable?.()
    if (found === undefined) return this.#recentlyEnded.has(key) ? 603 : 481
    if (!isKnown && found.remoteAddress !== incoming.flow.remote.address) return 403
    if (found.state === 'over') return 603
    if (found.state === 'confirmed') return wanted.isEarlyOnly ? 486 : found.call
    // Of early dialogs only those that we began: nobody may take a call from the telephone that rings with it.
    return found.isOurs ? found.call : 481
  }

  #respond(incoming: IncomingRequest, transaction: ServerTransaction, parts: ResponseParts): void {
    const response = makeResponse(incoming.request, this.productName, { toTag: this.newTag(), ...parts })
    this.transactions.respond(transaction, response)
  }

  #ended(handle: CallHandle, ending: Ending): void {
    const call = this.#calls.get(handle)
    if (call === undefined) return
    this.#calls.delete(handle)
    if (call instanceof IncomingCall) this.#strangersCalls.delete(call.localTag)
    this.emit({ type: 'callEnded', call: handle, ...ending })
  }

  // --- what calls need of us

  emit(event: SipEvent): void {
    // A dialog of a call that is over may live on for its last exchanges: nothing of them is a word about the call any more.
    if (event.type !== 'callEnded' && 'call' in event && !this.#calls.has(event.call)) return
    this.#actions.push({ kind: 'event', event })
  }

  after(delayMs: number, run: () => void): TimerEntry<() => void> {
    return this.timers.schedule(this.nowMs + delayMs, run)
  }

  cancelTimer(entry: TimerEntry<() => void> | undefined): void {
    if (entry !== undefined) this.timers.cancel(entry)
  }

  transmit(flow: Flow, bytes: Uint8Array): void {
    if (this.#isBeyondBudget(flow, bytes)) return
    const { messagePassed } = this.#options
    const sipCallId = messagePassed && callIdIn(bytes)
    if (sipCallId !== undefined) messagePassed?.({ direction: 'out', flow, bytes, sipCallId, atMs: this.nowMs })
    this.#actions.push({ kind: 'send', flow: this.connections.reuse(flow), bytes })
  }

  /** Only what a stranger's datagram brought about is weighed: responses, and the BYE to a call that nobody acknowledged. */
  #isBeyondBudget(flow: Flow, bytes: Uint8Array): boolean {
    if (flow.transport !== 'udp' || !this.isStranger(flow)) return false
    const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 8)).toString('latin1')
    const isBroughtAbout = start === 'SIP/2.0 ' || start.startsWith('BYE ')
    return isBroughtAbout && !this.budget.spend(flow.remote.address, bytes.byteLength, this.nowMs)
  }

  dialogEnded(key: string): void {
    this.#recentlyEnded.add(key)
    for (const oldest of this.#recentlyEnded) {
      if (this.#recentlyEnded.size <= rememberedDialogs) break
      this.#recentlyEnded.delete(oldest)
    }
  }

  newTag(): string {
    return Buffer.from(this.#options.randomBytes(12)).toString('hex')
  }

  chance(): number {
    return Buffer.from(this.#options.randomBytes(4)).readUInt32BE(0) / 2 ** 32
  }

  contactOn(flow: Flow, user?: string): string {
    const at = user === undefined ? '' : `${encodedUser(user)}@`
    return `<sip:${at}${this.#addresses.nameOn(flow)}${transportParameter(flow.transport)}>`
  }

  flowToUri(uri: SipUri, known: { readonly uri: string; readonly flow: Flow }): Flow | undefined {
    const before = parseUri(known.uri)
    if (before.ok && before.value.host === uri.host && before.value.port === uri.port) return known.flow
    const transport = transportOf(uri)
    if (transport === undefined || !isIpAddress(uri.host)) return undefined
    return this.#addresses.flowTo({ address: uri.host, port: uri.port ?? defaultPort(transport) }, transport)
  }

  flowFor(nextHop: string, dialog: Dialog): Flow {
    const uri = parseUri(nextHop)
    const known = dialog.flow
    // An open connection is a path that works, whatever the Contact says; so is the hole in an address translator.
    if (!uri.ok || dialog.staysOnFlow) return known
    if (isStream(known.transport) && this.connections.isOpen(known)) return known
    const { host, port } = uri.value
    // Names would need DNS; and a private address behind a public one cannot be reached.
    if (!isIpAddress(host) || (isPrivateAddress(host) && !isPrivateAddress(known.remote.address))) return known
    const transport = transportOf(uri.value)
    if (transport === undefined) return known
    const remote = { address: host, port: port ?? defaultPort(transport) }
    const isSameFamily = host.includes(':') === known.local.address.includes(':')
    const flow =
      transport === known.transport && transport === 'udp' && isSameFamily
        ? { transport, local: known.local, remote }
        : this.#addresses.flowTo(remote, transport, known.tlsName)
    if (flow === undefined) return known
    return isTransportFree(uri.value) ? { ...flow, mayChangeTransport: true } : flow
  }

  /** A user's bindings changed. */
  #reachedAnew(user: string): void {
    this.#notifier.registrationChanged(user)
    if (this.#notifier.stateOf(user) === undefined) return
    // It has to hear that it is registered first.
    this.after(summaryDelayMs, () => this.#updateSummary(user))
  }

  #updateSummary(user: string): void {
    const isSubscribed = this.#notifier.isTold(user, 'message-summary')
    this.#summary.update(user, this.#notifier.stateOf(user), this.registrations.bindings(user), isSubscribed)
  }

  // --- commands

  setUserState(user: string, state: UserState | undefined): void {
    if (state === undefined) this.#notifier.forgetUser(user)
    else {
      this.#notifier.setState(user, state)
      this.#updateSummary(user)
    }
  }

  command(handle: CallHandle, run: (call: LiveCall) => CommandResult): CommandResult {
    const call = this.#calls.get(handle)
    return call === undefined ? failure('unknownCall') : run(call)
  }

  originate(request: OriginateRequest): Result<CallHandle, CommandRefusal> {
    const isFull = this.#calls.size >= this.#limits.maxCalls || this.transactions.isFull
    if (isFull && request.isEmergency !== true) return failure('tooManyCalls')
    const [first, ...others] = this.#flowsTo(request.destinations ?? [])
    const target = this.#resolve(
      request.target.kind === 'uri' && first !== undefined ? { ...request.target, flow: first } : request.target,
    )
    if (!target.ok) return target
    if (request.destinations !== undefined && first === undefined) return failure('noRoute')
    const headers = checkedHeaders(request)
    if (headers === undefined) return failure('badHeader')
    const from = fromParty(request, this.#addresses.nameOn(target.value.flow))
    if (from === undefined) return failure('badUri')
    const handle = this.newTag() as CallHandle
    const plans = this.#targetsOf(request, target.value).map((one) => ({
      ...one,
      ...(first === undefined ? {} : { otherFlows: others, staysOnFlow: false }),
      ...(request.failoverMs === undefined ? {} : { failoverMs: request.failoverMs }),
      ...(request.hasWayElsewhere === undefined ? {} : { hasWayElsewhere: request.hasWayElsewhere }),
      ...(request.route === undefined ? {} : { routes: [`<${request.route}>`] }),
      from,
      headers,
      ringTimeoutMs: request.ringTimeoutMs ?? this.#limits.maxRingMs,
      maxForwards: request.maxForwards ?? 70,
      ...offerFor(request, one.flow),
      ...(request.credentials === undefined ? {} : { credentials: request.credentials }),
      ...(request.redirects === undefined ? {} : { redirects: request.redirects }),
      ...(request.contactUser === undefined ? {} : { contactUser: request.contactUser }),
      ...(request.contactFeatures === undefined ? {} : { contactFeatures: request.contactFeatures }),
      ...(request.requires === undefined ? {} : { requires: request.requires }),
      ...(request.body === undefined ? {} : { body: request.body }),
      reliableProvisional: request.reliableProvisional ?? 'supported',
      sessionExpiresS: Math.max(0, Math.floor(request.sessionExpiresS ?? 0)),
    }))
    const [plan] = plans
    const shared = { context: this, handle, onEnded: (ending: Ending) => this.#ended(handle, ending) }
    const isOne = plan !== undefined && plans.length === 1
    this.#calls.set(handle, isOne ? new OutgoingCall({ ...shared, plan }) : new ForkedCall({ ...shared, plans }))
    return success(handle)
  }

  #flowsTo(destinations: readonly Destination[]): Flow[] {
    return destinations
      .slice(0, mostDestinations)
      .map((one) => this.#addresses.flowToDestination(one))
      .filter((flow) => flow !== undefined)
  }

  /** All telephones of a registered user, unless one was picked. */
  #targetsOf({ target, sdpFor }: OriginateRequest, resolved: ResolvedTarget): readonly ResolvedTarget[] {
    if (target.kind !== 'registered' || target.contactUri !== undefined) return [resolved]
    return bindingsToRing(this.registrations.bindings(target.user), sdpFor === undefined).map(bindingTarget)
  }

  probe(target: CallTarget, silenceMs?: number): Result<ProbeHandle, CommandRefusal> {
    const resolved = this.#resolve(target)
    return resolved.ok ? success(sendProbe(this, resolved.value, silenceMs)) : resolved
  }

  register(request: RegistrationRequest): Result<RegistrationHandle, CommandRefusal> {
    return this.ownRegistrations.start(request)
  }

  #resolve(target: CallTarget): Result<ResolvedTarget, CommandRefusal> {
    return resolveTarget(target, this.#addresses, (user) => this.registrations.bindings(user))
  }
}

function offerFor(request: OriginateRequest, flow: Flow): { readonly sdp?: Uint8Array } {
  const sdp = request.sdpFor?.(flow) ?? request.sdp
  return sdp === undefined ? {} : { sdp }
}
