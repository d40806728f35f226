import { askingFor } from '../applying/priority.ts'
import { groupOf } from '../asking/agent-group.ts'
import { demandFor } from '../asking/demand.ts'
import type { Asked } from '../asking/relaxation.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { areCustomerFacts, areTiers } from '../priority/customer.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Interaction, membershipIn } from '../state.ts'
import { offersOf, withdrawOffer } from './ownership.ts'

/** The organization's tiers; it holds for what comes, and for whomever is looked at anew. */
export function configureTiers(
  decision: Decision,
  { tiers }: RoutingCommandOf<'ConfigureCustomerTiers'>,
): RefusalCode | null {
  if (!areTiers(tiers)) return 'wrong-settings'
  if (JSON.stringify(decision.draft.customerTiers) === JSON.stringify(tiers)) return null
  decision.add({ type: 'CustomerTiersConfigured', tiers })
  return null
}

/** Who it is was found out late, or is said otherwise: whoever is being asked and cannot do what is asked now is asked no more. */
export function noteCustomer(
  decision: Decision,
  { interactionId, customer }: RoutingCommandOf<'NoteCustomer'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (customer && !areCustomerFacts(customer)) return 'wrong-settings'
  const { wishes, waiting } = interaction
  if (JSON.stringify(wishes.customer ?? null) === JSON.stringify(customer)) return null
  if (waiting) {
    const { customer: _, ...others } = wishes
    const next = askingFor(decision.draft, waiting, customer ? { ...others, customer } : others, decision.nowMs)
    const asked = next.asked[next.step]
    if (asked) withdrawUnmeant(decision, interaction, asked)
  }
  decision.add({ type: 'CustomerNoted', interactionId, customer })
  return null
}

function withdrawUnmeant(decision: Decision, interaction: Interaction, asked: Asked): void {
  const edgeId = interaction.kind === 'call' ? interaction.edgeId : null
  for (const offer of offersOf(decision, interaction.interactionId)) {
    const agent = decision.draft.agents.get(offer.agentId)
    const membership = agent && membershipIn(agent, offer.queueId)
    const isMeant = asked.agentIds
      ? asked.agentIds.includes(offer.agentId)
      : membership && demandFor(asked, edgeId).accepts(groupOf(agent, membership))
    if (!isMeant) withdrawOffer(decision, offer, 'customer-noted')
  }
}
