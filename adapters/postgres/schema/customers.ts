import type { Generated } from 'kysely'
import type { CustomerId } from '#kernel/ids.ts'
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

/** Who calls us. */
export interface CustomerTables {
  customer: CustomerTable
  customer_phone_number: CustomerPhoneNumberTable
}
