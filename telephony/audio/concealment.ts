import { type SampleRate, sampleRateHz } from './frame.ts'

/** Appendix I 2.1, at 8 kHz: pitch is looked for between 66 and 200 Hz, over 20 ms, in steps of two samples and then of one. */
const shortestPitch = 40
const longestPitch = 120
const matchSamples = 160
const coarseStep = 2
/** Softer than this a stretch counts as this loud: hiss is no pitch. */
const leastEnergy = 250
/** After 10 ms a second period is taken, after 20 ms a third (2.4): one period alone soon sounds like a machine. */
const stageSamples = 80
const mostPeriods = 3
/** Full level for 10 ms, then down by a fifth in each 10 ms: silence after 60 ms (2.5). */
const fadePerStage = 0.2
const silentAfterStages = 6
/** Where real sound comes back it is blended in over a quarter of the period and 4 ms more for each 10 ms lost, 10 ms at most (2.6). */
const returnSamplesPerStage = 32

/**
 * Packet-loss concealment of ITU-T G.711 Appendix I: the last one to three pitch periods are repeated, fading, and silence
 * follows after 60 ms. At 16 kHz and 48 kHz the same in time. One for each leg that receives; nothing is allocated after
 * construction.
 *
 * In one thing it differs. The appendix delays all sound by 3.75 ms, always, so that the last sound before a loss can still be
 * blended into its substitute. Here the step between the two is worked off over the substitute's first quarter period.
 */
export class Concealment {
  /** Samples in place of one of the appendix. */
  readonly #scale: number
  readonly #history: Int16Array
  /** What is repeated: the end of the history, from `#bufferStart` on, its seam blended. */
  readonly #buffer: Float64Array
  /** The last quarter period as it really was. */
  readonly #lastQuarter: Float64Array
  /** How the shorter buffer would have gone on, to be blended into the longer one. */
  readonly #tail: Float64Array
  /** From where the substitute would have come from to the last sound that was heard. */
  #jump = 0
  #bufferStart = 0
  #offset = 0
  #pitch = 0
  #quarter = 0
  #periods = 0
  #isLost = false
  #synthesised = 0

  constructor(rateHz: SampleRate = sampleRateHz) {
    this.#scale = rateHz / 8000
    const longest = longestPitch * this.#scale
    const length = longest * mostPeriods + longest / 4
    this.#history = new Int16Array(length)
    this.#buffer = new Float64Array(length)
    this.#lastQuarter = new Float64Array(longest / 4)
    this.#tail = new Float64Array(longest / 4)
  }

  /** The period that is being repeated, in samples; 0 before the first loss. */
  get pitchSamples(): number {
    return this.#pitch
  }

