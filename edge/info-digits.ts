/** How long a key counts as pressed, and how long it is let go of before the next. */
const pressedMs = 160
const betweenMs = 100
const maxWaiting = 128

/** Digits for a far end that takes them by INFO alone: one after the other, as a finger would. */
export class InfoDigits {
  readonly #send: (digit: string, durationMs: number) => void
  readonly #waiting: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(send: (digit: string, durationMs: number) => void) {
    this.#send = send
  }

  /** @returns `false` when too many wait already: none of these is taken */
  queue(digits: readonly string[]): boolean {
    if (this.#waiting.length + digits.length > maxWaiting) return false
    this.#waiting.push(...digits)
    if (this.#timer === undefined) this.#next()
    return true
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting.length = 0
  }

  #next(): void {
    this.#timer = undefined
    const digit = this.#waiting.shift()
    if (digit === undefined) return
    this.#timer = setTimeout(() => this.#next(), pressedMs + betweenMs)
    this.#send(digit, pressedMs)
  }
}
