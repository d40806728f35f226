import type { CustomerSegmentId, CustomerTierId } from '#kernel/ids.ts'
import { isRequirement, type Requirement } from '../asking/requirement.ts'
import type { Wishes } from '../asking/wishes.ts'
import { isLift, type Lift } from './lift.ts'

/** What routing knows of a customer: nothing that names him. */
export interface CustomerFacts {
  readonly tierId?: CustomerTierId
  readonly segmentId?: CustomerSegmentId
  /** What he is worth in a year, in the organization's currency. */
  readonly value?: number
}

/** One of the organization's tiers. */
export interface CustomerTier {
  readonly tierId: CustomerTierId
  /** 1 is the highest. */
  readonly rank: number
  readonly lift: Lift
}

/**
 * What a queue does for customers of a kind: every condition that is named has to hold, and whoever is not known, or of whom
 * the thing is not known, meets none. All rules that hold count together.
 */
export interface CustomerRule {
  readonly when: {
    /** One of these. */
    readonly segmentIds?: readonly CustomerSegmentId[]
    /** This tier, or a higher one. */
    readonly tierAtLeast?: CustomerTierId
    readonly valueAtLeast?: number
  }
  /** Asked of agents besides. */
  readonly requirement?: Requirement
  readonly lift?: Lift
}

export const mostTiers = 20
export const mostCustomerRules = 10
const mostValue = 1_000_000_000_000

export const isValue = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= mostValue

export const areCustomerFacts = ({ value = 0 }: CustomerFacts): boolean => isValue(value)

export const areTiers = (tiers: readonly CustomerTier[]): boolean =>
  tiers.length <= mostTiers &&
  new Set(tiers.map(({ tierId }) => tierId)).size === tiers.length &&
  tiers.every(({ rank, lift }) => Number.isSafeInteger(rank) && rank >= 1 && rank <= 1000 && isLift(lift))

export const areCustomerRules = (rules: readonly CustomerRule[]): boolean =>
  rules.length <= mostCustomerRules &&
  rules.every(
    ({ when: { segmentIds, tierAtLeast, valueAtLeast }, requirement, lift }) =>
      (segmentIds !== undefined || tierAtLeast !== undefined || valueAtLeast !== undefined) &&
      (segmentIds ?? []).length <= 50 &&
      isValue(valueAtLeast ?? 0) &&
      (requirement === undefined || isRequirement(requirement)) &&
      (lift === undefined || isLift(lift)),
  )

export function doesHold(
  { segmentIds, tierAtLeast, valueAtLeast }: CustomerRule['when'],
  customer: CustomerFacts,
  tiers: readonly CustomerTier[],
): boolean {
  if (segmentIds && (customer.segmentId === undefined || !segmentIds.includes(customer.segmentId))) return false
  if (valueAtLeast !== undefined && (customer.value === undefined || customer.value < valueAtLeast)) return false
  if (tierAtLeast === undefined) return true
  const rankOf = (tierId: CustomerTierId | undefined) => tiers.find((tier) => tier.tierId === tierId)?.rank
  const [own, least] = [rankOf(customer.tierId), rankOf(tierAtLeast)]
  return own !== undefined && least !== undefined && own <= least
}

/** The same wishes, with what the queue's rules ask besides for such a customer. */
export function withCustomerRules(
  { customerRules }: { readonly customerRules?: readonly CustomerRule[] },
  wishes: Wishes,
  tiers: readonly CustomerTier[],
): Wishes {
  const { customer, requirement } = wishes
  if (!customer || !customerRules) return wishes
  const asked = customerRules.flatMap((rule) =>
    rule.requirement && doesHold(rule.when, customer, tiers) ? [rule.requirement] : [],
  )
  if (asked.length === 0) return wishes
  const all = requirement ? [requirement, ...asked] : asked
  return { ...wishes, requirement: all.length === 1 ? (all[0] as Requirement) : { all } }
}
