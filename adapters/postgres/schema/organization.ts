import type { ColumnType, Generated } from 'kysely'
import type { BusinessUnitId, PersonId, RoutingDomainId } from '#kernel/ids.ts'
import type { CountryFile } from '#protocol/http/index.ts'
import type { InstantWithDefault } from './columns.ts'

export interface OrganizationTable {
  is_only: Generated<boolean>
  name: Generated<string>
  root_unit_id: BusinessUnitId | null
  routing_domain_id: RoutingDomainId
  region: Generated<string>
  created_at: InstantWithDefault
  tally_period: Generated<'day' | 'week' | 'never'>
  tally_reset_minute: Generated<number>
}
export interface BusinessUnitTable {
  business_unit_id: BusinessUnitId
  parent_id: BusinessUnitId | null
  kind: 'root' | 'branch' | 'department'
  name: string
  time_zone: Generated<string>
  version: Generated<number>
  created_at: InstantWithDefault
}
/** A country with its regions, in the place of the one that comes with the product. */
export interface ImportedCountryTable {
  country: string
  content: ColumnType<CountryFile, string, string>
  imported_at: InstantWithDefault
  imported_by: PersonId | null
}

/** The one organization that this installation is for, how it is divided, and the countries it knows of. */
export interface OrganizationTables {
  organization: OrganizationTable
  business_unit: BusinessUnitTable
  imported_country: ImportedCountryTable
}
