import type { Mono } from './wav.ts'

export const telephoneHz = 8000
/** Beyond lies nothing that a telephone carries (ITU-T G.712). */
const passHz = 3400
/** Half of the filter's length, in samples of the telephone's rate. */
const reachOut = 24

/**
 * Changes sound of 8 to 48 kHz to 8 kHz, with a windowed-sinc filter of linear phase and as many phases as the two rates
 * have; nothing is later than before.
 */
export function toTelephoneRate({ rateHz, samples }: Mono): Float64Array {
  if (rateHz === telephoneHz) return samples
  const divisor = greatestCommon(rateHz, telephoneHz)
  const [up, down] = [telephoneHz / divisor, rateHz / divisor]
  const reach = Math.ceil((reachOut * rateHz) / telephoneHz)
  const phases = new Map<number, Float64Array>()
  const out = new Float64Array(Math.floor((samples.length * up) / down))
  for (let n = 0; n < out.length; n++) {
    const phase = (n * down) % up
    let taps = phases.get(phase)
    if (taps === undefined) {
      taps = tapsOf(phase / up, passHz / rateHz, reach)
      phases.set(phase, taps)
    }
    const first = Math.floor((n * down) / up) - reach + 1
    const from = Math.max(0, -first)
    const to = Math.min(taps.length, samples.length - first)
    let sum = 0
    for (let k = from; k < to; k++) sum += samples[first + k]! * taps[k]!
    out[n] = sum
  }
  return out
}

/** The filter for an instant that lies `fraction` of a sample after one. */
function tapsOf(fraction: number, cut: number, reach: number): Float64Array {
  const taps = new Float64Array(2 * reach)
  for (let k = 0; k < taps.length; k++) {
    const t = k - reach + 1 - fraction
    const sinc = t === 0 ? 2 * cut : Math.sin(2 * Math.PI * cut * t) / (Math.PI * t)
    taps[k] = sinc * (0.5 + 0.5 * Math.cos((Math.PI * t) / reach))
  }
  return taps
}

const greatestCommon = (a: number, b: number): number => (b === 0 ? a : greatestCommon(b, a % b))
