/** So long after the last digit a recording goes on; digits that are further apart are not in a row. */
export const afterDigitMs = 3000

/**
 * When a recording pauses by itself because somebody types a number that is nobody's business: at the digit that makes it
 * so many in a row, or at once where digits are masked, until three seconds after the last.
 *
 *     listening --digit n in a row, or a masked one--> paused --3 s without a digit--> listening
 */
export class DigitPause {
  readonly #pausesAt: number
  #inRow = 0
  #lastMs = Number.NEGATIVE_INFINITY
  #isPaused = false

  /**
   * @param pausesAt 0: only masked digits pause it
   * @param goesOn what of the same voice was counted until now, when its clock stood at `atMs` and this one's begins at 0
   */
  constructor(pausesAt: number, goesOn?: { readonly of: DigitPause; readonly atMs: number }) {
    this.#pausesAt = pausesAt
    if (!goesOn) return
    this.#inRow = goesOn.of.#inRow
    this.#lastMs = goesOn.of.#lastMs - goesOn.atMs
    this.#isPaused = goesOn.of.#isPaused
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** @returns whether it pauses from now on */
  digit(nowMs: number, of: { readonly isMasked: boolean; readonly counts: boolean }): boolean {
    if (!of.isMasked && !of.counts) return false
    if (of.counts) this.#inRow = nowMs - this.#lastMs <= afterDigitMs ? this.#inRow + 1 : 1
    this.#lastMs = nowMs
    const isEnough = of.isMasked || (this.#pausesAt > 0 && this.#inRow >= this.#pausesAt)
    if (!isEnough || this.#isPaused) return false
    this.#isPaused = true
    return true
  }

  /** @returns whether it goes on from now on */
  advance(nowMs: number): boolean {
    if (!this.#isPaused || nowMs - this.#lastMs < afterDigitMs) return false
    this.#isPaused = false
    this.#inRow = 0
    return true
  }
}
