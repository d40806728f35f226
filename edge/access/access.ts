import type { Logger } from '#adapters/system/logger.ts'
import type { AccessPolicy, Ban } from '#protocol/edge/access.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import { type Flow, flowKey } from '#telephony/sip/flow.ts'
import { AddressRanges } from '#telephony/sip/guard/address-ranges.ts'
import type { Misdeed } from '#telephony/sip/guard/ban-book.ts'
import { NumberPatterns } from '#telephony/sip/guard/number-patterns.ts'
import { sourceKey } from '#telephony/sip/guard/source-address.ts'
import { TokenBuckets } from '#telephony/sip/guard/token-buckets.ts'
import type { CalleeTerms, CallerVerdict, InviteSummary, SipEvent } from '#telephony/sip/index.ts'
import { Banishment, type BanishmentRules } from './banishment.ts'
import { defaultPolicy } from './default-policy.ts'
import { GuestCalls, type GuestLimits } from './guest-calls.ts'
import { KnownFlows } from './known-flows.ts'
import { dialedInStartLine } from './request-target.ts'

/** What is known of trunks. */
export interface KnownTrunks {
  /** Whose call this is; undefined: no trunk's. */
  identify(invite: InviteSummary): ({ readonly trunkId: string } & CalleeTerms) | undefined
  /** Whether a trunk sends from there: never banned, never slowed. */
  isTrunkAddress(address: string): boolean
}

export interface AccessOptions {
  readonly nowMs: () => number
  readonly maxCalls: number
  /** Numbers that the edge answers alone; own numbers by themselves. */
  readonly isBuiltIn: (number: string) => boolean
  readonly emit: (event: EdgeEvent) => void
  readonly logger: Logger
}

/** SIP messages a second and at once: of a stranger's address (and eight for each call that it may begin), and of a phone's flow. */
const strangerRate = { perSecond: 20, burst: 60 }
const messagesPerCall = 8
const phoneRate = { perSecond: 100, burst: 300 }
/** Of an address that is banned or too fast: requests to emergency numbers alone. */
const emergencyRate = { perSecond: 2, burst: 12 }
/** A piece of a stream may hold many messages, or few long ones: it costs as many tokens as so many bytes go into it. */
const bytesOfMessage = 1_500
const sourcesInMind = 20_000
const guestShare = 0.75
const busyRetryAfterS = 5

/** Who may speak to this edge and who may call what: each packet and each INVITE is judged here, before anything is built for it. */
export class Access {
  readonly #options: AccessOptions
  readonly #banishment: Banishment
  readonly #known = new KnownFlows()
  readonly #guests: GuestCalls
  #trunks: KnownTrunks | undefined
  #policy = defaultPolicy
  #ownNumbers = new NumberPatterns(defaultPolicy.ownNumbers)
  #trusted = new AddressRanges(defaultPolicy.trustedAddresses)
  #emergency = new Set(defaultPolicy.emergencyNumbers)
  #strangers: TokenBuckets
  #trunkCalls: TokenBuckets
  readonly #phones = new TokenBuckets({ ...phoneRate, capacity: sourcesInMind })
  readonly #emergencies = new TokenBuckets({ ...emergencyRate, capacity: sourcesInMind })
  /** Flooding is one offence a second, however many messages it has. */
  readonly #floods = new TokenBuckets({ perSecond: 1, burst: 1, capacity: sourcesInMind })
  /** Packets that were dropped unread. */
  dropped = 0

  constructor(options: AccessOptions) {
    const { emit, nowMs } = options
    this.#options = options
    this.#banishment = new Banishment({ rules: rulesOf(defaultPolicy), emit, nowMs })
    this.#guests = new GuestCalls(this.#guestLimits(defaultPolicy))
    this.#strangers = newStrangerRates(defaultPolicy)
    this.#trunkCalls = newTrunkRates(defaultPolicy)
  }

  setPolicy(policy: AccessPolicy, bans: readonly Ban[]): void {
    const before = this.#policy
    this.#policy = policy
    this.#ownNumbers = new NumberPatterns(policy.ownNumbers)
    this.#trusted = new AddressRanges(policy.trustedAddresses)
    this.#emergency = new Set(policy.emergencyNumbers)
    this.#banishment.setRules(rulesOf(policy))
    this.#guests.limit(this.#guestLimits(policy))
    if (policy.guestCallsPerSecond !== before.guestCallsPerSecond) this.#strangers = newStrangerRates(policy)
    if (policy.trunkCallsPerSecond !== before.trunkCallsPerSecond) this.#trunkCalls = newTrunkRates(policy)
    this.#banishment.add(bans)
  }

  useTrunks(trunks: KnownTrunks): void {
    this.#trunks = trunks
  }

