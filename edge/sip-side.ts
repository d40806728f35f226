import type { RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { type EdgeId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import { createMediaSession, makeOffer } from '#telephony/sdp/index.ts'
import {
  type CallHandle,
  createSipEngine,
  type SipAccount,
  type SipEngine,
  type SipEvent,
} from '#telephony/sip/index.ts'
import { isPrivateAddress } from '#telephony/sip/transport/local-address.ts'
import type { Admission } from './admission.ts'
import type { BuiltInNumbers } from './built-in-numbers.ts'
import { CallLeg } from './call-leg.ts'
import { type SecureRandom, sdpSessionId } from './chance.ts'
import type { Legs } from './legs.ts'
import type { Playing } from './playing.ts'
import { refuse } from './refusal.ts'
import { SipCall, type SipCallParts } from './sip-call.ts'
import { SipRtp } from './sip-rtp.ts'
import { SipSockets } from './sip-sockets.ts'
import { findSipRoute } from './sip-target.ts'

export interface SipSideOptions {
  readonly hosts: readonly string[]
  readonly port: number
  /** Numeric. */
  readonly publicAddress?: string
  readonly realm: string
  readonly edgeId: EdgeId
  readonly rtpPorts: RtpPorts
  readonly legs: Legs
  readonly playing: Playing
  readonly admission: Admission
  readonly builtIns: BuiltInNumbers
  readonly clock: CallClock
  readonly chance: SecureRandom
  readonly logger: Logger
  readonly maxCalls: number
  findAccount(user: string): SipAccount | undefined
  /** Bindings of a user came or went. */
  registrationChanged(user: string, isRegistered: boolean): void
  /** A new call came in and was not refused: it waits to be told what to do. */
  incoming(leg: CallLeg): void
}

/** How long a stop waits for the answers to our BYEs. */
const farewellMs = 1000

/** SIP as the edge sees it: the engine, its sockets and timer, and each call's leg. */
export class SipSide {
  readonly #options: SipSideOptions
  readonly #sockets: SipSockets
  readonly #engine: SipEngine
  /** A call whose ports are being opened is there without its `SipCall`; it can end meanwhile. */
  readonly #calls = new Map<CallHandle, SipCall | undefined>()
  readonly #parts: SipCallParts
  readonly #sipNowMs: () => number
  #timer: NodeJS.Timeout | undefined
  #isDraining = false

  private constructor(options: SipSideOptions, sockets: SipSockets, sipNowMs: () => number) {
    const { legs, playing, clock, chance } = options
    this.#options = options
    this.#sockets = sockets
    this.#sipNowMs = sipNowMs
    this.#engine = createSipEngine({
      nowMs: sipNowMs(),
      randomBytes: chance.bytes,
      localAddresses: sockets.localAddresses,
      ...(options.publicAddress === undefined ? {} : { publicAddress: options.publicAddress }),
      userAgentName: 'Parley',
      realm: options.realm,
      findAccount: (user) => options.findAccount(user),
      // Ours is the bound that answers; the engine's own is there for what never becomes a call of ours.
      limits: { maxCalls: options.maxCalls + 100 },
    })
    this.#parts = { engine: this.#engine, drain: () => this.#drain(), sipNowMs, legs, playing, clock, chance }
  }

  /** @returns a sentence for a person when it cannot listen */
  static async open(options: SipSideOptions): Promise<Result<SipSide, string>> {
    const { clock } = options
    // UTC that never runs back, also when the machine's clock is set.
    const offsetMs = clock.wallMs() - clock.monotonicMs()
    const sipNowMs = () => Math.floor(clock.monotonicMs() + offsetMs)
    let side: SipSide | undefined
    const sockets = await SipSockets.open(options.hosts, options.port, {
      received: (flow, bytes) => side?.use((engine) => engine.receive(flow, bytes, sipNowMs())),
      opened: (flow) => side?.use((engine) => engine.connectionOpened(flow, sipNowMs())),
      closed: (flow) => side?.use((engine) => engine.connectionClosed(flow, sipNowMs())),
      sendFailed: (flow) => side?.use((engine) => engine.sendFailed(flow, sipNowMs())),
    })
    if (!sockets.ok) return sockets
    side = new SipSide(options, sockets.value, sipNowMs)
    return success(side)
  }

  /** `sip:ADDRESS:PORT` of each address it listens on. */
  get addresses(): string[] {
    return this.#sockets.localAddresses
      .filter((local) => local.transport === 'udp')
      .map((local) => `sip:${local.address.includes(':') ? `[${local.address}]` : local.address}:${local.port}`)
  }

  isRegistered(user: string): boolean {
    return this.#engine.registeredContacts(user).length > 0
  }

  counts() {
    return this.#engine.counts()
  }

  use(deed: (engine: SipEngine) => void): void {
    deed(this.#engine)
    this.#drain()
  }

  #drain(): void {
    // Events make calls do things, which queues more: the outermost drain takes all of it, in order.
    if (this.#isDraining) return
    this.#isDraining = true
    try {
      for (let actions = this.#engine.takeActions(); actions.length > 0; actions = this.#engine.takeActions()) {
        for (const action of actions) {
          if (action.kind === 'event') this.#handle(action.event)
          else this.#sockets.perform(action)
        }
      }
    } finally {
      this.#isDraining = false
    }
    const dueMs = this.#engine.nextTimerMs()
    clearTimeout(this.#timer)
    if (dueMs === undefined) return
    const waitMs = Math.max(0, dueMs - this.#sipNowMs())
    this.#timer = setTimeout(() => this.use((engine) => engine.advance(this.#sipNowMs())), Math.min(waitMs, 60_000))
  }

  #handle(event: SipEvent): void {
    try {
      this.#dispatch(event)
    } catch (error) {
      this.#options.logger.error('A call failed on a SIP event and is ended', { event: event.type, error })
      if ('call' in event && event.type !== 'callEnded') this.#engine.hangUp(event.call, {}, this.#sipNowMs())
    }
  }

  #dispatch(event: SipEvent): void {
    switch (event.type) {
      case 'incomingCall':
        this.#incoming(event)
        break
      case 'callProgress':
        this.#calls.get(event.call)?.progressed(event)
        break
      case 'callAnswered':
        this.#calls.get(event.call)?.answered(event)
        break
      case 'callAcknowledged':
        this.#calls.get(event.call)?.acknowledged(event)
        break
      case 'remoteOffer':
        this.#calls.get(event.call)?.offered(event)
        break
      case 'infoDigits':
        this.#calls.get(event.call)?.digits(event)
        break
      case 'callEnded': {
        const call = this.#calls.get(event.call)
        this.#calls.delete(event.call)
        call?.ended(event)
        break
      }
      case 'registrationChanged':
        this.#options.registrationChanged(event.user, event.contacts.length > 0)
        break
      case 'authenticationFailed':
        this.#options.logger.warn('A SIP user gave wrong credentials', {
          user: event.user,
          address: event.flow.remote.address,
          isLocked: event.isLocked,
        })
        break
      case 'offerAnswered':
      case 'offerRefused':
      case 'probeEnded':
        break
    }
  }

  // --- calls that come in

  #incoming(event: Extract<SipEvent, { type: 'incomingCall' }>): void {
    const { admission, builtIns, logger } = this.#options
    const isBuiltIn = builtIns.has(event.requestUser)
    const refusal = admission.refusal(!isBuiltIn)
    if (refusal) {
      logger.warn('A call was refused', { why: refusal.why, dialedNumber: event.requestUser })
      this.#engine.reject(event.call, 503, { retryAfterS: refusal.retryAfterS }, this.#sipNowMs())
      return
    }
    this.#calls.set(event.call, undefined)
    admission.pending++
    void this.#openIncoming(event, isBuiltIn)
      .catch((error: unknown) => {
        logger.error('A call could not be set up', { error })
        this.use((engine) => engine.hangUp(event.call, {}, this.#sipNowMs()))
      })
      .finally(() => {
        admission.pending--
      })
  }

  async #openIncoming(event: Extract<SipEvent, { type: 'incomingCall' }>, isBuiltIn: boolean): Promise<void> {
    const { edgeId, clock, chance, legs, builtIns, rtpPorts, logger } = this.#options
    const handle = event.call
    const reject = (status: number, retryAfterS?: number) =>
      this.use((engine) =>
        engine.reject(handle, status, retryAfterS === undefined ? {} : { retryAfterS }, this.#sipNowMs()),
      )
    const rtp = await SipRtp.open(rtpPorts, event.flow.local.address, () => clock.monotonicMs())
    if (!this.#calls.has(handle)) {
      // The caller gave up while the ports were being opened.
      if (rtp.ok) rtp.value.close()
      return
    }
    if (!rtp.ok) {
      logger.error('No RTP ports are left', { code: rtp.error.code })
      reject(503, 10)
      return
    }
    const session = this.#newSession(event.flow.local.address, event.flow.remote.address, rtp.value.port)
    const call = new SipCall(this.#parts, { handle, direction: 'inbound', rtp: rtp.value, session })
    this.#calls.set(handle, call)
    const refusedWith = call.takeOffer(event.sdp)
    if (refusedWith !== undefined) {
      reject(refusedWith)
      return
    }
    const leg = new CallLeg(
      {
        legId: newId('leg', clock.wallMs(), chance.bytes),
        edgeId,
        transport: 'sip',
        direction: 'inbound',
        callerNumber: event.from.user,
        ...(event.from.displayName === '' ? {} : { callerName: event.from.displayName }),
        dialedNumber: event.requestUser,
        ...(event.authenticatedUser === undefined ? {} : { authenticatedUser: event.authenticatedUser }),
        ...(isBuiltIn ? { isPrivate: true } : {}),
      },
      call,
      clock.monotonicMs(),
    )
    legs.add(leg)
    call.begin(leg)
    if (isBuiltIn) builtIns.take(leg)
    else this.#options.incoming(leg)
  }

  // --- calls that go out

  /** Sets a leg up that the core named. Its further life is told by events. */
  async originate(command: EdgeCommandOf<'leg.originate'>): Promise<Result<void, EdgeError>> {
    const { edgeId, clock, legs, rtpPorts } = this.#options
    const route = await findSipRoute(this.#engine, this.#sockets.localAddresses, command.to)
    if (!route.ok) return route
    const rtp = await SipRtp.open(rtpPorts, route.value.localAddress, () => clock.monotonicMs())
    if (!rtp.ok) return refuse('overloaded', `No RTP ports are left (${rtp.error.code}).`)
    const offer = makeOffer(
      this.#newSession(route.value.localAddress, route.value.remoteAddress, rtp.value.port),
      'sendrecv',
    )
    const handle = this.#engine.originate(
      {
        target: route.value.target,
        fromUser: command.callerNumber,
        ...(command.callerName === undefined ? {} : { displayName: command.callerName }),
        sdp: offer.sdp,
        ringTimeoutMs: command.ringTimeoutMs,
      },
      this.#sipNowMs(),
    )
    if (!handle.ok) {
      rtp.value.close()
      return originateRefusal(handle.error)
    }
    const call = new SipCall(this.#parts, {
      handle: handle.value,
      direction: 'outbound',
      rtp: rtp.value,
      session: offer.session,
    })
    this.#calls.set(handle.value, call)
    const leg = new CallLeg(
      {
        legId: command.legId,
        edgeId,
        transport: 'sip',
        direction: 'outbound',
        ...(command.stationId === undefined ? {} : { stationId: command.stationId }),
        callerNumber: command.callerNumber,
        ...(command.callerName === undefined ? {} : { callerName: command.callerName }),
        dialedNumber: command.to.kind === 'endpoint' ? command.to.user : command.to.uri,
      },
      call,
      clock.monotonicMs(),
    )
    legs.add(leg)
    call.begin(leg)
    this.#drain()
    return success(undefined)
  }

  #newSession(localAddress: string, remoteAddress: string, port: number) {
    const { publicAddress, chance } = this.#options
    const isOutside = publicAddress !== undefined && !isPrivateAddress(remoteAddress)
    return createMediaSession({
      address: isOutside ? publicAddress : localAddress,
      port,
      sessionId: sdpSessionId(chance),
      codecs: ['pcmu', 'pcma'],
    })
  }

  /** Ends all calls with BYE, waits a moment for the answers, and closes the sockets. */
  async stop(): Promise<void> {
    for (const leg of [...this.#options.legs.live])
      if (leg.origin.transport === 'sip') leg.signalling.hangUp('edge-lost')
    for (const handle of [...this.#calls.keys()]) this.use((engine) => engine.hangUp(handle, {}, this.#sipNowMs()))
    const untilMs = this.#sipNowMs() + farewellMs
    while (this.#engine.counts().calls > 0 && this.#sipNowMs() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isDraining = true
    await this.#sockets.close()
  }
}

function originateRefusal(refusal: string): Result<never, EdgeError> {
  switch (refusal) {
    case 'notRegistered':
      return refuse('not-reachable', 'The phone is not registered any more.')
    case 'noRoute':
      return refuse('not-reachable', 'There is no way to that address.')
    case 'tooManyCalls':
      return refuse('overloaded', 'The edge has as many calls as it takes.')
    default:
      return failure({ code: 'bad-command', sentence: `SIP refused the call: ${refusal}.` })
  }
}
