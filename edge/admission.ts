import { Capacity, type SoundEffort } from './capacity.ts'
import type { CoreWatch } from './core-watch.ts'
import type { Legs } from './legs.ts'

/** Why a new call is not taken, and when it is worth trying again. */
export interface AdmissionRefusal {
  readonly why: 'full' | 'overloaded' | 'draining' | 'no-core'
  readonly retryAfterS: number
}

/** A tick this late is heard as a gap by jitter buffers of the usual depth. */
const lateTickMs = 40
/** Share of late ticks among the last ones (a mean over about five seconds) at which the edge counts as overloaded, and as well again. */
const overloadedAbove = 0.2
const wellBelow = 0.04
const ticksInMean = 250

/** Decides whether a new call may come in. Calls that are there go on whatever happens. */
export class Admission {
  isDraining = false
  readonly maxCalls: number
  readonly #legs: Legs
  readonly #core: CoreWatch
  readonly #capacity = new Capacity()
  #lateShare = 0
  #isOverloaded = false
  /** Calls on their way to being legs: their ports are being opened. */
  pending = 0

  constructor(of: { maxCalls: number; legs: Legs; core: CoreWatch }) {
    this.maxCalls = of.maxCalls
    this.#legs = of.legs
    this.#core = of.core
  }

  /** Takes the lateness of each tick. @returns whether the edge has just become overloaded or well again */
  note(lateMs: number): boolean {
    this.#lateShare += ((lateMs > lateTickMs ? 1 : 0) - this.#lateShare) / ticksInMean
    const isOverloaded = this.#lateShare > (this.#isOverloaded ? wellBelow : overloadedAbove)
    const hasChanged = isOverloaded !== this.#isOverloaded
    this.#isOverloaded = isOverloaded
    return hasChanged
  }

  /** Takes what the last second's sound cost. */
  measured(effort: SoundEffort): void {
    this.#capacity.measured(effort)
  }

  get isOverloaded(): boolean {
    return this.#isOverloaded
  }

  /** The share of the event loop's time that sound takes, 0 to 1. */
  get soundShare(): number {
    return this.#capacity.share
  }

  /** Legs but for the stations, which wait for calls and are none. */
  get calls(): number {
    let count = 0
    for (const leg of this.#legs.live) if (leg.origin.transport !== 'web' || leg.origin.stationId === undefined) count++
    return count
  }

  /** @param needsCore `false` for the numbers that the edge answers alone */
  refusal(needsCore: boolean): AdmissionRefusal | undefined {
    if (this.isDraining) return { why: 'draining', retryAfterS: 30 }
    if (this.#isOverloaded) return { why: 'overloaded', retryAfterS: 10 }
    const calls = this.calls + this.pending
    // Before those who talk would hear it, not after.
    if (!this.#capacity.carries(calls + 1)) return { why: 'overloaded', retryAfterS: 10 }
    if (calls >= this.maxCalls) return { why: 'full', retryAfterS: 10 }
    if (needsCore && this.#core.isPastGrace) return { why: 'no-core', retryAfterS: 5 }
    return undefined
  }
}
