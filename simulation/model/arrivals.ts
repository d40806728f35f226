import { exponential } from './distributions.ts'
import type { Arrivals } from './model.ts'
import type { Uniform } from './random-stream.ts'

const hourMs = 3_600_000

/** The next arrival, in milliseconds from the beginning, never before the last one; `Infinity` when nobody comes any more. */
export type NextArrivalMs = () => number

export function arrivalsOf(arrivals: Arrivals, uniform: Uniform): NextArrivalMs {
  if ('perHourByInterval' in arrivals) return byProfile(arrivals.perHourByInterval, arrivals.intervalMs, uniform)
  if ('poissonPerHour' in arrivals) {
    const { poissonPerHour } = arrivals
    let nowMs = poissonPerHour > 0 ? 0 : Number.POSITIVE_INFINITY
    return () => {
      nowMs += exponential(hourMs / poissonPerHour, uniform())
      return nowMs
    }
  }
  if ('everyMs' in arrivals) {
    let count = 0
    return () => ++count * arrivals.everyMs
  }
  const { atMs } = arrivals
  let next = 0
  return () => atMs[next++] ?? Number.POSITIVE_INFINITY
}

/**
 * By inversion (Çinlar 1975): a Poisson process of rate 1 runs on a clock that goes as fast as customers are expected, so a
 * changed rate moves the same customers closer together or further apart.
 */
function byProfile(perHour: readonly number[], intervalMs: number, uniform: Uniform): NextArrivalMs {
  let interval = 0
  /** How far in the interval, in milliseconds. */
  let withinMs = 0
  return () => {
    let left = exponential(1, uniform())
    for (;;) {
      const rate = perHour[interval]
      if (rate === undefined) return Number.POSITIVE_INFINITY
      const expected = (rate * (intervalMs - withinMs)) / hourMs
      if (left < expected) {
        withinMs += (left / rate) * hourMs
        return interval * intervalMs + withinMs
      }
      left -= expected
      interval++
      withinMs = 0
    }
  }
}

/** How many are expected before `untilMs`. */
export function expectedArrivals(arrivals: Arrivals, untilMs: number): number {
  if ('poissonPerHour' in arrivals) return (arrivals.poissonPerHour * untilMs) / hourMs
  if ('everyMs' in arrivals) return untilMs / arrivals.everyMs
  if ('atMs' in arrivals) return arrivals.atMs.filter((atMs) => atMs < untilMs).length
  const { perHourByInterval, intervalMs } = arrivals
  return perHourByInterval.reduce(
    (sum, rate, i) => sum + (rate * Math.max(0, Math.min(intervalMs, untilMs - i * intervalMs))) / hourMs,
    0,
  )
}

/** Moments of a log that do not follow each other. */
export function unsorted(at: string, arrivals: Arrivals | undefined): string | null {
  if (!arrivals || !('atMs' in arrivals)) return null
  const { atMs } = arrivals
  const early = atMs.findIndex((ms, k) => k > 0 && ms < (atMs[k - 1] as number))
  return early < 0 ? null : `${at}.arrivals.atMs[${early}] is before the one before it: sort the moments.`
}
