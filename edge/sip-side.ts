import type { LegId, TransferId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { Registration } from '#protocol/edge/ladder.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import {
  type CallHandle,
  type CommandRefusal,
  createSipEngine,
  type Flow,
  type OriginateRequest,
  type SipAccount,
  type SipEngine,
  type SipEvent,
} from '#telephony/sip/index.ts'
import type { Access } from './access/access.ts'
import { SipCalls, type SipCallsOptions } from './sip-calls.ts'
import { SipSockets, type SipSocketsOptions } from './sip-sockets.ts'
import { findSipRoute, type SipRoute } from './sip-target.ts'
import { Trunks } from './trunks/trunks.ts'

export interface SipSideOptions extends SipCallsOptions, SipSocketsOptions {
  readonly realm: string
  readonly maxCalls: number
  readonly access: Access
  /** For the names of trunks: `address` or `address:port`; absent: the machine's own. */
  readonly dnsServers?: readonly string[]
  findAccount(user: string): SipAccount | undefined
  /** Bindings of a user came or went. */
  registrationChanged(user: string, isRegistered: boolean): void
}

/** What callers who know session timers are asked for (RFC 4028): a party that died in silence is found out by then. */
const sessionTimerS = 1_800
const longestTimerMs = 60_000
/** How long a stop waits for the answers to our BYEs. */
const farewellMs = 1000

