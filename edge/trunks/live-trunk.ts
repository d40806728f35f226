import { createHmac } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { TrunkId } from '#kernel/ids.ts'
import type { EdgeTrunk, TrunkCondition, TrunkStatus } from '#protocol/edge/trunks.ts'
import type { AddressBits } from '#telephony/sip/guard/source-address.ts'
import type { Destination, ProbeHandle, RegistrationHandle, SipEngine, SipEvent } from '#telephony/sip/index.ts'
import { conditionOf, isSignOfLife, isUsable } from '#telephony/trunks/condition.ts'
import { type AddressRange, isInRange, parseRange } from '#telephony/trunks/source-match.ts'
import type { TargetMemory } from '#telephony/trunks/target-memory.ts'
import type { TrunkLocator } from './trunk-locator.ts'

export interface LiveTrunkParts {
  readonly engine: SipEngine
  readonly drain: () => void
  readonly sipNowMs: () => number
  readonly wallMs: () => number
  readonly locator: TrunkLocator
  readonly memory: TargetMemory
  /** In [0, 1). */
  readonly chance: () => number
  readonly randomBytes: (count: number) => Uint8Array
  callsOf(trunkId: TrunkId): number
  changed(trunk: LiveTrunk): void
  /** Its calls come from other addresses than before. */
  sourcesChanged(): void
}

/** How often the names of a trunk are looked up for where its calls come from. */
const lookUpEveryMs = 60_000
/** A trunk whose names lead nowhere is looked for again after so long. */
const searchAgainMs = 15_000
/** Silence of an OPTIONS for so long is an answer; timer F's 32 s would find a dead trunk late. */
const mostProbeMs = 8_000

type StatusDetails = Pick<TrunkStatus, 'sipStatus' | 'sipReason' | 'expiresAtMs' | 'nextTryAtMs' | 'target'>

/** The Contact parameter that marks a registration's calls. */
export const lineParameter = 'line'

/** One trunk at work: registered and probed as it says, and known by what it sends. */
export class LiveTrunk {
  readonly config: EdgeTrunk
  /** Comes back in the Request-URI of calls over our registration; nobody but the registrar sees it. */
  readonly #line: string
  readonly #parts: LiveTrunkParts
  readonly #ranges: readonly AddressRange[]
  #sources: ReadonlySet<string> = new Set()
  #destinations: readonly Destination[] = []
  #registration: RegistrationHandle | undefined
  #registered: 'registered' | 'refused' | 'unreachable' | undefined
  /** `others`: asked next, when this one is silent. */
  #probe:
    | { readonly handle: ProbeHandle; readonly destination: Destination; readonly others: readonly Destination[] }
    | undefined
  #probed: 'answered' | 'silent' | undefined
  #condition: TrunkCondition
  #sinceMs: number
  #details: StatusDetails = {}
  #isStopped = false
  readonly #timers = new Map<'search' | 'look-up' | 'probe', NodeJS.Timeout>()

  /** @param before the same trunk as it was until now: where its names led is known from the first moment */
  constructor(config: EdgeTrunk, parts: LiveTrunkParts, before?: LiveTrunk) {
    this.config = config
    this.#parts = parts
    if (before !== undefined && isSamePlace(before.config, config)) {
      this.#sources = before.#sources
      this.#destinations = before.#destinations
    }
    this.#ranges = config.addresses.map(parseRange).filter((range) => range !== undefined)
    // The same after a restart, so that the registrar replaces the old binding and does not call both; and not to be guessed.
    const secret = config.password ?? ''
    this.#line =
      secret === ''
        ? Buffer.from(parts.randomBytes(12)).toString('hex')
        : createHmac('sha256', secret).update(`line ${config.trunkId}`).digest('hex').slice(0, 24)
    this.#condition = this.#conditionNow()
    this.#sinceMs = parts.wallMs()
  }

