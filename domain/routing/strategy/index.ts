import { longestIdle } from './longest-idle.ts'
import type { Strategy } from './strategy.ts'

export type { Candidate, Strategy } from './strategy.ts'

/** Every strategy by the name it has in settings and explanations. A new one is a file and a line. */
export const strategies = { longestIdle } as const satisfies Readonly<Record<string, Strategy>>
export type StrategyName = keyof typeof strategies
export const strategyNames = Object.keys(strategies) as StrategyName[]
