/** Pitch is looked for between 66 Hz and 200 Hz, as G.711 Appendix I does: 40 to 120 samples of 8 kHz. */
const shortestPitch = 40
const longestPitch = 120
const historySamples = 3 * longestPitch + 30
/** The stretch that is compared at each lag: 20 ms. */
const matchSamples = 160
/** Full level for 10 ms, then down by a fifth in each 10 ms: silence after 60 ms (Appendix I 2.4). */
const fadeStartSample = 80
const fadePerSample = 1 / 400
const samplesUntilSilence = 480
/** Where the copied pitch period meets itself and where real sound comes back: cross-faded over 4 ms. */
const overlapSamples = 32

/**
 * Packet-loss concealment in the manner of G.711 Appendix I: the last pitch period is repeated, fading, and silence
 * follows after 60 ms. One for each leg that receives; nothing is allocated after construction.
 */
export class Concealment {
  readonly #history = new Int16Array(historySamples)
  /** The pitch period that is being repeated, its end already blended into its start. */
  readonly #period = new Float64Array(longestPitch)
  #pitch = 0
  #phase = 0
  #isLost = false
  #synthesised = 0

  /**
   * Hands over sound that did arrive, of any length. After a loss its start is cross-faded IN PLACE with
   * the synthetic sound.
   */
  receive(frame: Int16Array): void {
    if (this.#isLost) {
      const stillSounds = this.#gain() > 0
      for (let i = 0; i < overlapSamples && i < frame.length; i++) {
        const rise = (i + 1) / (overlapSamples + 1)
        const synthetic = stillSounds ? this.#next() : 0
        frame[i] = Math.round(frame[i]! * rise + synthetic * (1 - rise))
      }
      this.#isLost = false
    }
    this.#remember(frame)
  }

  /** Fills `into`, of any length, with a substitute for what is lost. Returns `false` once it is only silence (after 60 ms of it). */
  conceal(into: Int16Array): boolean {
    if (!this.#isLost) this.#begin()
    this.#isLost = true
    if (this.#synthesised >= samplesUntilSilence) {
      into.fill(0)
      if (this.#synthesised < Number.POSITIVE_INFINITY) this.#history.fill(0)
      this.#synthesised = Number.POSITIVE_INFINITY
      return false
    }
    for (let i = 0; i < into.length; i++) into[i] = Math.round(this.#next())
    return true
  }

  /** Forgets the history: a new source speaks. */
  reset(): void {
    this.#history.fill(0)
    this.#isLost = false
  }

  #begin(): void {
    const history = this.#history
    this.#pitch = this.#findPitch()
    const start = historySamples - this.#pitch
    // The seam is where the period's end is followed by its start again; the sound BEFORE the period leads into its
    // start without a jump, so the last quarter is blended into that.
    const overlap = Math.min(overlapSamples, this.#pitch >> 2)
    for (let i = 0; i < this.#pitch; i++) this.#period[i] = history[start + i]!
    for (let i = 0; i < overlap; i++) {
      const rise = (i + 1) / (overlap + 1)
      const at = this.#pitch - overlap + i
      this.#period[at] = this.#period[at]! * (1 - rise) + history[start - overlap + i]! * rise
    }
    this.#phase = 0
    this.#synthesised = 0
  }

  /** The lag at which the newest 20 ms resemble the older ones most (normalised cross-correlation, coarse then fine). */
  #findPitch(): number {
    let best = longestPitch
    let bestScore = Number.NEGATIVE_INFINITY
    for (let lag = shortestPitch; lag <= longestPitch; lag += 2) {
      const score = this.#likeness(lag, 2)
      if (score > bestScore) {
        bestScore = score
        best = lag
      }
    }
    const coarse = best
    bestScore = Number.NEGATIVE_INFINITY
    for (let lag = Math.max(shortestPitch, coarse - 1); lag <= Math.min(longestPitch, coarse + 1); lag++) {
      const score = this.#likeness(lag, 1)
      if (score > bestScore) {
        bestScore = score
        best = lag
      }
    }
    return best
  }

  #likeness(lag: number, stride: number): number {
    const history = this.#history
    let product = 0
    let energy = 0
    for (let i = historySamples - matchSamples; i < historySamples; i += stride) {
      const old = history[i - lag]!
      product += history[i]! * old
      energy += old * old
    }
    return product / Math.sqrt(Math.max(energy, 1))
  }

  #gain(): number {
    const faded = 1 - Math.max(0, this.#synthesised - fadeStartSample) * fadePerSample
    return faded > 0 ? faded : 0
  }

  #next(): number {
    const value = this.#period[this.#phase]! * this.#gain()
    this.#phase = this.#phase + 1 === this.#pitch ? 0 : this.#phase + 1
    this.#synthesised++
    return value
  }

  #remember(frame: Int16Array): void {
    if (frame.length >= historySamples) {
      this.#history.set(frame.subarray(frame.length - historySamples))
      return
    }
    this.#history.copyWithin(0, frame.length)
    this.#history.set(frame, historySamples - frame.length)
  }
}
