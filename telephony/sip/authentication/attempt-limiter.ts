/**
 * Slows down guessing: after `allowed` wrong passwords within a minute the guesser is refused for half a minute. Keys are a
 * user at an address, so that a stranger cannot lock a colleague out, and an address alone with a higher bound.
 */
const windowMs = 60_000
const lockMs = 30_000
const capacity = 10_000

interface Record {
  failures: number
  sinceMs: number
  lockedUntilMs: number
}

export class AttemptLimiter {
  readonly #records = new Map<string, Record>()

  /** How long this one is still refused; 0: welcome. */
  lockedForMs(key: string, nowMs: number): number {
    return Math.max(0, (this.#records.get(key)?.lockedUntilMs ?? 0) - nowMs)
  }

  /** @returns whether this failure locked the key */
  failed(key: string, allowed: number, nowMs: number): boolean {
    const known = this.#records.get(key)
    const record =
      known !== undefined && nowMs - known.sinceMs < windowMs
        ? known
        : { failures: 0, sinceMs: nowMs, lockedUntilMs: 0 }
    record.failures++
    this.#records.delete(key)
    this.#records.set(key, record)
    if (this.#records.size > capacity) this.#records.delete(this.#records.keys().next().value as string)
    if (record.failures < allowed) return false
    record.failures = 0
    record.lockedUntilMs = nowMs + lockMs
    return true
  }

  succeeded(key: string): void {
    this.#records.delete(key)
  }
}
