import { studentQuantile } from './student.ts'

/**
 * A figure over replications: its mean, and between `low` and `high` its 95 % interval (Student's t). Of one replication there
 * is no interval, and of nothing no mean: `null`.
 */
export interface Estimate {
  readonly mean: number | null
  readonly low: number | null
  readonly high: number | null
}

const nothing: Estimate = { mean: null, low: null, high: null }

/** Of one number a replication. */
export const meanEstimate = (values: readonly number[], confidence = 0.95): Estimate =>
  ratioEstimate(
    values,
    values.map(() => 1),
    confidence,
  )

/**
 * Of a ratio whose two sides are counted in each replication: the ratio of the sums, so that each customer counts the same
 * whatever day he came on, and its interval by the delta method (Law, Simulation Modeling and Analysis, 5th ed., 9.5.3).
 */
export function ratioEstimate(above: readonly number[], below: readonly number[], confidence = 0.95): Estimate {
  const count = above.length
  const total = sum(below)
  if (count === 0 || total === 0) return nothing
  const mean = sum(above) / total
  if (count === 1) return { mean, low: null, high: null }
  const squares = sum(above.map((value, i) => (value - mean * (below[i] as number)) ** 2))
  const error = Math.sqrt(squares / (count - 1) / count) / (total / count)
  const half = quantileFor(confidence, count - 1) * error
  return { mean, low: mean - half, high: mean + half }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const known = new Map<string, number>()
function quantileFor(confidence: number, freedom: number): number {
  const key = `${confidence} ${freedom}`
  const quantile = known.get(key) ?? studentQuantile(confidence, freedom)
  known.set(key, quantile)
  return quantile
}
