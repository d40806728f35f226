import { bestSkill } from './best-skill.ts'
import { fewestHandled } from './fewest-handled.ts'
import { fixedOrder } from './fixed-order.ts'
import { leastOccupied } from './least-occupied.ts'
import { leastTalk } from './least-talk.ts'
import { longestIdle } from './longest-idle.ts'
import { random } from './random.ts'
import { roundRobin } from './round-robin.ts'
import type { Strategy } from './strategy.ts'
import { weightedRandom } from './weighted-random.ts'

export { byRank, type Candidate, type Lots, type Sight, type Strategy } from './strategy.ts'

/** Every strategy by the name it has in settings and explanations. A new one is a file and a line. */
export const strategies = {
  longestIdle,
  roundRobin,
  fewestHandled,
  leastTalk,
  leastOccupied,
  random,
  weightedRandom,
  fixedOrder,
  bestSkill,
} as const satisfies Readonly<Record<string, Strategy>>
export type StrategyName = keyof typeof strategies
export const strategyNames = Object.keys(strategies) as StrategyName[]
export const strategyOf = (name: StrategyName): Strategy => strategies[name]
