/** The longest that is waited at one go: a wall clock that is set back must not delay what is due by hours. */
const longestWaitMs = 30_000

/** One timer for whatever is due next, by the wall clock. */
export class DueTimer {
  readonly #fire: () => void
  readonly #nowMs: () => number
  #timer: NodeJS.Timeout | undefined
  #dueMs: number | undefined

  constructor(options: { readonly nowMs: () => number; readonly fire: () => void }) {
    this.#nowMs = options.nowMs
    this.#fire = options.fire
  }

  /** Calls `fire` at `dueMs` (at once when it is past, but never before this turn ends); `undefined` calls it off. */
  aim(dueMs: number | undefined): void {
    if (dueMs === this.#dueMs) return
    clearTimeout(this.#timer)
    this.#dueMs = dueMs
    if (dueMs !== undefined) this.#wait(dueMs)
  }

  #wait(dueMs: number): void {
    const waitMs = Math.max(0, dueMs - this.#nowMs())
    this.#timer = setTimeout(
      () => {
        if (this.#nowMs() < dueMs) {
          this.#wait(dueMs)
          return
        }
        this.#dueMs = undefined
        this.#fire()
      },
      Math.min(waitMs, longestWaitMs),
    )
  }
}
