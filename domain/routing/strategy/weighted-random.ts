import type { Strategy } from './strategy.ts'

export const mostLots = 10

/** Anybody, by the weight of his membership: who has 2 is asked twice as often as who has 1, where both are ready. */
export const weightedRandom: Strategy = { rank: () => 0, lots: { of: ({ weight }) => weight ?? 1, most: mostLots } }
