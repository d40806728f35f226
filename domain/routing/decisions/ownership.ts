import type { AgentId } from '#kernel/ids.ts'
import { available } from '../../agents/index.ts'
import type { InteractionEndReason } from '../../interactions/index.ts'
import type { Decision } from '../decision.ts'
import type { Carried, OfferWithdrawn } from '../events.ts'
import type { Interaction, Offer } from '../state.ts'

/** How an interaction leaves somebody's hands: shared by every command that can bring that about. */

export function withdrawOffer(decision: Decision, offer: Offer, cause: OfferWithdrawn['cause']): void {
  const { offerId, interactionId, agentId, queueId } = offer
  decision.add({ type: 'OfferWithdrawn', offerId, interactionId, agentId, queueId, cause })
}

/** Withdraws the agent's pending offers, or those of them that `isMeant` says. */
export function withdrawOffersTo(
  decision: Decision,
  agentId: AgentId,
  cause: OfferWithdrawn['cause'],
  isMeant: (offer: Offer) => boolean = () => true,
): void {
  for (const held of decision.draft.agents.get(agentId)?.work ?? []) {
    if (held.workState !== 'offered') continue
    const offerId = decision.draft.interactions.get(held.interactionId)?.waiting?.offerId
    const offer = offerId && decision.draft.offers.get(offerId)
    if (offer && isMeant(offer)) withdrawOffer(decision, offer, cause)
  }
}

function carriedBy({ edgeId, customerLegId, engagement }: Interaction): Carried {
  return {
    edgeId,
    customerLegId,
    bridgeId: engagement?.bridgeId ?? null,
    recordingId: engagement?.recordingId ?? null,
    phoneLegId: engagement?.isPhoneLeg ? engagement.agentLegId : null,
  }
}

/** The contact with the customer is over, wherever it stood; an engaged agent goes into wrap-up when his queue has one. */
export function endContact(decision: Decision, interaction: Interaction, reason: InteractionEndReason): void {
  const { interactionId, stage, waiting, engagement } = interaction
  if (stage === 'wrapUp') return
  const offer = waiting?.offerId && decision.draft.offers.get(waiting.offerId)
  if (offer) withdrawOffer(decision, offer, 'interaction-ended')
  const limitMs = engagement ? (decision.draft.queues.get(engagement.queueId)?.settings.wrapUpLimitMs ?? 0) : 0
  decision.add({
    type: 'InteractionEnded',
    interactionId,
    reason,
    stage,
    isAbandoned: stage === 'queued' && (reason === 'customer-left' || reason === 'connection-lost'),
    isWrapUpDue: limitMs > 0,
    agentId: engagement?.agentId ?? null,
    carried: carriedBy(interaction),
  })
  if (!engagement) return
  const { agentId } = engagement
  if (limitMs > 0) {
    decision.add({ type: 'WrapUpStarted', interactionId, agentId, untilMs: decision.nowMs + limitMs })
  } else {
    followPlan(decision, agentId)
  }
}

/**
 * The engaged agent is lost: the customer goes back to the front. The agent must say himself that he is there again, so
 * that a flapping network does not hand him one customer after another.
 */
export function returnToQueue(decision: Decision, interaction: Interaction): void {
  const { interactionId, engagement } = interaction
  if (!engagement) return
  const { agentId, queueId } = engagement
  decision.add({
    type: 'InteractionReturned',
    interactionId,
    queueId,
    agentId,
    cause: 'agent-lost',
    carried: carriedBy(interaction),
  })
  if (followPlan(decision, agentId)) return
  if (decision.draft.agents.get(agentId)?.presence.kind !== available.kind) return
  decision.add({
    type: 'PresenceChanged',
    agentId,
    presence: { kind: 'notReady', reason: 'station-lost' },
    cause: 'station-lost',
  })
}

/** Once an agent holds no accepted work, the presence that he asked for in the meantime comes true. */
export function followPlan(decision: Decision, agentId: AgentId): boolean {
  const agent = decision.draft.agents.get(agentId)
  if (!agent?.nextPresence || !agent.nextPresenceCause || agent.work.some((held) => held.workState !== 'offered'))
    return false
  decision.add({ type: 'PresenceChanged', agentId, presence: agent.nextPresence, cause: agent.nextPresenceCause })
  return true
}
