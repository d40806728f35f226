import type { Strategy } from './strategy.ts'

/** First the agent who has been idle longest. */
export const longestIdle: Strategy = { rank: () => 0 }
