/**
 * How far what came true lies from what was foretold: quantiles of the logarithm of their ratio. Followed one by one (Robbins and
 * Monro 1951; as conformal inference under shift, Gibbs and Candès 2021), so that nine of ten keep lying between `low` and `high`
 * however the load changes and however wrong the predictor is.
 */
export interface Spread {
  readonly low: number
  readonly middle: number
  readonly high: number
}

/** Before anything is known: from a third to three times. */
export const newSpread: Spread = { low: -1.1, middle: 0, high: 1.1 }

/** Waits are compared with a second on top, or those of some milliseconds would lie furthest from one another. */
const graceMs = 1000

const quantiles = { low: 0.05, middle: 0.5, high: 0.95 } as const
/** How much one wait moves them: a hundred make a new picture. */
const step = 0.1

/** @param hasEnded false when the customer left: he would have waited longer, nobody knows how much */
export function learned(spread: Spread, foretoldMs: number, cameMs: number, hasEnded = true): Spread {
  const error = Math.log((cameMs + graceMs) / (foretoldMs + graceMs))
  const next = (which: keyof Spread): number => {
    const value = spread[which]
    if (!hasEnded && error < value) return value
    return value + step * (quantiles[which] - (error < value ? 1 : 0))
  }
  return { low: next('low'), middle: next('middle'), high: next('high') }
}

/** What is foretold by this predictor's word, corrected by how it did. Milliseconds. */
export function spreadOver({ low, middle, high }: Spread, foretoldMs: number) {
  const at = (error: number) => Math.max(0, Math.round((foretoldMs + graceMs) * Math.exp(error) - graceMs))
  const [a, b, c] = [at(low), at(middle), at(high)]
  const [smaller, larger] = [Math.min(a, b), Math.max(a, b)]
  // Followed one by one, they may have passed one another.
  return {
    lowMs: Math.min(smaller, c),
    likelyMs: Math.max(smaller, Math.min(larger, c)),
    highMs: Math.max(larger, c),
  }
}
