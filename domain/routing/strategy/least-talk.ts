import type { Strategy } from './strategy.ts'

/** First the agent who talked least in the period that is counted, holds included, wrap-up not. */
export const leastTalk: Strategy = { rank: ({ agent }) => agent.tally.engagedMs }
