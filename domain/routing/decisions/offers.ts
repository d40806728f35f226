import type { AgentId, BridgeId, LegId, OfferId, RecordingId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Call, type Callback, isDeskWork, type Offer } from '../state.ts'
import { kindOf } from '../station.ts'
import { customerOf, edgeFor } from './callbacks.ts'
import { offersOf, withdrawOffer } from './ownership.ts'
import { isRecorded } from './recordings.ts'
import { interruptTasks, takeTask } from './tasks.ts'

/** An offer that is pending and this agent's, or why not. */
function pendingOffer(decision: Decision, offerId: OfferId, agentId: AgentId): Offer | RefusalCode {
  const offer = decision.draft.offers.get(offerId)
  if (offer) return offer.agentId === agentId ? offer : 'not-your-offer'
  const agent = decision.draft.agents.get(agentId)
  const isAccepted = agent?.work.some(
    (held) => decision.draft.interactions.get(held.interactionId)?.engagement?.offerId === offerId,
  )
  return isAccepted ? 'offer-already-accepted' : 'offer-over'
}

/** An offer's id names one bridge, one recording and one agent's leg: a repeated effect is then the same effect. */
const sameLetters = (offerId: OfferId) => offerId.slice('off_'.length)

export const accept = (decision: Decision, command: RoutingCommandOf<'AcceptOffer'>): RefusalCode | null =>
  take(decision, command, false)

/** @param isAutomatic nobody clicked */
export function take(
  decision: Decision,
  { offerId, agentId }: Pick<RoutingCommandOf<'AcceptOffer'>, 'offerId' | 'agentId'>,
  isAutomatic: boolean,
): RefusalCode | null {
  const offer = pendingOffer(decision, offerId, agentId)
  if (typeof offer === 'string') return offer
  const { interactionId } = offer
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (isDeskWork(interaction)) {
    onlyThis(decision, offer)
    interruptTasks(decision, agentId, interaction.channel)
    takeTask(decision, offer, isAutomatic)
    return null
  }
  if (interaction.kind === 'callback') return takeCallback(decision, offer, interaction, isAutomatic)
  return takeCall(decision, offer, interaction, isAutomatic)
}

function onlyThis(decision: Decision, { offerId, interactionId }: Offer): void {
  for (const other of offersOf(decision, interactionId)) {
    if (other.offerId !== offerId) withdrawOffer(decision, other, 'accepted-by-another')
  }
}

function takeCall(decision: Decision, offer: Offer, interaction: Call, isAutomatic: boolean): RefusalCode | null {
  const { offerId, interactionId, agentId, queueId } = offer
  const station = decision.draft.agents.get(agentId)?.station
  if (!station?.isReachable) return 'station-unreachable'
  const letters = sameLetters(offerId)
  onlyThis(decision, offer)
  interruptTasks(decision, agentId, interaction.channel)
  decision.add({
    type: 'OfferAccepted',
    offerId,
    interactionId,
    agentId,
    queueId,
    edgeId: interaction.edgeId,
    stationId: station.stationId,
    customerLegId: interaction.customerLegId,
    agentLegId: station.legId ?? (`leg_${letters}` as LegId),
    stationKind: kindOf(station),
    bridgeId: `brg_${letters}` as BridgeId,
    recordingId: isRecorded(decision, { interactionId, queueId, agentId }) ? (`rec_${letters}` as RecordingId) : null,
    isAutomatic,
  })
  return null
}

/** He has it, and the customer is called: from now on it is a call. */
function takeCallback(decision: Decision, offer: Offer, callback: Callback, isAutomatic: boolean): RefusalCode | null {
  const { offerId, interactionId, agentId, queueId } = offer
  const station = decision.draft.agents.get(agentId)?.station
  if (!station?.isReachable) return 'station-unreachable'
  const edgeId = station.edgeId ?? edgeFor(decision, callback.promise.edgeId)
  if (edgeId === null) return 'destination-unreachable'
  onlyThis(decision, offer)
  interruptTasks(decision, agentId, callback.channel)
  const stationKind = kindOf(station)
  decision.add({
    type: 'CallbackDialed',
    ...{ interactionId, queueId, edgeId, agentId, offerId, isAutomatic },
    called: customerOf(decision, callback),
    seat: { stationId: station.stationId, stationKind },
    agentLegId: station.legId ?? (`leg_${sameLetters(offerId)}` as LegId),
    isConfirmed: stationKind === 'browser',
    dial: callback.promise.attempts + 1,
  })
  return null
}

/**
 * The interaction keeps its place and goes to the next agent at once. The one who declined is not asked for it again
 * before the queue's cool-down is over, even when he is the only one: he would be asked in the same moment for ever. He
 * stays available for others.
 */
export function decline(
  decision: Decision,
  { offerId, agentId }: RoutingCommandOf<'DeclineOffer'>,
): RefusalCode | null {
  const offer = pendingOffer(decision, offerId, agentId)
  if (typeof offer === 'string') return offer
  const { interactionId, queueId } = offer
  const coolDownMs = decision.draft.queues.get(queueId)?.settings.declineCoolDownMs ?? 0
  const askAgainAtMs = decision.nowMs + coolDownMs
  decision.add({ type: 'OfferDeclined', offerId, interactionId, agentId, queueId, askAgainAtMs })
  return null
}
