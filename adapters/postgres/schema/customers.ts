import type { Generated } from 'kysely'
import type { AgentId, CustomerId, CustomerSegmentId, CustomerTierId } from '#kernel/ids.ts'
import type { InstantWithDefault } from './columns.ts'

export interface CustomerTable {
  customer_id: CustomerId
  name: string
  folded_name: string
  email: string | null
  language: string | null
  note: string | null
  address: string | null
  postcode: string | null
  region_code: string | null
  customer_tier_id: CustomerTierId | null
  customer_segment_id: CustomerSegmentId | null
  /** Whole units of the organization's currency. */
  yearly_value: number | null
  /** Who looks after him. */
  owner_agent_id: AgentId | null
  version: Generated<number>
  created_at: InstantWithDefault
  updated_at: InstantWithDefault
}
export interface CustomerPhoneNumberTable {
  customer_id: CustomerId
  number: string
  raw_text: string
  rank: Generated<number>
}
export interface CustomerTierTable {
  customer_tier_id: CustomerTierId
  name: string
  folded_name: string
  /** 1 is the highest. */
  rank: number
  level: Generated<number>
  boost_ms: Generated<number>
  version: Generated<number>
  created_at: InstantWithDefault
}
export interface CustomerSegmentTable {
  customer_segment_id: CustomerSegmentId
  name: string
  folded_name: string
  version: Generated<number>
  created_at: InstantWithDefault
}

/** Who calls us, and what they are to us. */
export interface CustomerTables {
  customer_tier: CustomerTierTable
  customer_segment: CustomerSegmentTable
  customer: CustomerTable
  customer_phone_number: CustomerPhoneNumberTable
}
