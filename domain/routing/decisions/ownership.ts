import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import { available } from '../../agents/index.ts'
import type { InteractionEndReason } from '../../interactions/index.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { MonitoringEnded, OfferWithdrawn } from '../events.ts'
import {
  type Call,
  type DeskWork,
  type InHand,
  type Interaction,
  isDeskWork,
  type Monitor,
  type Offer,
} from '../state.ts'
import { wrapUpRuleOf } from '../wrap-up-rule.ts'
import { endCallback, putOff } from './callback-put-off.ts'
import { carriedBy } from './carried.ts'

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
    for (const offer of offersOf(decision, held.interactionId)) {
      if (offer.agentId === agentId && isMeant(offer)) withdrawOffer(decision, offer, cause)
    }
  }
}

/** The pending offers of an interaction. */
export function offersOf(decision: Decision, interactionId: InteractionId): readonly Offer[] {
  const { interactions, offers } = decision.draft
  const offerIds = interactions.get(interactionId)?.waiting?.offerIds ?? []
  return offerIds.map((offerId) => offers.get(offerId)).filter((offer) => offer !== undefined)
}

/** How long an engaged agent may write up; 0 where nobody was engaged, no queue stands behind it, or he may and did not want to. */
function wrapUpLimitMs(decision: Decision, engagement: InHand | null): number {
  if (engagement === null || engagement.queueId === null) return 0
  const queue = decision.draft.queues.get(engagement.queueId)
  if (!queue) return 0
  const { limitMs, isOptional } = wrapUpRuleOf(decision.draft.agents.get(engagement.agentId)?.settings, queue.settings)
  return isOptional && !engagement.isWrapUpWanted ? 0 : limitMs
}

/** Supervisors stay with the engaged agent: with him they go. */
export function endMonitoring(decision: Decision, { interactionId }: Call): void {
  const monitors = decision.draft.calls.get(interactionId)?.monitors ?? []
  for (const monitor of monitors) dropMonitor(decision, interactionId, monitor, 'call-over')
}

export function dropMonitor(
  decision: Decision,
  interactionId: InteractionId,
  { agentId, legId, stationKind, mode }: Monitor,
  cause: MonitoringEnded['cause'],
): void {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return
  const { edgeId, engagement, calledParties } = interaction
  decision.add({
    type: 'MonitoringEnded',
    ...{ interactionId, agentId, edgeId, legId, mode, cause },
    isStationLeg: stationKind === 'browser',
    bridgeIds: [...(engagement ? [engagement.bridgeId] : []), ...calledParties.map(({ bridgeId }) => bridgeId)],
  })
  followPlan(decision, agentId)
}

/** The engaged agent writes up, when his queue has that. */
export function beginWrapUp(decision: Decision, { interactionId, engagement }: Interaction): void {
  const limitMs = wrapUpLimitMs(decision, engagement)
  if (engagement === null || limitMs === 0) return
  const untilMs = decision.nowMs + limitMs
  decision.add({ type: 'WrapUpStarted', interactionId, agentId: engagement.agentId, untilMs })
}

/** The contact with the customer is over, wherever it stood; an engaged agent goes into wrap-up when his queue has one. */
export function endContact(decision: Decision, interaction: Interaction, reason: InteractionEndReason): void {
  const { interactionId, stage, engagement } = interaction
  if (stage === 'wrapUp') return
  if (interaction.kind === 'call' && putOff(decision, interaction, reason)) {
    if (engagement) followPlan(decision, engagement.agentId)
    return
  }
  for (const offer of offersOf(decision, interactionId)) withdrawOffer(decision, offer, 'interaction-ended')
  if (interaction.kind === 'callback') {
    endCallback(decision, interaction, reason)
    return
  }
  const limitMs = wrapUpLimitMs(decision, engagement)
  if (isDeskWork(interaction)) endTask(decision, interaction, reason, limitMs > 0)
  else endCall(decision, interaction, reason, limitMs > 0)
  if (!engagement) return
  if (limitMs > 0) beginWrapUp(decision, interaction)
  else followPlan(decision, engagement.agentId)
}

function endTask(
  decision: Decision,
  { interactionId, engagement }: DeskWork,
  reason: InteractionEndReason,
  isWrapUpDue: boolean,
): void {
  const stage = decision.draft.interactions.get(interactionId)?.stage
  if (stage === undefined || stage === 'wrapUp') return
  const agentId = engagement?.agentId ?? null
  decision.add({ type: 'TaskEnded', interactionId, reason, stage, isWrapUpDue, agentId })
}

