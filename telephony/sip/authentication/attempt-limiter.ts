import { OffenceLedger } from '../guard/offence-ledger.ts'

/** Failures are remembered for so long after the first of them. */
const windowMs = 600_000
const firstPauseMs = 1_000
const longestPauseMs = 16_000
const capacity = 10_000

/**
 * Slows down guessing: after some free tries each wrong password is followed by a pause, twice as long each time (1 to 16 s), in
 * which nothing more from that guesser is looked at or answered. A telephone's own repetitions (RFC 3261 17.1.2.2: for 32 s)
 * outlast the pause, so one that was corrected meanwhile gets in; nobody is locked out for good.
 */
export class AttemptLimiter {
  readonly #failures = new OffenceLedger({ capacity, windowMs })
  readonly #pauses = new Map<string, number>()

  isPaused(key: string, nowMs: number): boolean {
    const untilMs = this.#pauses.get(key)
    if (untilMs === undefined) return false
    if (untilMs > nowMs) return true
    this.#pauses.delete(key)
    return false
  }

  /** @returns whether a pause begins with this failure */
  failed(key: string, freeTries: number, nowMs: number): boolean {
    const excess = this.#failures.note(key, nowMs) - freeTries
    if (excess < 0) return false
    this.#pauses.delete(key)
    // The oldest has the least of its pause left.
    if (this.#pauses.size >= capacity) this.#pauses.delete(this.#pauses.keys().next().value as string)
    this.#pauses.set(key, nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(excess, 10)))
    return true
  }

  succeeded(key: string): void {
    this.#failures.forgive(key)
    this.#pauses.delete(key)
  }
}
