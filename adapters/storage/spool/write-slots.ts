/**
 * How much all recordings together may ask of the disk at once, and how much of them may wait in memory. A disk that hangs
 * holds the thread of each write that is under way: two are enough for hundreds of recordings, and leave Node's other two.
 */
export class WriteSlots {
  readonly #mostAtOnce: number
  readonly #mostWaitingBytes: number
  readonly #queue: (() => void)[] = []
  #busy = 0
  #waitingBytes = 0

  constructor(of: { readonly mostAtOnce?: number; readonly mostWaitingBytes?: number } = {}) {
    this.#mostAtOnce = of.mostAtOnce ?? 2
    this.#mostWaitingBytes = of.mostWaitingBytes ?? 256 * 1024 * 1024
  }

  get waitingBytes(): number {
    return this.#waitingBytes
  }

  /** @returns `false` when that would be more than may wait: nothing is taken */
  reserve(bytes: number): boolean {
    if (this.#waitingBytes + bytes > this.#mostWaitingBytes) return false
    this.#waitingBytes += bytes
    return true
  }

  free(bytes: number): void {
    this.#waitingBytes -= bytes
  }

  /** Runs `deed` when it is its turn; those who ask first come first. */
  async run<Value>(deed: () => Promise<Value>): Promise<Value> {
    if (this.#busy >= this.#mostAtOnce) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#busy++
    try {
      return await deed()
    } finally {
      const next = this.#queue.shift()
      if (next) next()
      else this.#busy--
    }
  }
}
