import { frameSamples, sampleRateHz } from '../frame.ts'

/** The frequencies of ITU-T Q.23: four rows, then four columns. */
export const digitToneHz: readonly number[] = [697, 770, 852, 941, 1209, 1336, 1477, 1633]

/** A block is 20 ms under a Hann window: what lies 100 Hz or more beside a tone leaves it alone. */
export const blockSamples = frameSamples
export const hopSamples = blockSamples / 2
const blockS = blockSamples / sampleRateHz

const windowShape = Float64Array.from(
  { length: blockSamples },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / blockSamples),
)
const windowSum = windowShape.reduce((sum, weight) => sum + weight, 0)
const windowSquareSum = windowShape.reduce((sum, weight) => sum + weight * weight, 0)
const radians = Float64Array.from(digitToneHz, (hz) => (2 * Math.PI * hz) / sampleRateHz)
const coefficients = radians.map((omega) => 2 * Math.cos(omega))
const cosines = radians.map(Math.cos)
const sines = radians.map(Math.sin)
/** How far each tone's phase moves on in one hop, when it has exactly its frequency. */
const hopPhase = radians.map((omega) => omega * hopSamples)

/**
 * Measures the eight digit tones in blocks of 20 ms, by Goertzel's recurrence: how strong each is, and, against the block
 * that began 10 ms earlier, how far beside its frequency.
 */
export class DigitTones {
  /** The squared amplitude of each tone in the last block. */
  readonly power = new Float64Array(8)
  /** The mean square of the last block, weighted like the tones. */
  meanSquare = 0
  readonly #weighted = new Float64Array(blockSamples)
  readonly #phase = new Float64Array(8)
  readonly #phaseBefore = new Float64Array(8)

  /**
   * Takes the block that begins at `from`.
   * @returns `false`, and no tone was measured, when its mean square is below `leastMeanSquare`
   */
  measure(samples: Int16Array, from: number, leastMeanSquare: number): boolean {
    const weighted = this.#weighted
    let energy = 0
    for (let n = 0; n < blockSamples; n++) {
      const value = samples[from + n]! * windowShape[n]!
      weighted[n] = value
      energy += value * value
    }
    this.meanSquare = energy / windowSquareSum
    if (this.meanSquare < leastMeanSquare) return false
    this.#phaseBefore.set(this.#phase)
    this.#measureFour(0)
    this.#measureFour(4)
    return true
  }

  /** By how many Hz a tone lies beside its frequency: what its phase moved between two blocks more than it should. */
  driftHz(tone: number): number {
    const turned = this.#phase[tone]! - this.#phaseBefore[tone]! - hopPhase[tone]!
    const wrapped = turned - 2 * Math.PI * Math.round(turned / (2 * Math.PI))
    return (wrapped * sampleRateHz) / (2 * Math.PI * hopSamples)
  }

  #measureFour(first: number): void {
    const weighted = this.#weighted
    const c0 = coefficients[first]!
    const c1 = coefficients[first + 1]!
    const c2 = coefficients[first + 2]!
    const c3 = coefficients[first + 3]!
    // Four at once: each alone would wait for its own last step.
    let b0 = 0
    let b1 = 0
    let b2 = 0
    let b3 = 0
    let l0 = 0
    let l1 = 0
    let l2 = 0
    let l3 = 0
    for (let n = 0; n < blockSamples; n++) {
      const sample = weighted[n]!
      const n0 = sample + c0 * l0 - b0
      const n1 = sample + c1 * l1 - b1
      const n2 = sample + c2 * l2 - b2
      const n3 = sample + c3 * l3 - b3
      b0 = l0
      b1 = l1
      b2 = l2
      b3 = l3
      l0 = n0
      l1 = n1
      l2 = n2
      l3 = n3
    }
    this.#finish(first, l0, b0)
    this.#finish(first + 1, l1, b1)
    this.#finish(first + 2, l2, b2)
    this.#finish(first + 3, l3, b3)
  }

  #finish(tone: number, last: number, before: number): void {
    const real = last - before * cosines[tone]!
    const imaginary = before * sines[tone]!
    this.power[tone] = (4 * (real * real + imaginary * imaginary)) / (windowSum * windowSum)
    this.#phase[tone] = Math.atan2(imaginary, real)
  }
}

/** The share of a tone's power that the window shows when the tone lies `offsetHz` beside the measured frequency. */
export function shownShare(offsetHz: number): number {
  const bins = Math.min(0.99, Math.abs(offsetHz) * blockS)
  if (bins < 1e-3) return 1
  const amplitude = Math.sin(Math.PI * bins) / (Math.PI * bins) / (1 - bins * bins)
  return amplitude * amplitude
}
