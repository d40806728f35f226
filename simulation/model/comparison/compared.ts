import type { Answer } from '../answer.ts'
import type { Estimate } from '../estimate.ts'
import type { Model } from '../model.ts'

/** One figure of ours beside what it ought to be: a number of theory, or an interval that others published. */
export interface Compared {
  readonly what: string
  readonly expected: number | PublishedInterval
  readonly ours: Estimate
}

export interface PublishedInterval {
  readonly low: number
  readonly high: number
  /** By so much each of them may have been rounded. */
  readonly rounding: number
}

/** A line of the page: one load, and its figures. */
export interface ComparedLoad {
  readonly load: string
  readonly figures: readonly Compared[]
}

export interface Section {
  readonly title: string
  readonly text: string
  readonly loads: readonly ComparedLoad[]
  /** Said below the table, where the figures are not all. */
  readonly remark?: string
}

/** Simulates a model; who compares does not care how. */
export type Simulate = (model: Model, replications: number) => Promise<Answer>

const boundsOf = (expected: Compared['expected']) =>
  typeof expected === 'number'
    ? { least: expected, most: expected }
    : { least: expected.low - expected.rounding, most: expected.high + expected.rounding }

/** Inside of our 95 % interval; of two intervals, that they meet. */
export function agrees({ expected, ours: { low, high } }: Compared): boolean {
  if (low === null || high === null) return false
  const { least, most } = boundsOf(expected)
  return low <= most && high >= least
}

/** How many standard errors ours is off; 0 inside of a published interval. */
export function deviation({ expected, ours: { mean, low, high } }: Compared): number {
  if (mean === null || low === null || high === null) return Number.POSITIVE_INFINITY
  const { least, most } = boundsOf(expected)
  const off = Math.max(0, least - mean, mean - most)
  return off === 0 ? 0 : off / ((high - low) / 2 / 1.96)
}
