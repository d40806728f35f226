import type { AgentId } from '#kernel/ids.ts'

/** What a strategy may look at. None of it changes while an agent is ready, so a queue can keep its ready agents in order. */
export interface Candidate {
  readonly agentId: AgentId
  readonly idleSinceMs: number
}

/**
 * A strategy is an order over ready agents: negative when `a` is to be asked before `b`, and 0 only for the same agent.
 * Pure, total, and of nothing but the two candidates.
 */
export type Strategy = (a: Candidate, b: Candidate) => number