  /**
   * Before a packet is parsed. `drop`: pass over it in silence; `close`: and close its connection. Paths of users who have proved who
   * they are stay open whatever strangers do behind the same address, and an emergency number can be asked for from anywhere.
   */
  admits(flow: Flow, bytes: Uint8Array): 'pass' | 'drop' | 'close' {
    const { address } = flow.remote
    if (this.#isExempt(address)) return 'pass'
    // A piece left out of a stream makes the rest of it unreadable.
    const shut = flow.transport === 'udp' ? 'drop' : 'close'
    const cost = Math.max(1, Math.ceil(bytes.byteLength / bytesOfMessage))
    // STUN and other keep-alives that telephones send to keep a hole open (RFC 5626 4.4): no SIP, and no offence.
    if (flow.transport === 'udp' && (bytes[0] ?? 0) < 4) return 'drop'
    const nowMs = this.#options.nowMs()
    if (this.#known.has(flow, nowMs)) {
      return this.#phones.take(flowKey(flow), nowMs, cost) || this.#asksForHelp(bytes) ? 'pass' : this.#drop(shut)
    }
    const source = sourceKey(address)
    const isBanned = this.#banishment.has(source)
    if (!isBanned && this.#strangers.take(source, nowMs, cost)) return 'pass'
    if (this.#asksForHelp(bytes) && this.#emergencies.take(source, nowMs)) return 'pass'
    if (!isBanned && this.#floods.take(source, nowMs))
      this.#offence(flow, 'flooding', this.#known.hasSource(source, nowMs))
    return this.#drop(shut)
  }

  #drop<Verdict>(verdict: Verdict): Verdict {
    this.dropped++
    return verdict
  }

  #asksForHelp(bytes: Uint8Array): boolean {
    const number = dialedInStartLine(bytes)
    return number !== undefined && this.#emergency.has(number)
  }

  /** See `SipEngineOptions.judgeCaller`. */
  judge(invite: InviteSummary): CallerVerdict {
    const nowMs = this.#options.nowMs()
    const { address } = invite.flow.remote
    const trunk = this.#trunks?.identify(invite)
    if (trunk !== undefined) {
      if (this.#trunkCalls.take(trunk.trunkId, nowMs)) return { kind: 'trunk', ...trunk }
      return { kind: 'refuse', status: 503, retryAfterS: 1 }
    }
    const isOfPhone = this.#known.has(invite.flow, nowMs) || this.#known.isUserAt(invite.fromUser, address)
    if (isOfPhone || invite.hasCredentials || !this.#isForGuests(invite.requestUser)) return { kind: 'challenge' }
    if (this.#trusted.has(address) || this.#guests.mayBegin(address, nowMs)) return { kind: 'guest' }
    return { kind: 'refuse', status: 503, retryAfterS: busyRetryAfterS }
  }

  #isForGuests(number: string): boolean {
    if (!this.#policy.areGuestsAllowed) return false
    return this.#ownNumbers.has(number) || this.#options.isBuiltIn(number)
  }

  /** See `SipEngineOptions.isPeer`. */
  isPeer(flow: Flow): boolean {
    return this.#isExempt(flow.remote.address) || this.#known.has(flow, this.#options.nowMs())
  }

  isEmergencyNumber(number: string): boolean {
    return this.#emergency.has(number)
  }

  /** See `SipEngineOptions.strangerMet`. */
  strangerMet(deed: 'challenged' | 'malformed', flow: Flow, method: string): void {
    // A phone registers without a password first, always; to ask for a call is to look for a way out until it is proved otherwise.
    if (deed === 'challenged' && method !== 'INVITE') return
    const isVouched = this.#known.hasSource(sourceKey(flow.remote.address), this.#options.nowMs())
    this.#offence(flow, deed === 'malformed' ? 'malformed' : 'probing', isVouched)
  }

  /** What the engine told, each event of it. */
  heard(event: SipEvent): void {
    const nowMs = this.#options.nowMs()
    switch (event.type) {
      case 'authenticationFailed':
        // The answer was made with a nonce that went to that address, so nobody else can have sent it.
        this.#offence(event.flow, 'guessing', false)
        break
      case 'incomingCall':
        if (event.authenticatedUser !== undefined) this.#known.signed(event.flow, nowMs)
        else if (event.verdict?.kind === 'guest' && !this.#isExempt(event.flow.remote.address)) {
          this.#guests.began(event.call, event.flow.remote.address)
        }
        break
      case 'callEnded':
        this.#guests.ended(event.call)
        break
      case 'registrationChanged':
        this.#known.registered(
          event.user,
          event.contacts.map(({ flow }) => flow),
          nowMs,
        )
        break
    }
  }

  ban(address: string, forMs: number): boolean {
    return this.#banishment.banByHand(address, forMs)
  }

  unban(address: string): void {
    this.#banishment.lift(address)
  }

  bans(): Ban[] {
    return this.#banishment.list()
  }

  stop(): void {
    this.#banishment.stop()
  }

  #isExempt(address: string): boolean {
    return this.#trusted.has(address) || this.#trunks?.isTrunkAddress(address) === true
  }

  /** @param isVouched users of ours speak from there, so that a deed in its name may be a forgery */
  #offence(flow: Flow, reason: Misdeed, isVouched: boolean): void {
    if (isVouched || this.#isExempt(flow.remote.address)) return
    const ban = this.#banishment.offence(sourceKey(flow.remote.address), reason)
    if (ban) this.#options.logger.warn('An address is shut out', { ...ban })
  }

  #guestLimits(policy: AccessPolicy): GuestLimits {
    return {
      perSecond: policy.guestCallsPerSecond,
      atOncePerSource: policy.guestCallsAtOnce,
      atOnce: Math.max(1, Math.floor(this.#options.maxCalls * guestShare)),
    }
  }
}

const rulesOf = (policy: AccessPolicy): BanishmentRules => ({
  offencesBeforeBan: policy.offencesBeforeBan,
  windowMs: policy.offenceWindowS * 1000,
  banMs: policy.banS * 1000,
})

function newStrangerRates({ guestCallsPerSecond }: AccessPolicy): TokenBuckets {
  const more = guestCallsPerSecond * messagesPerCall
  const { perSecond, burst } = strangerRate
  return new TokenBuckets({ perSecond: perSecond + more, burst: burst + more * 2, capacity: sourcesInMind })
}

function newTrunkRates({ trunkCallsPerSecond }: AccessPolicy): TokenBuckets {
  return new TokenBuckets({ perSecond: trunkCallsPerSecond, burst: trunkCallsPerSecond, capacity: 2_000 })
}
