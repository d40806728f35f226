import type { CustomerFacts } from '#domain/routing/index.ts'
import type { CustomerSegmentId, CustomerTierId } from '#kernel/ids.ts'

/** What the table says a customer is to the organization. */
export interface CustomerKindRow {
  readonly customer_tier_id: CustomerTierId | null
  readonly customer_segment_id: CustomerSegmentId | null
  readonly yearly_value: number | null
}

/** What routing is told of it; `undefined`: nobody said anything. */
export function customerFactsOf(row: CustomerKindRow): CustomerFacts | undefined {
  const { customer_tier_id: tierId, customer_segment_id: segmentId, yearly_value: value } = row
  if (tierId === null && segmentId === null && value === null) return undefined
  return {
    ...(tierId !== null && { tierId }),
    ...(segmentId !== null && { segmentId }),
    ...(value !== null && { value }),
  }
}
