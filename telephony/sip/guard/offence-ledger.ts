interface Account {
  count: number
  /** When the first of them was; they are forgotten together once the window is over. */
  sinceMs: number
}

/**
 * Counts offences by whoever commits them, within a window of time, in bounded memory that an offender cannot use to be
 * forgotten: accounts stand on shelves by their count, and when the ledger is full the oldest of the lowest shelf goes. To push
 * out an account of n offences somebody has to commit n + 1 of them from each of `capacity` places.
 */
export class OffenceLedger {
  readonly #capacity: number
  readonly #windowMs: number
  /** By count less one; the last shelf holds all that have more. */
  readonly #shelves: Map<string, Account>[]
  #size = 0

  constructor(of: { readonly capacity: number; readonly windowMs: number; readonly shelves?: number }) {
    this.#capacity = of.capacity
    this.#windowMs = of.windowMs
    this.#shelves = Array.from({ length: Math.max(2, of.shelves ?? 32) }, () => new Map())
  }

  get size(): number {
    return this.#size
  }

  /** @returns how many there are now within the window, this one included */
  note(key: string, nowMs: number): number {
    const known = this.#take(key)
    const account = known !== undefined && nowMs - known.sinceMs < this.#windowMs ? known : { count: 0, sinceMs: nowMs }
    account.count++
    if (this.#size >= this.#capacity) this.#forgetLeast()
    this.#shelfOf(account.count).set(key, account)
    this.#size++
    return account.count
  }

  count(key: string, nowMs: number): number {
    const account = this.#shelves.find((shelf) => shelf.has(key))?.get(key)
    return account === undefined || nowMs - account.sinceMs >= this.#windowMs ? 0 : account.count
  }

  forgive(key: string): void {
    this.#take(key)
  }

  #take(key: string): Account | undefined {
    for (const shelf of this.#shelves) {
      const account = shelf.get(key)
      if (account === undefined) continue
      shelf.delete(key)
      this.#size--
      return account
    }
    return undefined
  }

  #shelfOf(count: number): Map<string, Account> {
    return this.#shelves[Math.min(count, this.#shelves.length) - 1] as Map<string, Account>
  }

  #forgetLeast(): void {
    const lowest = this.#shelves.find((shelf) => shelf.size > 0)
    const oldest = lowest?.keys().next().value
    if (lowest === undefined || oldest === undefined) return
    lowest.delete(oldest)
    this.#size--
  }
}
