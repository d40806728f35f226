import type { Strategy } from './strategy.ts'

/** Always the same order: the first of the list who is ready. */
export const fixedOrder: Strategy = { rank: ({ membership }) => membership.position ?? 0 }
