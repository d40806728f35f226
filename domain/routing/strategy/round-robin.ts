import type { Strategy } from './strategy.ts'

/**
 * In turns, with memory: first the agent whom this queue asked longest ago, and before all whom it never asked. Whoever is
 * away when it would be his turn has the next one when he is back.
 */
export const roundRobin: Strategy = {
  rank: ({ agent, queueId }) => agent.lastAsked.find((asked) => asked.queueId === queueId)?.atMs ?? 0,
}