  start(): void {
    if (this.#isStopped) return
    void this.#search()
    void this.#lookUpSources()
  }

  /** Takes the registration away and asks nothing any more. Calls go on. */
  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    if (this.#registration !== undefined) this.#parts.engine.unregister(this.#registration, this.#parts.sipNowMs())
    this.#parts.drain()
  }

  /** Whether it still takes its registration back. */
  get isLeaving(): boolean {
    return this.#isStopped && this.#registration !== undefined
  }

  // --- how it is

  get condition(): TrunkCondition {
    return this.#condition
  }

  /** Whether it is worth trying before others. */
  get isUsable(): boolean {
    const { memory, sipNowMs } = this.#parts
    const isDead = this.#destinations.length > 0 && this.#destinations.every((one) => memory.isDead(one, sipNowMs()))
    return isUsable(this.#condition) && !isDead
  }

  /** Both directions together. */
  get calls(): number {
    return this.#parts.callsOf(this.config.trunkId)
  }

  get hasRoom(): boolean {
    return this.calls < this.config.maxCalls
  }

  status(): TrunkStatus {
    return {
      trunkId: this.config.trunkId,
      condition: this.#condition,
      sinceMs: this.#sinceMs,
      ...this.#details,
      calls: this.calls,
    }
  }

  #conditionNow(): TrunkCondition {
    return conditionOf({
      isOn: !this.#isStopped,
      registers: this.config.registers,
      isProbed: this.config.keepAliveS > 0,
      ...(this.#registered === undefined ? {} : { registration: this.#registered }),
      ...(this.#probed === undefined ? {} : { probe: this.#probed }),
    })
  }

  #tell(details: StatusDetails): void {
    const isNews = !isDeepStrictEqual(details, this.#details)
    this.#details = details
    const condition = this.#conditionNow()
    if (condition !== this.#condition) {
      this.#condition = condition
      this.#sinceMs = this.#parts.wallMs()
    } else if (!isNews) return
    this.#parts.changed(this)
  }

  // --- where it is

  /** Best first: those that failed lately stand at the end. */
  async destinations(): Promise<Destination[]> {
    const found = await this.#parts.locator.destinations(this.config)
    if (found.length > 0) this.#destinations = found
    return this.#parts.memory.order(this.#destinations, this.#parts.sipNowMs())
  }

  async #search(): Promise<void> {
    const destinations = await this.destinations()
    if (this.#isStopped) return
    if (destinations.length === 0) {
      const nextTryAtMs = this.#parts.wallMs() + searchAgainMs
      if (this.config.registers) this.#registered = 'unreachable'
      if (this.config.keepAliveS > 0) this.#probed = 'silent'
      this.#tell({ sipReason: 'Its name leads nowhere', nextTryAtMs })
      this.#after('search', searchAgainMs, () => void this.#search())
      return
    }
    if (this.config.registers) this.#register(destinations)
    if (this.config.keepAliveS > 0) this.#sendProbe(destinations)
  }

  async #lookUpSources(): Promise<void> {
    const sources = await this.#parts.locator.sources(this.config)
    if (this.#isStopped) return
    const isNew = sources.size !== this.#sources.size || [...sources].some((one) => !this.#sources.has(one))
    if (sources.size > 0 && isNew) {
      this.#sources = sources
      this.#parts.sourcesChanged()
    }
    this.#after('look-up', lookUpEveryMs, () => void this.#lookUpSources())
  }

  #after(name: 'search' | 'look-up' | 'probe', waitMs: number, run: () => void): void {
    clearTimeout(this.#timers.get(name))
    this.#timers.set(name, setTimeout(run, waitMs).unref())
  }

  // --- registering

  /** The user part of our Contact there. */
  get contactUser(): string {
    return this.config.userName ?? 'parley'
  }

  #register(destinations: readonly Destination[]): void {
    const { domain, userName, outboundProxy, registerExpiresS, failoverMs } = this.config
    const credentials = this.credentials
    const registered = this.#parts.engine.register(
      {
        domain,
        user: userName ?? '',
        ...(credentials === undefined ? {} : { credentials }),
        expiresS: registerExpiresS,
        contactUser: this.contactUser,
        contactParameters: new Map([[lineParameter, this.#line]]),
        ...(outboundProxy === undefined ? {} : { route: routeTo(outboundProxy) }),
        destinations,
        failoverMs,
      },
      this.#parts.sipNowMs(),
    )
    if (registered.ok) this.#registration = registered.value
    else {
      this.#registered = 'refused'
      this.#tell({ sipReason: 'Its address or account cannot be written as SIP' })
    }
    this.#parts.drain()
  }

  get credentials(): { readonly user: string; readonly password: string } | undefined {
    const { authUserName, userName, password } = this.config
    const user = authUserName ?? userName
    return user === undefined || password === undefined ? undefined : { user, password }
  }

  owns(registration: RegistrationHandle): boolean {
    return this.#registration === registration
  }

  registrationResult(event: Extract<SipEvent, { type: 'registrationResult' }>): void {
    if (event.state === 'removed') {
      this.#registration = undefined
      return
    }
    this.#registered = event.state
    if (event.state === 'registered') this.#probed = undefined
    const { flow } = event
    this.#tell({
      ...(event.status === undefined ? {} : { sipStatus: event.status }),
      ...(event.reason === undefined || event.reason === '' ? {} : { sipReason: event.reason.slice(0, 128) }),
      ...(event.expiresAtMs === undefined ? {} : { expiresAtMs: event.expiresAtMs }),
      ...(event.nextTryAtMs === undefined ? {} : { nextTryAtMs: event.nextTryAtMs }),
      ...(flow === undefined ? {} : { target: targetText({ transport: flow.transport, ...flow.remote }) }),
    })
    void this.#renewDestinations(event.registration)
  }

  /** Names may lead elsewhere by the time of the next REGISTER. */
  async #renewDestinations(registration: RegistrationHandle): Promise<void> {
    const destinations = await this.destinations()
    if (this.#isStopped) return
    this.#parts.engine.setRegistrationDestinations(registration, destinations, this.#parts.sipNowMs())
    this.#parts.drain()
  }

  // --- probing (RFC 3261 11)

  /** One place after the other, in the order of this moment: each that is silent changes the order for the next time. */
  #sendProbe([destination, ...others]: readonly Destination[]): void {
    if (destination === undefined || this.#isStopped) return
    const silenceMs = Math.min(Math.max(this.config.failoverMs, 1_000), mostProbeMs)
    const { engine, sipNowMs, drain } = this.#parts
    const target = {
      kind: 'uri',
      uri: `sip:${this.config.domain}${destination.transport === 'udp' ? '' : `;transport=${destination.transport}`}`,
      transport: destination.transport,
      destination,
    } as const
    const handle = engine.options(target, sipNowMs(), silenceMs)
    this.#probe = handle.ok ? { handle: handle.value, destination, others } : undefined
    if (!handle.ok) this.#probeOver(destination, others, undefined)
    drain()
  }

  ownsProbe(probe: ProbeHandle): boolean {
    return this.#probe?.handle === probe
  }

  probeEnded(status: number | undefined): void {
    const probe = this.#probe
    if (probe === undefined) return
    this.#probe = undefined
    this.#probeOver(probe.destination, probe.others, status)
  }

  #probeOver(destination: Destination, others: readonly Destination[], status: number | undefined): void {
    const { memory, sipNowMs, wallMs } = this.#parts
    const target = targetText(destination)
    const isAlive = isSignOfLife(status)
    if (isAlive) memory.answered(destination)
    else {
      memory.failed(destination, sipNowMs())
      if (others.length > 0) {
        this.#sendProbe(others)
        return
      }
    }
    // A little apart, so that a thousand trunks of one carrier do not ask at once.
    const waitMs = this.config.keepAliveS * 1000 * (0.9 + this.#parts.chance() / 5)
    // It was away: it may have forgotten us, and there is no need to wait for the back-off.
    if (
      isAlive &&
      this.#registration !== undefined &&
      (this.#probed === 'silent' || this.#registered === 'unreachable')
    ) {
      this.#parts.engine.refreshRegistration(this.#registration, sipNowMs())
      this.#parts.drain()
    }
    this.#probed = isAlive ? 'answered' : 'silent'
    const { expiresAtMs } = this.#details
    this.#tell({
      ...(status === undefined ? {} : { sipStatus: status }),
      ...(this.config.registers && expiresAtMs !== undefined ? { expiresAtMs } : {}),
      ...(isAlive ? {} : { nextTryAtMs: Math.round(wallMs() + waitMs) }),
      target,
    })
    this.#after('probe', waitMs, () => void this.destinations().then((all) => this.#sendProbe(all)))
  }

  // --- whose a call is

  hasLine(line: string): boolean {
    return this.config.registers && line.length === this.#line.length && line === this.#line
  }

  /** @param bits the same address as its bits: many trunks are asked */
  isFrom(address: string, bits: AddressBits | undefined): boolean {
    return this.#sources.has(address) || this.#ranges.some((range) => isInRange(bits, range))
  }
}

const isSamePlace = (one: EdgeTrunk, other: EdgeTrunk): boolean =>
  one.domain === other.domain && one.outboundProxy === other.outboundProxy && one.transport === other.transport

/** RFC 3261 8.1.2: an outbound proxy stands in Route, and routes loosely. */
export const routeTo = (proxy: string): string => `sip:${proxy};lr`

const targetText = ({ transport, address, port }: Pick<Destination, 'transport' | 'address' | 'port'>): string =>
  `${transport} ${address.includes(':') ? `[${address}]` : address}:${port}`
