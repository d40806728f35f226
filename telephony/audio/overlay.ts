import { rateOf, type SampleRate, samplesAt } from './frame.ts'
import { RateConverter } from './resample.ts'

/** What lies beneath is heard at half its level: an announcement is understood, and the two together need not be cut. */
const underGain = 0.5

/** Lays one sound over another of whatever rate. Once it has run, a tick allocates nothing. */
export class Overlay {
  readonly #converter = new RateConverter(8000)
  #mixed = new Int16Array(samplesAt(8000))

  /** Both together, at the higher rate of the two; valid until the next call. */
  lay(over: Int16Array, under: Int16Array): Int16Array {
    const rateHz = Math.max(rateOf(over), rateOf(under)) as SampleRate
    this.#converter.toHz = rateHz
    // One of them has that rate already, so that one filter is enough.
    const above = this.#converter.convert(over)
    const below = this.#converter.convert(under)
    if (this.#mixed.length !== samplesAt(rateHz)) this.#mixed = new Int16Array(samplesAt(rateHz))
    const mixed = this.#mixed
    for (let i = 0; i < mixed.length; i++) {
      const sum = Math.round(above[i]! + below[i]! * underGain)
      mixed[i] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum
    }
    return mixed
  }
}
