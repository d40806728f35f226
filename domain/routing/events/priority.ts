import type { IncidentId, InteractionId } from '#kernel/ids.ts'
import type { CustomerFacts, CustomerTier } from '../priority/customer.ts'
import type { Incident } from '../priority/incident.ts'
import type { Lift } from '../priority/lift.ts'
import type { Fact } from './fact.ts'

/** What puts some before others: who the customer is, and incidents that many call about. */

/** All tiers, from now on; whoever waits goes on as he was told. */
export interface CustomerTiersConfigured extends Fact<'CustomerTiersConfigured'> {
  readonly tiers: readonly CustomerTier[]
}
/** Who it is was found out, or is said otherwise, while it was under way; `null`: nobody knows. */
export interface CustomerNoted extends Fact<'CustomerNoted'> {
  readonly interactionId: InteractionId
  readonly customer: CustomerFacts | null
}
/** What it is called, and the numbers and words by which it is told, stand in no event. */
export interface IncidentDeclared extends Fact<'IncidentDeclared'>, Pick<Incident, 'incidentId' | 'match' | 'lift'> {
  readonly endsAtMs: number | null
}
/** Nothing is lifted by it any more; those who were are put back. */
export interface IncidentEnded extends Fact<'IncidentEnded'> {
  readonly incidentId: IncidentId
  readonly cause: 'supervisor' | 'time'
}
/** Everybody whom it lifted is as he would be without it. */
export interface IncidentSettled extends Fact<'IncidentSettled'> {
  readonly incidentId: IncidentId
}
/** It waited already when the incident was declared, or belongs to it since. */
export interface InteractionLifted extends Fact<'InteractionLifted'>, Lift {
  readonly interactionId: InteractionId
  readonly incidentId: IncidentId
}
/** The incident is over: it waits as it would have without it. */
export interface InteractionLowered extends Fact<'InteractionLowered'> {
  readonly interactionId: InteractionId
  readonly incidentId: IncidentId
}
