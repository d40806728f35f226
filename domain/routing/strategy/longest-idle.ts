import type { Candidate } from './strategy.ts'

/** First the agent who has been idle longest; among those idle since the same moment, the lower id. */
export function longestIdle(a: Candidate, b: Candidate): number {
  if (a.idleSinceMs !== b.idleSinceMs) return a.idleSinceMs - b.idleSinceMs
  return a.agentId < b.agentId ? -1 : a.agentId > b.agentId ? 1 : 0
}
