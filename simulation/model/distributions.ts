import type { Duration } from './model.ts'
import type { Uniform } from './random-stream.ts'

/** A time in milliseconds, each call another. Takes exactly one number of its stream, so that compared worlds keep step. */
export type DrawMs = () => number

export function drawsOf(duration: Duration, uniform: Uniform): DrawMs {
  if ('exponentialMeanMs' in duration) return () => exponential(duration.exponentialMeanMs, uniform())
  if ('constantMs' in duration) return () => duration.constantMs
  if ('empiricalMs' in duration) {
    const { empiricalMs: times } = duration
    return () => times[Math.floor(uniform() * times.length)] as number
  }
  const { meanMs, sdMs } = duration.logNormal
  const variance = Math.log1p((sdMs / meanMs) ** 2)
  const middle = Math.log(meanMs) - variance / 2
  const spread = Math.sqrt(variance)
  return () => Math.exp(middle + spread * normalQuantile(uniform()))
}

/** The mean of a distribution, for forecasts of how long a run takes and for checks. */
export function meanOf(duration: Duration): number {
  if ('exponentialMeanMs' in duration) return duration.exponentialMeanMs
  if ('constantMs' in duration) return duration.constantMs
  if ('logNormal' in duration) return duration.logNormal.meanMs
  return duration.empiricalMs.reduce((sum, ms) => sum + ms, 0) / duration.empiricalMs.length
}

export const exponential = (mean: number, u: number): number => -mean * Math.log(u)

/** Rational approximations of Wichura 1988, algorithm AS 241 (PPND16): right to about 16 figures. */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(centre.above, r)) / polynomial(centre.below, r)
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const { above, below, from } = r <= 5 ? nearTail : farTail
  const value = polynomial(above, r - from) / polynomial(below, r - from)
  return q < 0 ? -value : value
}

/** Coefficients from the highest power down. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)

const centre = {
  above: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
    133.14166789178438, 3.3871328727963665,
  ],
  below: [
    5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
    42.31333070160091, 1,
  ],
}
const nearTail = {
  from: 1.6,
  above: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  below: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
}
const farTail = {
  from: 5,
  above: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
    1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  below: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
    0.1369298809227358, 0.599832206555888, 1,
  ],
}