function endCall(decision: Decision, call: Call, reason: InteractionEndReason, isWrapUpDue: boolean): void {
  const { interactionId, stage, engagement } = call
  if (stage === 'wrapUp') return
  endMonitoring(decision, call)
  for (const { agentId } of call.calledParties) if (agentId !== null) decision.agentIds.add(agentId)
  decision.add({
    type: 'InteractionEnded',
    interactionId,
    reason,
    stage,
    isAbandoned: stage === 'queued' && (reason === 'customer-left' || reason === 'connection-lost'),
    isWrapUpDue,
    agentId: engagement?.agentId ?? null,
    carried: carriedBy(call),
  })
}

/** The agent gave its party to another interaction, in which it goes on. */
export const leaveContact = (decision: Decision, interaction: Interaction): void =>
  endContact(decision, interaction, 'transferred')

/**
 * The engaged agent is lost: the customer goes back to the front. The agent must say himself that he is there again, so
 * that a flapping network does not hand him one customer after another. Whose telephone could not be called at all is
 * asked again after a cool-down at the earliest, whatever he says: else he and his customers would go round in circles as fast
 * as he says it, the faster the less the edge can bear it.
 */
export function agentLost(
  decision: Decision,
  interaction: Call,
  unmade?: RoutingCommandOf<'AgentLegLost'>['unmade'],
): void {
  const { interactionId, engagement } = interaction
  if (!engagement) return
  const { agentId, queueId } = engagement
  // He called somebody himself: no queue waits for that, and his telephone says nothing of the desk.
  if (queueId === null) {
    endContact(decision, interaction, 'agent-lost')
    return
  }
  for (const party of interaction.calledParties) if (party.agentId !== null) decision.agentIds.add(party.agentId)
  endMonitoring(decision, interaction)
  if (!putOff(decision, interaction, 'agent-lost')) {
    decision.add({
      type: 'InteractionReturned',
      interactionId,
      queueId,
      agentId,
      cause: 'agent-lost',
      carried: carriedBy(interaction),
    })
  }
  const agent = decision.draft.agents.get(agentId)
  const isAlwaysAvailable = agent?.settings.isAlwaysAvailable === true
  if (unmade !== undefined || isAlwaysAvailable) coolDown(decision, agentId, queueId)
  if (followPlan(decision, agentId) || unmade === 'overloaded' || isAlwaysAvailable) return
  if (agent?.presence.kind !== available.kind) return
  withdrawOffersTo(decision, agentId, 'station-lost')
  decision.add({
    type: 'PresenceChanged',
    agentId,
    presence: { kind: 'notReady', reason: 'station-lost' },
    cause: 'station-lost',
  })
}

/** Even where the queue has none: an edge that is full is full for some seconds. */
const shortestCoolDownMs = 5000

export function coolDown(decision: Decision, agentId: AgentId, queueId: QueueId): void {
  coolDownFor(decision, agentId, decision.draft.queues.get(queueId)?.settings.declineCoolDownMs ?? 0)
}

/** He is offered nothing for so long, and five seconds at least: nobody is asked in circles. */
export function coolDownFor(decision: Decision, agentId: AgentId, coolDownMs: number, cause?: 'missed-offer'): void {
  const untilMs = decision.nowMs + Math.max(coolDownMs, shortestCoolDownMs)
  decision.add({ type: 'AgentCoolDownBegan', agentId, untilMs, ...(cause && { cause }) })
  withdrawOffersTo(decision, agentId, 'station-lost')
}

/** Whom the customer was sent to could not be reached: back to the queue that he came from, at the front. */
export function returnUnreached(
  decision: Decision,
  interaction: Call,
  queueId: QueueId,
  cause: 'not-reached' | 'not-picked-up' = 'not-reached',
): void {
  const { interactionId } = interaction
  const carried = carriedBy(interaction)
  decision.add({ type: 'InteractionReturned', interactionId, queueId, agentId: null, cause, carried })
}

/** Once an agent holds no accepted work, the presence that he asked for in the meantime comes true. */
export function followPlan(decision: Decision, agentId: AgentId): boolean {
  const agent = decision.draft.agents.get(agentId)
  if (
    !agent?.nextPresence ||
    !agent.nextPresenceCause ||
    agent.monitoring !== null ||
    agent.work.some((held) => held.workState !== 'offered')
  )
    return false
  decision.add({ type: 'PresenceChanged', agentId, presence: agent.nextPresence, cause: agent.nextPresenceCause })
  return true
}
