import type { IncidentId, PersonId } from '#kernel/ids.ts'
import type { IncidentMatch } from '#protocol/http/index.ts'
import type { InstantWithDefault, Json, MaybeInstant } from './columns.ts'

export interface IncidentTable {
  incident_id: IncidentId
  title: string
  match: Json<IncidentMatch>
  level: number
  boost_ms: number
  declared_at: InstantWithDefault
  declared_by: PersonId | null
  ends_at: MaybeInstant
  ended_at: MaybeInstant
  ended_by: PersonId | null
  ended_cause: 'supervisor' | 'time' | 'lost' | null
}

/** What many call about at once. */
export interface IncidentTables {
  incident: IncidentTable
}
