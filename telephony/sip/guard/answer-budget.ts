import { sourceKey } from './source-address.ts'

/** So many bytes go to a source that has not shown that it hears us, for each byte that came from it. */
export const answerFactor = 4

interface Budget {
  bytes: number
  lastMs: number
}

const forgetAfterMs = 64_000
const provenForMs = 600_000

/**
 * Whether an answer may go to a UDP source. Whoever sends a datagram may write another's address on it; what we answer then hits
 * that other one. So until a source has shown that it hears us (it used a nonce or a dialog of ours), it gets no more than four
 * times its own bytes, repetitions of our responses included. What would be more is not sent.
 */
export class AnswerBudget {
  readonly #budgets = new Map<string, Budget>()
  readonly #proven = new Map<string, number>()
  readonly #capacity: number
  /** Messages that were not sent. */
  withheld = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#budgets.size + this.#proven.size
  }

  received(address: string, bytes: number, nowMs: number): void {
    const key = sourceKey(address)
    if (this.#isProven(key, nowMs)) return
    const known = this.#budgets.get(key)
    this.#budgets.delete(key)
    const kept = known !== undefined && nowMs - known.lastMs < forgetAfterMs ? known.bytes : 0
    // One that is forgotten has nothing left to be answered with: silence, never more than is its due.
    if (this.#budgets.size >= this.#capacity) this.#budgets.delete(this.#budgets.keys().next().value as string)
    this.#budgets.set(key, { bytes: Math.min(kept + bytes * answerFactor, 65_535 * answerFactor), lastMs: nowMs })
  }

  /** It hears us: what it sent could be made only of what we told it. */
  proved(address: string, nowMs: number): void {
    const key = sourceKey(address)
    this.#budgets.delete(key)
    this.#proven.delete(key)
    if (this.#proven.size >= this.#capacity) this.#proven.delete(this.#proven.keys().next().value as string)
    this.#proven.set(key, nowMs + provenForMs)
  }

  hasProved(address: string, nowMs: number): boolean {
    return this.#isProven(sourceKey(address), nowMs)
  }

  /** @returns whether so many bytes may go there; they are then spent */
  spend(address: string, bytes: number, nowMs: number): boolean {
    const key = sourceKey(address)
    if (this.#isProven(key, nowMs)) return true
    const budget = this.#budgets.get(key)
    if (budget === undefined || budget.bytes < bytes) {
      this.withheld++
      return false
    }
    budget.bytes -= bytes
    return true
  }

  #isProven(key: string, nowMs: number): boolean {
    const untilMs = this.#proven.get(key)
    if (untilMs === undefined) return false
    if (untilMs > nowMs) return true
    this.#proven.delete(key)
    return false
  }
}
