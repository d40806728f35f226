import { isDeepStrictEqual } from 'node:util'
import { DnsLookup } from '#adapters/sockets/dns.ts'
import type { TrunkId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { EdgeTrunk, TrunkStatus } from '#protocol/edge/trunks.ts'
import { addressBits } from '#telephony/sip/guard/source-address.ts'
import type { CalleeTerms, Destination, InviteSummary, SipEngine, SipEvent } from '#telephony/sip/index.ts'
import { TargetMemory } from '#telephony/trunks/target-memory.ts'
import type { SecureRandom } from '../chance.ts'
import type { SipLocalAddress } from '../sip-sockets.ts'
import { LiveTrunk, type LiveTrunkParts, lineParameter } from './live-trunk.ts'
import { TrunkLocator } from './trunk-locator.ts'

export interface TrunksOptions {
  readonly engine: SipEngine
  readonly drain: () => void
  readonly sipNowMs: () => number
  readonly clock: { monotonicMs(): number; wallMs(): number }
  readonly chance: SecureRandom
  readonly localAddresses: readonly SipLocalAddress[]
  /** `address` or `address:port`; absent: the machine's own. */
  readonly dnsServers?: readonly string[]
  readonly emit: (event: EdgeEvent) => void
}

const mostSources = 10_000

/** The trunks of this edge: the ways to and from telephone companies. */
export class Trunks {
  readonly #trunks = new Map<TrunkId, LiveTrunk>()
  /** Replaced or removed ones that still take their registration back. */
  readonly #leaving = new Set<LiveTrunk>()
  /** Calls over each now; a trunk that is changed keeps its calls. */
  readonly #calls = new Map<TrunkId, number>()
  /** Whose an address is, also when it is nobody's. Forgotten whenever trunks or their names change. */
  readonly #bySource = new Map<string, readonly LiveTrunk[]>()
  readonly #parts: LiveTrunkParts
  readonly #memory = new TargetMemory()
  readonly #emit: (event: EdgeEvent) => void

  constructor(options: TrunksOptions) {
    const { clock, chance } = options
    const dns = new DnsLookup({
      monotonicMs: () => clock.monotonicMs(),
      ...(options.dnsServers === undefined ? {} : { servers: options.dnsServers }),
    })
    this.#emit = options.emit
    this.#parts = {
      engine: options.engine,
      drain: options.drain,
      sipNowMs: options.sipNowMs,
      wallMs: () => clock.wallMs(),
      locator: new TrunkLocator({
        dns,
        locals: options.localAddresses,
        chance: chance.fraction,
        monotonicMs: () => clock.monotonicMs(),
      }),
      memory: this.#memory,
      chance: chance.fraction,
      randomBytes: chance.bytes,
      callsOf: (trunkId) => this.#calls.get(trunkId) ?? 0,
      changed: (trunk) => this.#tell(trunk),
      sourcesChanged: () => this.#bySource.clear(),
    }
  }

  /** The whole set; replaces the last one. An unchanged trunk keeps its registration; calls go on in any case. Tells all of them. */
  set(configs: readonly EdgeTrunk[]): void {
    const wanted = new Map(configs.map((config) => [config.trunkId, config]))
    const before = new Map(this.#trunks)
    for (const [trunkId, trunk] of [...this.#trunks]) {
      const config = wanted.get(trunkId)
      if (config !== undefined && isDeepStrictEqual(config, trunk.config)) continue
      this.#trunks.delete(trunkId)
      this.#leaving.add(trunk)
      trunk.stop()
      if (!trunk.isLeaving) this.#leaving.delete(trunk)
      if (config === undefined) this.#tell(trunk, 'off')
    }
    for (const [trunkId, config] of wanted) {
      if (this.#trunks.has(trunkId)) continue
      const trunk = new LiveTrunk(config, this.#parts, before.get(trunkId))
      this.#trunks.set(trunkId, trunk)
      // Else its Expires: 0 could come after our new REGISTER of the same contact, and take that away.
      const isReplacing = [...this.#leaving].some((one) => one.config.trunkId === trunkId)
      if (!isReplacing) trunk.start()
    }
    this.#bySource.clear()
    for (const trunk of this.#trunks.values()) this.#tell(trunk)
  }

  #tell(trunk: LiveTrunk, condition = trunk.condition): void {
    this.#emit({ type: 'trunk.changed', trunk: { ...trunk.status(), condition } })
  }

  describe(): TrunkStatus[] {
    return [...this.#trunks.values()].map((trunk) => trunk.status())
  }

  get(trunkId: string): LiveTrunk | undefined {
    return this.#trunks.get(trunkId as TrunkId)
  }

  // --- what the engine tells

  registrationResult(event: Extract<SipEvent, { type: 'registrationResult' }>): void {
    const trunk = [...this.#trunks.values(), ...this.#leaving].find((one) => one.owns(event.registration))
    trunk?.registrationResult(event)
    if (trunk === undefined || trunk.isLeaving || !this.#leaving.delete(trunk)) return
    const { trunkId } = trunk.config
    const isLast = ![...this.#leaving].some((one) => one.config.trunkId === trunkId)
    if (isLast) this.#trunks.get(trunkId)?.start()
  }

  probeEnded(event: Extract<SipEvent, { type: 'probeEnded' }>): void {
    for (const trunk of this.#trunks.values()) if (trunk.ownsProbe(event.probe)) trunk.probeEnded(event.status)
  }

  /** A call had no luck there, or had: the next one knows. */
  notePlace(place: Pick<Destination, 'transport' | 'address' | 'port'>, isDead: boolean): void {
    if (isDead) this.#memory.failed(place, this.#parts.sipNowMs())
    else this.#memory.answered(place)
  }

  // --- whose a call is, and over which a call goes

  /**
   * Whose trunk an INVITE comes over: the registration that its Request-URI was marked by, else the source of its packets. What its
   * From says decides only between trunks of the same source.
   */
  identify(invite: InviteSummary): ({ readonly trunkId: TrunkId } & CalleeTerms) | undefined {
    const line = invite.requestParameters.get(lineParameter)
    const marked = line === undefined ? undefined : [...this.#trunks.values()].find((trunk) => trunk.hasLine(line))
    if (marked !== undefined) return verdictOf(marked)
    const fromThere = this.#from(invite.flow.remote.address)
    const [first] = fromThere
    if (first === undefined) return undefined
    const host = (text: string) => text.toLowerCase().replace(/:\d+$/, '')
    const best =
      fromThere.find(({ config, contactUser }) => config.registers && contactUser === invite.requestUser) ??
      fromThere.find(({ config }) => host(config.domain) === invite.fromHost.toLowerCase()) ??
      fromThere.find(({ config }) => !config.registers) ??
      first
    return verdictOf(best)
  }

  /** Whether a trunk sends from there. Asked for each packet of somebody whom nobody knows. */
  isTrunkAddress(address: string): boolean {
    return this.#from(address).length > 0
  }

  #from(address: string): readonly LiveTrunk[] {
    const known = this.#bySource.get(address)
    if (known !== undefined) return known
    const bits = addressBits(address)
    const found = [...this.#trunks.values()].filter((trunk) => trunk.isFrom(address, bits))
    if (this.#bySource.size >= mostSources) this.#bySource.clear()
    this.#bySource.set(address, found)
    return found
  }

  /** The user part of our contact, when this call came over a registration. */
  contactUserOf(trunkId: string): string | undefined {
    const trunk = this.get(trunkId)
    return trunk?.config.registers === true ? trunk.contactUser : undefined
  }

  /**
   * Those of `trunkIds` that a call may go over, in the order to try them: first what is there, then, since trying is better than
   * refusing, what did not answer lately.
   * @param isUnlimited an emergency call: full ones too
   */
  candidates(trunkIds: readonly TrunkId[], isUnlimited: boolean): LiveTrunk[] {
    const known = [...new Set(trunkIds)].map((trunkId) => this.#trunks.get(trunkId)).filter((one) => one !== undefined)
    const open = known.filter((trunk) => isUnlimited || trunk.hasRoom)
    return [...open.filter((trunk) => trunk.isUsable), ...open.filter((trunk) => !trunk.isUsable)]
  }

  /** Counts a call over a trunk. @returns what to call at its end */
  occupy(trunkId: TrunkId): () => void {
    const calls = this.#calls
    calls.set(trunkId, (calls.get(trunkId) ?? 0) + 1)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const left = (calls.get(trunkId) ?? 1) - 1
      if (left > 0) calls.set(trunkId, left)
      else calls.delete(trunkId)
    }
  }

  /** Takes all registrations back. */
  stop(): void {
    for (const trunk of this.#trunks.values()) {
      this.#leaving.add(trunk)
      trunk.stop()
      if (!trunk.isLeaving) this.#leaving.delete(trunk)
    }
    this.#trunks.clear()
  }

  /** Whether a registrar still owes an answer to that. */
  get isLeaving(): boolean {
    return this.#leaving.size > 0
  }
}

/** Its calls are spoken with as it was set up, whichever side began. */
function verdictOf({ config }: LiveTrunk): { readonly trunkId: TrunkId } & CalleeTerms {
  const { trunkId, reliableProvisional, sessionExpiresS } = config
  return { trunkId, reliableProvisional, sessionExpiresS }
}
