import { fitness } from '../asking/requirement.ts'
import type { Strategy } from './strategy.ts'

/** First the agent who is best at what is asked. */
export const bestSkill: Strategy = {
  rank: () => 0,
  rankOfSkills: (requirement, skills) => (requirement === null ? 0 : -fitness(requirement, skills)),
}
