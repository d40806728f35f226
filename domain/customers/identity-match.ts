import type { CustomerId } from '#kernel/ids.ts'

/**
 * Who calls, judged by the number alone: a customer only when exactly one has it. A number that several share (a family, a
 * switchboard) names nobody, and the agent is shown all of them to choose from.
 */
export type IdentityMatch =
  | { readonly kind: 'one'; readonly customerId: CustomerId }
  | { readonly kind: 'several'; readonly customerIds: readonly CustomerId[] }
  | { readonly kind: 'none' }

/** @param customerIds of the customers who have the number; the same one may come twice */
export function identityMatch(customerIds: readonly CustomerId[]): IdentityMatch {
  const distinct = [...new Set(customerIds)]
  const [only] = distinct
  if (only === undefined) return { kind: 'none' }
  return distinct.length === 1 ? { kind: 'one', customerId: only } : { kind: 'several', customerIds: distinct }
}
