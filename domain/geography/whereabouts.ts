import type { Geography } from './geography.ts'
import type { RegionCode } from './place.ts'

/** How a customer's region is known. */
export type WhereaboutsSource = 'told' | 'postcode' | 'address' | 'landline'

export interface Whereabouts {
  readonly regionCode: RegionCode
  readonly source: WhereaboutsSource
}

/** What is known of where somebody is. */
export interface Traces {
  /** Somebody said so: the customer himself, an agent who wrote it down, a system that brought the work. */
  readonly regionCode?: string | null
  readonly postcode?: string | null
  readonly address?: string | null
  /** E.164. */
  readonly number?: string | null
}

/**
 * Where somebody is: what was said goes before what a postcode says, that before a region's name in the address, and that
 * before the landline from which he calls. `null` where none of them says anything, as with a mobile number alone.
 * @param country in whose way a postcode and an address are read: ISO 3166-1
 */
export function whereabouts(
  geography: Geography,
  { regionCode, postcode, address, number }: Traces,
  country: string,
): Whereabouts | null {
  const told = regionCode ? geography.region(regionCode)?.code : undefined
  if (told) return { regionCode: told, source: 'told' }
  const byPostcode = postcode ? geography.ofPostcode(postcode, country) : null
  if (byPostcode) return { regionCode: byPostcode, source: 'postcode' }
  const byAddress = address ? geography.ofAddress(address, country) : null
  if (byAddress) return { regionCode: byAddress, source: 'address' }
  const byNumber = number ? geography.ofNumber(number) : null
  return byNumber ? { regionCode: byNumber, source: 'landline' } : null
}
