import type { Strategy } from './strategy.ts'

/** First the agent with the fewest conversations in the period that is counted, of all queues. */
export const fewestHandled: Strategy = { rank: ({ agent }) => agent.tally.handled }
