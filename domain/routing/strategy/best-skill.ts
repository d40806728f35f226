import { fitness } from '../asking/requirement.ts'
import type { Strategy } from './strategy.ts'

/** First the agent who is best at what is asked. */
export const bestSkill: Strategy = {
  rank: ({ agent, requirement }) => (requirement === null ? 0 : -fitness(requirement, agent.settings.skills ?? {})),
}
