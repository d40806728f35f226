import type { Ban } from '#protocol/edge/access.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import { BanBook, type Misdeed, type StandingBan } from '#telephony/sip/guard/ban-book.ts'
import { OffenceLedger } from '#telephony/sip/guard/offence-ledger.ts'
import { addressBits, sourceKey } from '#telephony/sip/guard/source-address.ts'

export interface BanishmentRules {
  readonly offencesBeforeBan: number
  readonly windowMs: number
  readonly banMs: number
}

const sourcesInMind = 20_000
const longestWaitMs = 60_000

/** Counts what strangers do wrong, shuts out who did too much, and lets in again when the time is up. Tells of both. */
export class Banishment {
  readonly #emit: (event: EdgeEvent) => void
  readonly #nowMs: () => number
  readonly #book = new BanBook()
  #rules: BanishmentRules
  #ledger: OffenceLedger
  #timer: NodeJS.Timeout | undefined
  /** Those whose end has not been told. */
  readonly #told = new Set<string>()

  constructor(of: { rules: BanishmentRules; emit: (event: EdgeEvent) => void; nowMs: () => number }) {
    this.#rules = of.rules
    this.#emit = of.emit
    this.#nowMs = of.nowMs
    this.#ledger = newLedger(of.rules)
  }

  setRules(rules: BanishmentRules): void {
    if (rules.windowMs !== this.#rules.windowMs) this.#ledger = newLedger(rules)
    this.#rules = rules
  }

  /** For every packet. */
  has(source: string): boolean {
    return this.#book.isBanned(source, this.#nowMs())
  }

  /** @returns the ban that this offence led to, if it did */
  offence(source: string, reason: Misdeed): Ban | undefined {
    const nowMs = this.#nowMs()
    if (this.#book.isBanned(source, nowMs)) return undefined
    const offences = this.#ledger.note(source, nowMs)
    if (offences < this.#rules.offencesBeforeBan) return undefined
    this.#ledger.forgive(source)
    return this.#began(this.#book.ban(source, { reason, offences, banMs: this.#rules.banMs }, nowMs))
  }

  /** @returns whether it is an address */
  banByHand(address: string, forMs: number): boolean {
    if (addressBits(address) === undefined) return false
    const nowMs = this.#nowMs()
    const source = sourceKey(address)
    const ban = { source, reason: 'by-hand', offences: 0, sinceMs: nowMs, untilMs: nowMs + forMs } as const
    this.#book.lift(source, nowMs)
    this.#book.add(ban, nowMs)
    this.#began(ban)
    return true
  }

  /** Those that the core remembers from before. */
  add(bans: readonly Ban[]): void {
    for (const { address, ...ban } of bans) {
      if (addressBits(address) === undefined) continue
      const source = sourceKey(address)
      this.#book.add({ ...ban, source }, this.#nowMs())
      this.#told.add(source)
    }
    this.#arm()
  }

  lift(address: string): void {
    const source = sourceKey(address)
    this.#ledger.forgive(source)
    if (this.#book.lift(source, this.#nowMs())) this.#ended(source)
  }

  list(): Ban[] {
    return this.#book.standing(this.#nowMs()).map(shown)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #began(ban: StandingBan): Ban {
    this.#told.add(ban.source)
    this.#emit({ type: 'address.banned', ban: shown(ban) })
    this.#arm()
    return shown(ban)
  }

  #ended(source: string): void {
    if (this.#told.delete(source)) this.#emit({ type: 'address.unbanned', address: addressOf(source) })
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const nowMs = this.#nowMs()
    const endMs = this.#book.nextEndMs(nowMs)
    if (endMs === undefined && this.#told.size === 0) return
    const waitMs = Math.min(longestWaitMs, Math.max(20, (endMs ?? nowMs) - nowMs))
    this.#timer = setTimeout(() => {
      for (const source of [...this.#told]) if (!this.has(source)) this.#ended(source)
      this.#arm()
    }, waitMs)
    this.#timer.unref()
  }
}

const newLedger = ({ windowMs }: BanishmentRules) => new OffenceLedger({ capacity: sourcesInMind, windowMs })

/** An IPv6 ban is its /64's; it is shown as that network's first address. */
const addressOf = (source: string) => source.replace(/\/64$/, '')
const shown = ({ source, ...ban }: StandingBan): Ban => ({ address: addressOf(source), ...ban })
