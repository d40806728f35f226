import type { StrategyName } from '#protocol/http/skills.ts'

/** In the order in which they are shown: the usual one first. */
export const strategies: readonly StrategyName[] = [
  'longestIdle',
  'roundRobin',
  'fewestHandled',
  'leastTalk',
  'leastOccupied',
  'bestSkill',
  'fixedOrder',
  'random',
  'weightedRandom',
]

/** These compare what agents did in the period that is counted. */
export const countsPeriod = (name: StrategyName): boolean =>
  name === 'fewestHandled' || name === 'leastTalk' || name === 'leastOccupied'
