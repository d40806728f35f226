import type { Strategy } from './strategy.ts'

/**
 * First the agent with the least occupancy in the period that is counted: his share of talk and wrap-up in the time in which
 * he talked, wrote up or waited for work. Taken when he became ready; breaks count on neither side, unless their reason says otherwise.
 */
export const leastOccupied: Strategy = {
  rank: ({ agent: { tally } }) => {
    const busyMs = tally.engagedMs + tally.wrapUpMs + (tally.awayWorkMs ?? 0)
    return busyMs === 0 ? 0 : busyMs / (busyMs + tally.idleMs)
  },
}
