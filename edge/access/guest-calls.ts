import { sourceKey } from '#telephony/sip/guard/source-address.ts'
import { TokenBuckets } from '#telephony/sip/guard/token-buckets.ts'
import type { CallHandle } from '#telephony/sip/index.ts'

export interface GuestLimits {
  readonly perSecond: number
  readonly atOncePerSource: number
  /** All strangers together; what is above it is left to trunks and to our own phones. */
  readonly atOnce: number
}

const sourcesInMind = 20_000

/** Strangers' calls: how fast one source begins them, and how many are under way, so that nobody fills the edge by ringing. */
export class GuestCalls {
  readonly #sourceOf = new Map<CallHandle, string>()
  readonly #underWay = new Map<string, number>()
  #limits: GuestLimits
  #rates: TokenBuckets

  constructor(limits: GuestLimits) {
    this.#limits = limits
    this.#rates = newRates(limits)
  }

  limit(limits: GuestLimits): void {
    if (limits.perSecond !== this.#limits.perSecond) this.#rates = newRates(limits)
    this.#limits = limits
  }

  get size(): number {
    return this.#sourceOf.size
  }

  /** @returns whether one more may begin */
  mayBegin(address: string, nowMs: number): boolean {
    const source = sourceKey(address)
    if (this.#limits.perSecond <= 0 || this.#sourceOf.size >= this.#limits.atOnce) return false
    if ((this.#underWay.get(source) ?? 0) >= this.#limits.atOncePerSource) return false
    return this.#rates.take(source, nowMs)
  }

  began(call: CallHandle, address: string): void {
    const source = sourceKey(address)
    this.#sourceOf.set(call, source)
    this.#underWay.set(source, (this.#underWay.get(source) ?? 0) + 1)
  }

  /** Any call; those that were no stranger's are passed over. */
  ended(call: CallHandle): void {
    const source = this.#sourceOf.get(call)
    if (source === undefined) return
    this.#sourceOf.delete(call)
    const left = (this.#underWay.get(source) ?? 0) - 1
    if (left > 0) this.#underWay.set(source, left)
    else this.#underWay.delete(source)
  }
}

function newRates({ perSecond }: GuestLimits): TokenBuckets {
  return new TokenBuckets({ perSecond, burst: perSecond * 2, capacity: sourcesInMind })
}
