import type { Strategy } from './strategy.ts'

/** Anybody, each as likely as the next. */
export const random: Strategy = { rank: () => 0, lots: { of: () => 1, most: 1 } }