  /** Hands over sound that did arrive, of any length. After a loss its start is cross-faded IN PLACE with the synthetic sound. */
  receive(frame: Int16Array): void {
    if (this.#isLost) this.#comeBack(frame)
    this.#remember(frame)
  }

  /** Fills `into`, of any length, with a substitute for what is lost. Returns `false` once it is only silence (after 60 ms of it). */
  conceal(into: Int16Array): boolean {
    if (!this.#isLost) this.#begin()
    this.#isLost = true
    const stage = stageSamples * this.#scale
    if (this.#synthesised >= silentAfterStages * stage) {
      into.fill(0)
      this.#remember(into)
      return false
    }
    for (let i = 0; i < into.length; i++) {
      if (this.#synthesised === stage || this.#synthesised === 2 * stage) this.#takePeriod()
      const sinceStage = this.#synthesised % stage
      let value = this.#next()
      // The seam between the shorter buffer and the longer.
      if (this.#periods > 1 && this.#synthesised < 3 * stage && sinceStage < this.#quarter) {
        const rise = (sinceStage + 1) / this.#quarter
        value = value * rise + this.#tail[sinceStage]! * (1 - rise)
      } else if (this.#synthesised < this.#quarter) {
        value += this.#jump * (1 - (this.#synthesised + 1) / this.#quarter)
      }
      into[i] = saturate(value * this.#gain(this.#synthesised))
      this.#synthesised++
    }
    this.#remember(into)
    return true
  }

  /** Forgets the history: a new source speaks. */
  reset(): void {
    this.#history.fill(0)
    this.#isLost = false
  }

  #begin(): void {
    const history = this.#history
    const end = history.length
    for (let i = 0; i < end; i++) this.#buffer[i] = history[i]!
    this.#pitch = this.#findPitch()
    this.#quarter = this.#pitch >> 2
    for (let i = 0; i < this.#quarter; i++) this.#lastQuarter[i] = history[end - this.#quarter + i]!
    this.#periods = 1
    this.#blendSeam()
    this.#jump = history[end - 1]! - history[end - 1 - this.#pitch]!
    this.#offset = 0
    this.#synthesised = 0
  }

  /** One period more is repeated from now on; what follows of the shorter stretch is kept to be blended in. */
  #takePeriod(): void {
    if (this.#periods === mostPeriods) return
    const kept = this.#offset
    for (let i = 0; i < this.#quarter; i++) this.#tail[i] = this.#next()
    this.#offset = kept
    while (this.#offset > this.#pitch) this.#offset -= this.#pitch
    this.#periods++
    this.#blendSeam()
  }

  /** The end of what is repeated leads without a jump into its start: it is blended with what came before that. */
  #blendSeam(): void {
    const buffer = this.#buffer
    const end = buffer.length
    this.#bufferStart = end - this.#periods * this.#pitch
    const before = this.#bufferStart - this.#quarter
    for (let i = 0; i < this.#quarter; i++) {
      const rise = (i + 1) / this.#quarter
      buffer[end - this.#quarter + i] = this.#lastQuarter[i]! * (1 - rise) + buffer[before + i]! * rise
    }
  }

  #next(): number {
    const value = this.#buffer[this.#bufferStart + this.#offset]!
    this.#offset = this.#offset + 1 === this.#periods * this.#pitch ? 0 : this.#offset + 1
    return value
  }

  #gain(at: number): number {
    const stage = stageSamples * this.#scale
    return Math.max(0, 1 - Math.max(0, at / stage - 1) * fadePerStage)
  }

  #comeBack(frame: Int16Array): void {
    this.#isLost = false
    const stage = stageSamples * this.#scale
    const gain = this.#synthesised < silentAfterStages * stage ? this.#gain(this.#synthesised) : 0
    const stages = Math.min(silentAfterStages, Math.ceil(this.#synthesised / stage))
    const wanted = this.#quarter + Math.max(0, stages - 1) * returnSamplesPerStage * this.#scale
    const overlap = Math.min(wanted, stage, frame.length)
    for (let i = 0; i < overlap; i++) {
      const rise = (i + 1) / overlap
      const synthetic = gain > 0 ? this.#next() * gain : 0
      frame[i] = Math.round(frame[i]! * rise + synthetic * (1 - rise))
    }
  }

  /** The lag at which the newest 20 ms resemble the older ones most (normalised cross-correlation, coarse then fine). */
  #findPitch(): number {
    const shortest = shortestPitch * this.#scale
    const longest = longestPitch * this.#scale
    const step = coarseStep * this.#scale
    let coarse = longest
    let best = Number.NEGATIVE_INFINITY
    // From the longest down, and of equals the shorter: as the appendix does.
    for (let lag = longest; lag >= shortest; lag -= step) {
      const likeness = this.#likeness(lag, step)
      if (likeness < best) continue
      best = likeness
      coarse = lag
    }
    let fine = coarse
    best = Number.NEGATIVE_INFINITY
    const last = Math.max(shortest, coarse - step + 1)
    for (let lag = Math.min(longest, coarse + step - 1); lag >= last; lag--) {
      const likeness = this.#likeness(lag, this.#scale)
      if (likeness <= best) continue
      best = likeness
      fine = lag
    }
    return fine
  }

  #likeness(lag: number, stride: number): number {
    const history = this.#history
    const end = history.length
    let product = 0
    let energy = 0
    for (let i = end - matchSamples * this.#scale; i < end; i += stride) {
      const old = history[i - lag]!
      product += history[i]! * old
      energy += old * old
    }
    return product / Math.sqrt(Math.max(energy, leastEnergy))
  }

  #remember(frame: Int16Array): void {
    const history = this.#history
    if (frame.length >= history.length) {
      history.set(frame.subarray(frame.length - history.length))
      return
    }
    history.copyWithin(0, frame.length)
    history.set(frame, history.length - frame.length)
  }
}

const saturate = (value: number): number => (value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.round(value))
