import type { BreakLimitId } from '#kernel/ids.ts'
import type { Away, BreakReason, CountsAs, Presence } from './presence.ts'

/** What an administrator says of breaks: what each reason means, and how many may be away at once. */
export interface BreakRules {
  /** A reason that is not named needs no grant and counts on neither side. */
  readonly reasons: Readonly<Partial<Record<BreakReason, ReasonRule>>>
  readonly limits: Readonly<Record<BreakLimitId, BreakLimit>>
}

export interface ReasonRule {
  /** An agent has to ask for it: a limit with room grants it, or a supervisor. */
  readonly needsGrant?: true
  readonly countsAs?: CountsAs
}

/** How many of those for whom it holds may be away at once, for reasons that have to be granted. */
export type BreakLimit =
  | { readonly most: number }
  /** Of a hundred who are logged in, rounded down, and one at least. */
  | { readonly percent: number }

export const noBreakRules: BreakRules = { reasons: {}, limits: {} }

/** How many may be away while `here` are logged in. */
export const mostAway = (limit: BreakLimit, here: number): number =>
  'most' in limit ? limit.most : Math.max(1, Math.floor((here * limit.percent) / 100))

/** What he says, with what it means by the rules of this moment. */
export function byRules({ reasons }: BreakRules, presence: Presence): Presence {
  if (presence.kind !== 'break') return presence
  const { needsGrant, countsAs } = reasons[presence.reason] ?? {}
  const meant: Away = { kind: 'break', reason: presence.reason }
  return { ...meant, ...(countsAs && { countsAs }), ...(needsGrant && { isLimited: true as const }) }
}

const mostReasons = 200
const mostLimits = 500
const isWhole = (value: number, least: number, most: number) =>
  Number.isSafeInteger(value) && value >= least && value <= most

/** Whether the decider can work with them. */
export function areBreakRules({ reasons, limits }: BreakRules): boolean {
  if (Object.keys(reasons).length > mostReasons || Object.keys(limits).length > mostLimits) return false
  return Object.values(limits).every((limit: BreakLimit) =>
    'most' in limit ? isWhole(limit.most, 0, 100_000) : isWhole(limit.percent, 1, 100),
  )
}
