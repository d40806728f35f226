/** Sound is looked at with a quarter of its samples, 2 kHz, over 40 ms: enough for the pitch of any voice. */
const step = 4
const newSamples = 40
const heldSamples = 80
/** Pitches from 67 to 400 Hz. */
const shortestLag = 5
const longestLag = 30
const compared = heldSamples - longestLag
/** How alike two periods of a vowel are at least (normalised correlation). */
const leastLikeness = 0.5

/** Tells whether sound repeats itself at the pitch of a voice, as vowels do and noise does not. */
export class Voicing {
  readonly #held = new Float64Array(heldSamples)

  /** Takes a frame of 20 ms. @param isAsked when `false` the frame is only kept, and the answer is `false` */
  push(frame: Int16Array, isAsked: boolean): boolean {
    const held = this.#held
    held.copyWithin(0, newSamples)
    for (let i = 0; i < newSamples; i++) {
      const at = i * step
      held[heldSamples - newSamples + i] = frame[at]! + frame[at + 1]! + frame[at + 2]! + frame[at + 3]!
    }
    return isAsked && this.#likeness() >= leastLikeness
  }

  #likeness(): number {
    const held = this.#held
    let energy = 0
    for (let n = longestLag; n < heldSamples; n++) energy += held[n]! * held[n]!
    let best = 0
    for (let lag = shortestLag; lag <= longestLag; lag++) {
      let product = 0
      let lagged = 0
      for (let n = 0; n < compared; n++) {
        const other = held[longestLag - lag + n]!
        product += held[longestLag + n]! * other
        lagged += other * other
      }
      if (product > 0) best = Math.max(best, product / Math.sqrt(energy * lagged + 1))
    }
    return best
  }
}
