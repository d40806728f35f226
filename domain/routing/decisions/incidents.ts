import type { IncidentId, InteractionId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { withCustomerRules } from '../priority/customer.ts'
import { isIncident, isOfIncident } from '../priority/incident.ts'
import { mostIncidents } from '../priority/lift.ts'
import type { RefusalCode } from '../refusals.ts'

/**
 * Incidents that many call about. Whatever comes is compared with each that lasts; who waits already is lifted, and put back,
 * in slices, so that nobody is kept waiting for the decision of a hundred thousand.
 */

/** So many are lifted or put back by one decision. */
export const incidentSlice = 100

export function declareIncident(
  decision: Decision,
  { incidentId, match, lift, endsAtMs }: RoutingCommandOf<'DeclareIncident'>,
): RefusalCode | null {
  const { incidents } = decision.draft
  if (incidents.has(incidentId)) return null
  if (!isIncident({ incidentId, match, lift, endsAtMs, declaredAtMs: decision.nowMs })) return 'wrong-settings'
  if (incidents.size >= mostIncidents) return 'too-many-incidents'
  decision.add({ type: 'IncidentDeclared', incidentId, match, lift, endsAtMs })
  return null
}

/** Whoever of these waits and belongs to it. `areMarked`: their numbers, or what they say, belong to it. */
export function liftWaiting(
  decision: Decision,
  { incidentId, interactionIds, areMarked = false }: RoutingCommandOf<'LiftWaiting'>,
): RefusalCode | null {
  if (interactionIds.length > incidentSlice) return 'wrong-settings'
  for (const interactionId of interactionIds) liftOne(decision, incidentId, interactionId, areMarked)
  return null
}

function liftOne(decision: Decision, incidentId: IncidentId, interactionId: InteractionId, isMarked: boolean): void {
  const { incidents, interactions, queues, customerTiers } = decision.draft
  const incident = incidents.get(incidentId)
  const interaction = interactions.get(interactionId)
  const queue = interaction?.waiting && queues.get(interaction.waiting.queueId)
  if (!incident || !interaction?.waiting || !queue) return
  if (interaction.waiting.lifts?.some((lifted) => lifted.by === 'incident' && lifted.incidentId === incidentId)) return
  const marks = interaction.wishes.incidentIds ?? []
  const marked = { ...interaction.wishes, incidentIds: isMarked ? [...marks, incidentId] : marks }
  const wishes = withCustomerRules(queue.settings, marked, customerTiers)
  if (!isOfIncident(incident, { ...queue, wishes })) return
  decision.add({ type: 'InteractionLifted', interactionId, incidentId, ...incident.lift })
}

/** It is over: by a supervisor, or by its own time. The first of those whom it lifted are put back at once. */
export function endIncident(
  decision: Decision,
  incidentId: IncidentId,
  cause: 'supervisor' | 'time',
): RefusalCode | null {
  const incident = decision.draft.incidents.get(incidentId)
  if (!incident || incident.isOver) return null
  decision.add({ type: 'IncidentEnded', incidentId, cause })
  return settleIncident(decision, incidentId)
}

/** Puts back the next of those whom an incident lifted that is over; with the last of them it is done with. */
export function settleIncident(decision: Decision, incidentId: IncidentId): RefusalCode | null {
  const { incidents, indexes } = decision.draft
  if (!incidents.get(incidentId)?.isOver) return null
  const lifted = indexes.lifted.get(incidentId)?.entries
  const slice: InteractionId[] = []
  for (const { interactionId } of lifted ?? []) {
    if (slice.length === incidentSlice) break
    slice.push(interactionId)
  }
  for (const interactionId of slice) decision.add({ type: 'InteractionLowered', interactionId, incidentId })
  if ((indexes.lifted.get(incidentId)?.entries.size ?? 0) === 0) decision.add({ type: 'IncidentSettled', incidentId })
  return null
}
