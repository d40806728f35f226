import { frameMs, rateOf, type SampleRate, samplesAt } from './frame.ts'

/** Kaiser's window for 70 dB beyond the transition. */
const beta = 0.1102 * (70 - 8.7)

/**
 * The band that passes and the one that is stopped, by the lower of the two rates: telephone sound ends at 3.4 kHz (ITU-T
 * G.712), wideband at 7 kHz (G.722). The transition lies around half the rate, so what folds back stays above the band.
 */
const bandOf = (lowerHz: SampleRate): { readonly passHz: number; readonly stopHz: number } =>
  lowerHz === 8000 ? { passHz: 3400, stopHz: 4600 } : { passHz: 7000, stopHz: 9000 }

/** Each ratio's filter, in as many phases as it has: made once, shared by all. */
const filters = new Map<string, readonly Float64Array[]>()

/**
 * Changes the rate of a stream of 20 ms frames by a whole factor (8 to 16, 8 to 48, 16 to 48 kHz and back) with a
 * polyphase FIR filter of linear phase: flat to 0.1 dB in the band, 60 dB and more down beyond it. Nothing is allocated
 * after construction. It remembers: one for each stream.
 */
export class Resampler {
  readonly fromHz: SampleRate
  readonly toHz: SampleRate
  readonly #phases: readonly Float64Array[]
  readonly #taps: number
  readonly #step: number
  /** What came before this frame, as many samples as a phase has less one, then the frame. */
  readonly #line: Float64Array

  /** @param longestMs of what is converted at once */
  constructor(fromHz: SampleRate, toHz: SampleRate, longestMs = frameMs) {
    this.fromHz = fromHz
    this.toHz = toHz
    this.#phases = phasesFor(fromHz, toHz)
    this.#taps = this.#phases[0]!.length
    this.#step = toHz > fromHz ? 1 : fromHz / toHz
    this.#line = new Float64Array(this.#taps - 1 + (longestMs * fromHz) / 1000)
  }

  /** By how much sound comes later: half the filter, 1.5 to 2 ms. */
  get delayMs(): number {
    return ((this.#taps * this.#phases.length) / 2 / Math.max(this.fromHz, this.toHz)) * 1000
  }

  /**
   * Turns a frame of 20 ms at `fromHz`, or the first `length` samples of it (a multiple of the factor), into sound at `toHz`.
   * @returns how many samples of `into` that are
   */
  convert(frame: Int16Array, into: Int16Array, length = samplesAt(this.fromHz)): number {
    const line = this.#line
    const past = this.#taps - 1
    for (let i = 0; i < length; i++) line[past + i] = frame[i]!
    const phases = this.#phases
    const factor = phases.length
    let out = 0
    for (let at = 0; at < length; at += this.#step) {
      for (let p = 0; p < factor; p++) into[out++] = this.#sum(phases[p]!, at)
    }
    line.copyWithin(0, length, length + past)
    return out
  }

  #sum(taps: Float64Array, at: number): number {
    const line = this.#line
    let sum = 0
    for (let k = 0; k < taps.length; k++) sum += taps[k]! * line[at + k]!
    return sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : Math.round(sum)
  }
}

function phasesFor(fromHz: SampleRate, toHz: SampleRate): readonly Float64Array[] {
  const name = `${fromHz}-${toHz}`
  const known = filters.get(name)
  if (known) return known
  const higherHz = Math.max(fromHz, toHz)
  const { passHz, stopHz } = bandOf(Math.min(fromHz, toHz) as SampleRate)
  const factor = toHz > fromHz ? toHz / fromHz : 1
  const wanted = (70 - 7.95) / (14.36 * ((stopHz - passHz) / higherHz))
  // Each phase gets as many taps as the others.
  const perPhase = Math.ceil(wanted / factor)
  const whole = lowPass(perPhase * factor, (passHz + stopHz) / 2 / higherHz)
  const phases = Array.from({ length: factor }, (_, phase) => {
    // Oldest sample first, as they lie in the line; the sum of each phase is 1, so that a steady level stays as it is.
    const taps = Float64Array.from({ length: perPhase }, (_, k) => whole[(perPhase - 1 - k) * factor + phase]!)
    const sum = taps.reduce((total, tap) => total + tap, 0)
    return taps.map((tap) => tap / sum)
  })
  filters.set(name, phases)
  return phases
}

/** A windowed sinc. @param cutoff as a share of the rate */
function lowPass(length: number, cutoff: number): Float64Array {
  const middle = (length - 1) / 2
  return Float64Array.from({ length }, (_, n) => {
    const x = n - middle
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x)
    return sinc * (bessel(beta * Math.sqrt(1 - (x / (middle + 1)) ** 2)) / bessel(beta))
  })
}

/** The modified Bessel function of order zero, by its series. */
function bessel(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; k < 40; k++) {
    term *= (x / 2 / k) ** 2
    sum += term
  }
  return sum
}

/**
 * Brings frames of whatever rate, told by their length, to one rate. The same object every time: what `convert` returns is
 * valid until the next call. A filter is made when a rate first comes, and begins anew when the rate changes.
 */
export class RateConverter {
  #toHz: SampleRate
  #resampler: Resampler | undefined
  #into: Int16Array

  constructor(toHz: SampleRate) {
    this.#toHz = toHz
    this.#into = new Int16Array(samplesAt(toHz))
  }

  get toHz(): SampleRate {
    return this.#toHz
  }

  set toHz(rateHz: SampleRate) {
    if (rateHz === this.#toHz) return
    this.#toHz = rateHz
    this.#resampler = undefined
    this.#into = new Int16Array(samplesAt(rateHz))
  }

  /** The frame itself when it has that rate already. */
  convert(frame: Int16Array): Int16Array {
    const fromHz = rateOf(frame)
    if (fromHz === this.#toHz) return frame
    if (this.#resampler?.fromHz !== fromHz) this.#resampler = new Resampler(fromHz, this.#toHz)
    this.#resampler.convert(frame, this.#into)
    return this.#into
  }
}
