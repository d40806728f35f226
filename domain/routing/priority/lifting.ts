import type { QueueId } from '#kernel/ids.ts'
import type { Wishes } from '../asking/wishes.ts'
import type { QueueSettings } from '../settings.ts'
import type { RoutingTables } from '../state.ts'
import { doesHold, withCustomerRules } from './customer.ts'
import { isOfIncident } from './incident.ts'
import { isNoLift, type Lifted } from './lift.ts'

interface Where {
  readonly queueId: QueueId
  readonly settings: QueueSettings
}

/** All that lifts an interaction of these wishes in this queue, as everything is now; most have nothing. */
export function liftsIn(
  state: Pick<RoutingTables, 'customerTiers' | 'incidents'>,
  where: Where,
  wishes: Wishes,
): readonly Lifted[] {
  const lifts = [...customerLifts(state, where, wishes), ...incidentLifts(state, where, wishes)]
  return lifts.length === 0 ? none : lifts
}

const none: readonly Lifted[] = []

/** By who the customer is. */
function customerLifts(
  { customerTiers }: Pick<RoutingTables, 'customerTiers'>,
  { settings }: Where,
  { customer }: Wishes,
): readonly Lifted[] {
  if (!customer) return none
  const lifts: Lifted[] = []
  const tier = customerTiers.find(({ tierId }) => tierId === customer.tierId)
  if (tier && !isNoLift(tier.lift)) lifts.push({ by: 'tier', tierId: tier.tierId, ...tier.lift })
  for (const [place, { when, lift }] of (settings.customerRules ?? []).entries()) {
    if (lift && !isNoLift(lift) && doesHold(when, customer, customerTiers)) lifts.push({ by: 'rule', place, ...lift })
  }
  return lifts
}

function incidentLifts(
  { incidents, customerTiers }: Pick<RoutingTables, 'customerTiers' | 'incidents'>,
  { queueId, settings }: Where,
  own: Wishes,
): readonly Lifted[] {
  if (incidents.size === 0) return none
  const wishes = withCustomerRules(settings, own, customerTiers)
  const lifts: Lifted[] = []
  for (const incident of incidents.values()) {
    const { incidentId, lift } = incident
    if (isOfIncident(incident, { queueId, settings, wishes })) lifts.push({ by: 'incident', incidentId, ...lift })
  }
  return lifts
}
