import type { AgentId, QueueId } from '#kernel/ids.ts'
import type { Requirement, Skills } from '../asking/requirement.ts'
import type { Membership } from '../settings.ts'
import type { Agent } from '../state.ts'

/** What a strategy may look at. None of it changes while an agent is ready, so a queue can keep its ready agents in order. */
export interface Sight {
  readonly agent: Agent
  readonly queueId: QueueId
  readonly membership: Membership
}

/** Whom a queue asks first of those who are ready and eligible. Pure. */
export interface Strategy {
  /** Lower is asked before higher; among equals the one who has been idle longest, then the lower id. */
  readonly rank: (sight: Sight) => number
  /** Of agents who can do the same, before that: lower goes first, by what is asked. Absent: it makes no difference. */
  readonly rankOfSkills?: (requirement: Requirement | null, skills: Skills) => number
  /** By lot instead. */
  readonly lots?: Lots
}

/** How many lots a member has, from 1 to `most`. */
export interface Lots {
  readonly of: (membership: Membership) => number
  readonly most: number
}

/** A ready agent in the order of a strategy. */
export interface Candidate {
  readonly agentId: AgentId
  readonly rank: number
  readonly idleSinceMs: number
}

export function byRank(a: Candidate, b: Candidate): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.idleSinceMs !== b.idleSinceMs) return a.idleSinceMs - b.idleSinceMs
  return a.agentId < b.agentId ? -1 : a.agentId > b.agentId ? 1 : 0
}
