/**
 * Whether a core is there. Without one bridges stay, waiting legs hear music, and new calls are taken for the grace time
 * only: within it they wait like the others and are announced when a core comes; after it they are refused.
 */
export class CoreWatch {
  readonly #graceMs: number
  readonly #monotonicMs: () => number
  readonly #graceOver: () => void
  #timer: NodeJS.Timeout | undefined
  #lostAtMs: number | undefined

  constructor(of: { graceMs: number; monotonicMs: () => number; graceOver: () => void }) {
    this.#graceMs = of.graceMs
    this.#monotonicMs = of.monotonicMs
    this.#graceOver = of.graceOver
    this.disconnected()
  }

  connected(): void {
    this.#lostAtMs = undefined
    clearTimeout(this.#timer)
  }

  disconnected(): void {
    if (this.#lostAtMs !== undefined) return
    this.#lostAtMs = this.#monotonicMs()
    this.#timer = setTimeout(this.#graceOver, this.#graceMs)
  }

  get isOrphaned(): boolean {
    return this.#lostAtMs !== undefined
  }

  /** No core for longer than the grace time: callers would wait for nobody. */
  get isPastGrace(): boolean {
    return this.#lostAtMs !== undefined && this.#monotonicMs() - this.#lostAtMs >= this.#graceMs
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