/** SIP as the edge sees it: the engine, its sockets and timer, and each call's leg. */
export class SipSide {
  readonly #options: SipSideOptions
  readonly #sockets: SipSockets
  readonly #engine: SipEngine
  readonly #calls: SipCalls
  readonly trunks: Trunks
  readonly #sipNowMs: () => number
  readonly #registrations = new Map<string, Registration[]>()
  /** Calls of ours that are nobody's legs: who hears of them. */
  readonly #asides = new Map<CallHandle, (event: SipEvent) => void>()
  #timer: NodeJS.Timeout | undefined
  #timerDueMs = 0
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
      messagePassed: (message) => options.signalling.passed(message),
      findAccount: (user) => options.findAccount(user),
      judgeCaller: (invite) => options.access.judge(invite),
      isPeer: (flow) => options.access.isPeer(flow),
      strangerMet: (deed, flow, method) => options.access.strangerMet(deed, flow, method),
      isEmergencyNumber: (number) => options.access.isEmergencyNumber(number),
      calleeTerms: { sessionExpiresS: sessionTimerS },
      // Ours is the bound that answers; the engine's own is there for what never becomes a call of ours.
      limits: { maxCalls: options.maxCalls + 100 },
    })
    const { opus } = options
    const parts = { engine: this.#engine, drain: () => this.#drain(), sipNowMs, legs, playing, clock, chance, opus }
    this.trunks = new Trunks({
      engine: this.#engine,
      drain: () => this.#drain(),
      sipNowMs,
      clock,
      chance,
      localAddresses: sockets.localAddresses,
      ...(options.dnsServers === undefined ? {} : { dnsServers: options.dnsServers }),
      emit: options.emit,
    })
    options.access.useTrunks(this.trunks)
    this.#calls = new SipCalls(options, parts, sockets.localAddresses, this.trunks)
  }

  /** @returns a sentence for a person when it cannot listen */
  static async open(options: SipSideOptions): Promise<Result<SipSide, string>> {
    const { clock } = options
    // UTC that never runs back, also when the machine's clock is set.
    const offsetMs = clock.wallMs() - clock.monotonicMs()
    const sipNowMs = () => Math.floor(clock.monotonicMs() + offsetMs)
    let side: SipSide | undefined
    const sockets = await SipSockets.open(options, {
      received: (flow, bytes) => {
        const admission = options.access.admits(flow, bytes)
        if (admission === 'pass') side?.use((engine) => engine.receive(flow, bytes, sipNowMs()))
        else if (admission === 'close') side?.shutOut(flow)
      },
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

  /** Sets a leg up that the core named. Its further life is told by events. */
  originate(command: EdgeCommandOf<'leg.originate'>): Promise<Result<void, EdgeError>> {
    return this.#calls.originate(command)
  }

  /** Gives up a leg that `originate` has not set up yet. @returns whether there was one */
  giveUp(legId: LegId): boolean {
    return this.#calls.giveUp(legId)
  }

  /** Where a call to this address would go. */
  routeTo(uri: string): Promise<Result<SipRoute, EdgeError>> {
    return findSipRoute(this.#engine, this.#sockets.localAddresses, { kind: 'sip', uri })
  }

  /** A call that is nobody's leg, such as a recorder's: `tell` hears all that becomes of it. */
  callAside(request: OriginateRequest, tell: (event: SipEvent) => void): Result<CallHandle, CommandRefusal> {
    const made = this.#engine.originate(request, this.#sipNowMs())
    if (made.ok) this.#asides.set(made.value, tell)
    this.#drain()
    return made
  }

  /** Tells the far end of a leg how the transfer goes that it asked for. */
  transferProgress(legId: LegId, transferId: TransferId, status: number): Result<void, EdgeError> {
    return this.#calls.transfers.progress(legId, transferId, status)
  }

  /** UTC milliseconds by the engine's clock. */
  sipNowMs(): number {
    return this.#sipNowMs()
  }

  /** Every binding of every phone. */
  registrations(): Registration[] {
    return [...this.#registrations.values()].flat()
  }

  get refusedMessages(): number {
    return this.#engine.counts().messagesRefused
  }

  isRegistered(user: string): boolean {
    return this.#engine.registeredContacts(user).length > 0
  }

  /** The user's account is gone or has another password: phones that registered with the old one are reached no more. */
  forgetRegistrations(user: string): void {
    this.#engine.forgetRegistrations(user, this.#sipNowMs())
  }

  /** Closes the connection of somebody who is banned. */
  shutOut(flow: Flow): void {
    this.#sockets.perform({ kind: 'close', flow })
    this.use((engine) => engine.connectionClosed(flow, this.#sipNowMs()))
  }

  use(deed: (engine: SipEngine) => void): void {
    // A fault is for the caller; what is due, to others as well, goes on.
    try {
      deed(this.#engine)
    } finally {
      this.#drain()
    }
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
    this.#arm()
  }

  /** A timer that is set already and rings before it is needed may ring: what is due then is looked at, and set anew. */
  #arm(): void {
    const dueMs = this.#engine.nextTimerMs()
    if (dueMs === undefined || (this.#timer !== undefined && this.#timerDueMs <= dueMs)) return
    clearTimeout(this.#timer)
    const nowMs = this.#sipNowMs()
    this.#timerDueMs = Math.min(Math.max(dueMs, nowMs), nowMs + longestTimerMs)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.use((engine) => engine.advance(this.#sipNowMs()))
    }, this.#timerDueMs - nowMs)
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
    const aside = 'call' in event ? this.#asides.get(event.call) : undefined
    if (aside) {
      if (event.type === 'callEnded') this.#asides.delete(event.call)
      aside(event)
      return
    }
    this.#options.access.heard(event)
    switch (event.type) {
      case 'incomingCall':
        this.#calls.incoming(event)
        break
      case 'callProgress':
        this.#calls.get(event.call)?.progressed(event)
        break
      case 'destinationFailed':
        this.#calls.trunkCalls.placeFailed(event)
        break
      case 'registrationResult':
        this.trunks.registrationResult(event)
        break
      case 'callAnswered':
        this.#calls.trunkCalls.answered(event)
        this.#calls.get(event.call)?.answered(event)
        break
      case 'callAcknowledged':
        this.#calls.get(event.call)?.acknowledged(event)
        break
      case 'remoteOffer':
        this.#calls.get(event.call)?.offered(event)
        break
      case 'offerAnswered':
        this.#calls.get(event.call)?.offerAnswered(event)
        break
      case 'transferRequested':
        this.#calls.transferRequested(event)
        break
      case 'infoDigits':
        this.#calls.get(event.call)?.digits(event)
        break
      case 'callEnded':
        this.#callEnded(event)
        break
      case 'registrationChanged':
        this.#noteRegistration(event)
        this.#options.registrationChanged(event.user, event.contacts.length > 0)
        break
      case 'authenticationFailed':
        this.#options.logger.warn('A SIP user gave wrong credentials', {
          user: event.user,
          address: event.flow.remote.address,
          isLocked: event.isLocked,
        })
        break
      case 'probeEnded':
        this.trunks.probeEnded(event)
        break
      case 'offerRefused':
        break
    }
  }

  #noteRegistration({ user, contacts }: Extract<SipEvent, { type: 'registrationChanged' }>): void {
    const before = this.#registrations.get(user) ?? []
    const now = contacts.map((contact): Registration => {
      const { transport, remote } = contact.flow
      const host = remote.address.includes(':') ? `[${remote.address}]` : remote.address
      const known = before.find((one) => one.contact === contact.uri)
      return {
        user,
        contact: contact.uri,
        transport,
        remote: `${host}:${remote.port}`,
        ...(contact.userAgent === undefined ? {} : { userAgent: contact.userAgent }),
        ...(contact.path === undefined ? {} : { path: [...contact.path] }),
        sinceMs: known?.sinceMs ?? this.#sipNowMs(),
        expiresAtMs: contact.expiresAtMs,
      }
    })
    if (now.length === 0) this.#registrations.delete(user)
    else this.#registrations.set(user, now)
  }

  #callEnded(event: Extract<SipEvent, { type: 'callEnded' }>): void {
    const call = this.#calls.take(event.call)
    if (!this.#calls.trunkCalls.ended(event)) call?.ended(event)
  }

  /** Ends all calls with BYE, waits a moment for the answers, and closes the sockets. */
  async stop(): Promise<void> {
    for (const leg of [...this.#options.legs.live])
      if (leg.origin.transport === 'sip') leg.signalling.hangUp('edge-lost')
    for (const handle of [...this.#calls.handles, ...this.#asides.keys()])
      this.use((engine) => engine.hangUp(handle, {}, this.#sipNowMs()))
    this.trunks.stop()
    const untilMs = this.#sipNowMs() + farewellMs
    while ((this.#engine.counts().calls > 0 || this.trunks.isLeaving) && this.#sipNowMs() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isDraining = true
    await this.#sockets.close()
  }
}
