import { erlangC } from './erlang.ts'

/**
 * How long each class of customers waits on average, where a class goes before all that stand after it, nobody is
 * interrupted, and all are served for equally distributed exponential times (M/M/n). A. Cobham 1954, "Priority assignment in
 * waiting line problems".
 * @param perHour of each class, the most urgent first
 * @returns milliseconds for each class; `Infinity` for those that more urgent ones leave no agent
 */
export function priorityWaitsMs(perHour: readonly number[], handleMs: number, agents: number): number[] {
  const shares = perHour.map((rate) => (rate * handleMs) / 3_600_000 / agents)
  const erlangs = agents * shares.reduce((sum, share) => sum + share, 0)
  // Until any agent is free, for who finds none: Erlang C, and at a load beyond the agents certainly.
  const firstFreeMs = (erlangC(erlangs, agents) * handleMs) / agents
  let before = 0
  return shares.map((share) => {
    const upTo = before + share
    const waitMs = upTo < 1 ? firstFreeMs / ((1 - before) * (1 - upTo)) : Number.POSITIVE_INFINITY
    before = upTo
    return waitMs
  })
}
