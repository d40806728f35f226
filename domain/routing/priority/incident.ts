import type { BusinessUnitId, CustomerSegmentId, CustomerTierId, IncidentId, QueueId, SkillId } from '#kernel/ids.ts'
import type { RegionCode } from '../../geography/index.ts'
import { askedFor } from '../asking/reservation.ts'
import { requirementIn, type Wishes } from '../asking/wishes.ts'
import type { QueueSettings } from '../settings.ts'
import { isLift, isNoLift, type Lift } from './lift.ts'

/**
 * A mass incident: everything that waits and belongs to it stands before the rest, as long as it lasts. What it is called
 * stands in no event.
 */
export interface Incident {
  readonly incidentId: IncidentId
  readonly match: IncidentMatch
  readonly lift: Lift
  readonly declaredAtMs: number
  /** It ends by itself; `null`: when somebody says so. */
  readonly endsAtMs: number | null
  /** It is over, and some of those whom it lifted have not been put back yet. Absent: it lasts. */
  readonly isOver?: true
}

/** Each that is named has to hold, by one of its values. */
export interface IncidentMatch {
  readonly queueIds?: readonly QueueId[]
  /** Queues of these units, and of those below them. */
  readonly businessUnitIds?: readonly BusinessUnitId[]
  /** Where the customer is. */
  readonly regionCodes?: readonly RegionCode[]
  readonly tierIds?: readonly CustomerTierId[]
  readonly segmentIds?: readonly CustomerSegmentId[]
  /** It, or its queue, asks for one of these skills: a product or a service is one. */
  readonly skillIds?: readonly SkillId[]
  /**
   * By numbers, or by what a task says: no log holds those, so whoever brings the interaction says of it that it belongs here
   * (`incidentIds` of its wishes).
   */
  readonly isMarked?: true
}

const mostValues = 500

export function isIncident({ match, lift, declaredAtMs, endsAtMs }: Incident): boolean {
  const { isMarked, ...lists } = match
  const named = Object.values(lists)
  return (
    (isMarked === true || named.length > 0) &&
    named.every((values) => values.length > 0 && values.length <= mostValues) &&
    isLift(lift) &&
    !isNoLift(lift) &&
    (endsAtMs === null || (Number.isSafeInteger(endsAtMs) && endsAtMs > declaredAtMs))
  )
}

export interface Arriving {
  readonly queueId: QueueId
  readonly settings: QueueSettings
  /** With what the queue asks besides of such a customer. */
  readonly wishes: Wishes
}

/** Whether what waits in this queue, and asks this, belongs to the incident, as far as routing can see. */
export function isOfIncident(
  { incidentId, match, isOver }: Incident,
  { queueId, settings, wishes }: Arriving,
): boolean {
  if (isOver) return false
  const { queueIds, businessUnitIds, regionCodes, tierIds, segmentIds, skillIds, isMarked } = match
  const { place, customer, incidentIds } = wishes
  if (queueIds && !queueIds.includes(queueId)) return false
  if (regionCodes && !isAmong(regionCodes, place?.regionCode)) return false
  if (tierIds && !isAmong(tierIds, customer?.tierId)) return false
  if (segmentIds && !isAmong(segmentIds, customer?.segmentId)) return false
  if (businessUnitIds && !(settings.businessUnitIds ?? []).some((unitId) => businessUnitIds.includes(unitId))) {
    return false
  }
  if (isMarked && !incidentIds?.includes(incidentId)) return false
  if (!skillIds) return true
  const asked = askedFor(requirementIn(settings, wishes))
  return skillIds.some((skillId) => asked.has(skillId))
}

const isAmong = <Value>(values: readonly Value[], value: Value | undefined): boolean =>
  value !== undefined && values.includes(value)
