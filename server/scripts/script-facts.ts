import type { FlowFacts } from '#domain/flows/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import type { CoreServices } from '../core-services.ts'
import { queueFacts } from '../processes/index.ts'

type Services = Pick<CoreServices, 'db' | 'decider' | 'configuration' | 'incidents' | 'clock' | 'randomBytes'>

/** What the blocks of flows may look at that is not about whoever the flow is for. */
export function houseFacts({
  decider,
  configuration,
  clock,
  randomBytes,
}: Omit<Services, 'db' | 'incidents'>): Pick<FlowFacts, 'nowMs' | 'chance' | 'queue' | 'hours' | 'definition'> {
  const nowMs = clock.wallMs()
  return {
    nowMs,
    chance: () => randomBytes(4).reduce((sum, byte) => (sum + byte) / 256, 0),
    queue: (queueId) => (decider.state ? queueFacts({ state: decider.state }, queueId, nowMs) : undefined),
    hours: (businessHoursId) => configuration.numberPlan.hoursNow(businessHoursId),
    definition: configuration.flows.source,
  }
}

/** What a script may look at: the customer of this interaction, as he is known now, and the house. */
export async function scriptFacts(services: Services, interactionId: InteractionId): Promise<FlowFacts> {
  const known = await services.db
    .selectFrom('interaction_particulars as particulars')
    .leftJoin('customer', 'customer.customer_id', 'particulars.customer_id')
    .select(['particulars.caller_number', 'particulars.caller_name', 'particulars.dialed_number'])
    .select(['customer.name', 'customer.region_code', 'customer.customer_tier_id', 'customer.customer_segment_id'])
    .where('particulars.interaction_id', '=', interactionId)
    .executeTakeFirst()
  const callerNumber = known?.caller_number ?? undefined
  const dialedNumber = known?.dialed_number ?? undefined
  const region = known?.region_code ?? undefined
  const name = known?.name ?? known?.caller_name ?? undefined
  return {
    ...houseFacts(services),
    channel: 'script',
    caller: {
      number: callerNumber ?? null,
      dialedNumber: dialedNumber ?? '',
      isKnown: known != null && known.name !== null,
      ...(region !== undefined && { region, country: region.slice(0, 2) }),
      ...(name !== undefined && { name }),
      ...(known?.customer_tier_id != null && { tierId: known.customer_tier_id }),
      segmentIds: known?.customer_segment_id != null ? [known.customer_segment_id] : [],
    },
    incidentIds: services.incidents.marksOf({ callerNumber, dialedNumber }),
  }
}
