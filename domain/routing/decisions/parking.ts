import { assert } from '#kernel/assert.ts'
import type { BridgeId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { canBeJoined, isEligible, isReady } from '../eligibility.ts'
import type { RefusalCode } from '../refusals.ts'
import { usualParkTimeoutMs } from '../settings.ts'
import type { Parked } from '../state.ts'
import { kindOf } from '../station.ts'
import { finishOwnWrapUp, freeAgent, noFormer, ring } from './called-from-desk.ts'
import { carriedBy } from './carried.ts'
import { inHand } from './consultation.ts'
import { offerTo } from './offer-work.ts'
import { endContact, endMonitoring, followPlan, returnUnreached, withdrawOffersTo } from './ownership.ts'
import { newRecording } from './recordings.ts'

/** The customer waits at a number that is said aloud, and whoever picks it up has him. */

const mostSlots = 100

export function park(decision: Decision, command: RoutingCommandOf<'ParkInteraction'>): RefusalCode | null {
  const { interactionId, agentId } = command
  const before = decision.draft.calls.get(interactionId)
  if (before?.parked?.byAgentId === agentId) return null
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { interaction, engagement } = hand
  if (interaction.consultation || interaction.members.length > 0 || !engagement.isConfirmed) return 'wrong-stage'
  if (interaction.transfer) return 'transfer-under-way'
  const slot = lowestFree(decision)
  if (slot > mostSlots) return 'parking-full'
  const { queueId } = engagement
  const settings = queueId === null ? undefined : decision.draft.queues.get(queueId)?.settings
  const returnsAtMs = decision.nowMs + (settings?.parkTimeoutMs ?? usualParkTimeoutMs)
  endMonitoring(decision, interaction)
  const carried = carriedBy(interaction)
  decision.add({ type: 'InteractionParked', interactionId, agentId, slot, queueId, returnsAtMs, carried })
  followPlan(decision, agentId)
  return null
}

function lowestFree({ draft }: Decision): number {
  let slot = 1
  while (draft.indexes.parkedSlots.has(slot)) slot++
  return slot
}

export function pickUp(decision: Decision, command: RoutingCommandOf<'PickUp'>): RefusalCode | null {
  const { interactionId, agentId, agentLegId } = command
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.engagement?.agentId === agentId) return null
  const { parked, edgeId, customerLegId } = interaction
  if (!parked) return 'not-parked'
  const free = freeAgent(decision, agentId, interaction)
  if (typeof free === 'string') return free
  const { station } = free
  withdrawOffersTo(decision, agentId, 'agent-dials')
  finishOwnWrapUp(decision, interaction, agentId)
  const stationKind = kindOf(station)
  const { queueId } = parked
  decision.add({
    type: 'EngagementBegan',
    ...{ interactionId, agentId, queueId, edgeId, customerLegId, stationKind, stationId: station.stationId },
    how: 'picked-up',
    fromAgentId: null,
    agentLegId: station.legId ?? agentLegId,
    isConfirmed: stationKind !== 'number',
    bridgeId: `brg_${decision.newOfferId().slice('off_'.length)}` as BridgeId,
    recordingId: newRecording(decision, { interactionId, queueId, agentId }),
    ...noFormer,
  })
  return null
}

/** Nobody picked it up: it is offered to who parked it, else it waits at the front of its queue. */
export function unpark(decision: Decision, interactionId: InteractionId): void {
  const interaction = decision.draft.calls.get(interactionId)
  assert(interaction?.parked, `${interactionId} is due and not parked`)
  const { parked } = interaction
  const { queueId, byAgentId } = parked
  if (queueId !== null && decision.draft.queues.has(queueId)) {
    returnUnreached(decision, interaction, queueId, 'not-picked-up')
    offerToWhoParked(decision, interactionId, queueId, parked)
  } else if (!ring(decision, interaction, byAgentId)) {
    endContact(decision, interaction, 'not-reached')
  }
}

function offerToWhoParked(
  decision: Decision,
  interactionId: InteractionId,
  queueId: QueueId,
  { byAgentId }: Parked,
): void {
  const { draft } = decision
  const [agent, queue, interaction] = [
    draft.agents.get(byAgentId),
    draft.queues.get(queueId),
    draft.calls.get(interactionId),
  ]
  if (!agent || !queue || !interaction) return
  const isMember = agent.settings.memberships.some((membership) => membership.queueId === queueId)
  if (
    isMember &&
    isReady(agent, queue.settings.channel) &&
    canBeJoined(agent, interaction) &&
    isEligible(agent, interaction)
  ) {
    offerTo(decision, interaction, queue, { agent, candidates: 1, passedOver: 0 })
  }
}
