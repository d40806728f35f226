import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { CalledParty, ConsultationEnded } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Call, type Consultation, calledPartyOf, type Engagement } from '../state.ts'
import { answerByItself, deskParty } from './called-from-desk.ts'
import { beginWrapUp, followPlan } from './ownership.ts'
import { touchParties } from './parties.ts'
import { newRecording } from './recordings.ts'
import { sendOn } from './transfers.ts'

/** The engaged agent asks somebody while the customer hears music, and then decides what becomes of the three. */

export interface InHand {
  readonly interaction: Call
  readonly engagement: Engagement
}

/** The interaction in which this agent is engaged and talks, or why not. */
export function inHand(
  decision: Decision,
  { interactionId, agentId }: Pick<RoutingCommandOf<'CancelConsultation'>, 'interactionId' | 'agentId'>,
): InHand | RefusalCode {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const { engagement, stage } = interaction
  if (engagement?.agentId !== agentId) return 'not-your-interaction'
  return stage === 'engaged' ? { interaction, engagement } : 'wrong-stage'
}

/** What this agent asks for again he has brought about: he gave the customer away, and it is with whom he gave him to. */
export function hasGivenAway(
  decision: Decision,
  { interactionId, agentId }: Pick<RoutingCommandOf<'CancelConsultation'>, 'interactionId' | 'agentId'>,
): boolean {
  const interaction = decision.draft.calls.get(interactionId)
  const isWithSomebody = interaction?.stage === 'through' || interaction?.stage === 'engaged'
  return isWithSomebody && interaction.givenByAgentId === agentId && interaction.engagement?.agentId !== agentId
}

interface Consulting extends InHand {
  readonly consultation: Consultation
  readonly party: CalledParty
}

function consulting(
  decision: Decision,
  command: Pick<RoutingCommandOf<'CancelConsultation'>, 'interactionId' | 'agentId'>,
): Consulting | RefusalCode {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { consultation } = hand.interaction
  const party = consultation && calledPartyOf(hand.interaction, consultation.legId)
  return party ? { ...hand, consultation, party } : 'not-consulting'
}

export function startConsultation(
  decision: Decision,
  command: RoutingCommandOf<'StartConsultation'>,
): RefusalCode | null {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { interaction, engagement } = hand
  const { interactionId, agentId, called } = command
  if (interaction.consultation?.legId === called.legId) return null
  const known = interaction.consultation && calledPartyOf(interaction, interaction.consultation.legId)
  // The same colleague, asked for again.
  if (called.isAtStation && known?.seat && known.agentId === called.agentId) return null
  if (interaction.consultation) return 'consulting-already'
  if (interaction.transfer) return 'transfer-under-way'
  if (!engagement.isConfirmed) return 'wrong-stage'
  if (called.agentId === agentId) return 'agent-busy'
  const { queueId } = engagement
  const party = deskParty(decision, interaction, called, {
    byAgentId: agentId,
    fallbackQueueId: queueId,
    returnsToAgentId: queueId === null ? agentId : null,
  })
  if (typeof party === 'string') return party
  decision.add({ type: 'ConsultationStarted', interactionId, agentId, called: party })
  answerByItself(decision, interactionId, party)
  return null
}

export function alternate(decision: Decision, command: RoutingCommandOf<'Alternate'>): RefusalCode | null {
  const found = consulting(decision, command)
  if (typeof found === 'string') return found
  const { interactionId, agentId } = command
  const { talksTo } = found.consultation
  const wanted = command.to ?? (talksTo === 'customer' ? 'consulted' : 'customer')
  const others = found.interaction.members.length
  if (wanted !== talksTo)
    decision.add({ type: 'ConsultationAlternated', interactionId, agentId, talksTo: wanted, others })
  return null
}

export function cancelConsultation(
  decision: Decision,
  command: RoutingCommandOf<'CancelConsultation'>,
): RefusalCode | null {
  const found = consulting(decision, command)
  // What was asked for is so already.
  if (found === 'not-consulting') return null
  if (typeof found === 'string') return found
  endConsultation(decision, found.interaction, found.party, 'cancelled')
  return null
}

export function endConsultation(
  decision: Decision,
  interaction: Call,
  { legId, bridgeId, seat }: CalledParty,
  cause: ConsultationEnded['cause'],
): void {
  const { interactionId, engagement, edgeId } = interaction
  if (!engagement) return
  touchParties(decision, interaction)
  decision.add({
    type: 'ConsultationEnded',
    ...{ interactionId, agentId: engagement.agentId, edgeId, legId, bridgeId, cause },
    isStationLeg: seat?.stationKind === 'browser',
    others: interaction.members.length,
  })
}

/**
 * A colleague who has answered steps into the agent's place, in the same bridge and with a recording by his own rule; somebody
 * outside is joined with the customer alone. While it still rings the customer hears that, and whoever answers has him.
 */
export function completeConsultation(
  decision: Decision,
  command: RoutingCommandOf<'CompleteConsultation'>,
): RefusalCode | null {
  const found = consulting(decision, command)
  if (found === 'not-your-interaction' && hasGivenAway(decision, command)) return null
  if (typeof found === 'string') return found
  const { interaction, engagement, party } = found
  // The others of a conference would be left behind: with them one joins, and leaves.
  if (interaction.members.length > 0) return 'wrong-stage'
  if (party.answeredAtMs !== null && party.agentId !== null && party.seat) {
    stepIn(decision, interaction, engagement, party)
    return null
  }
  const legId = engagement.isPhoneLeg ? engagement.agentLegId : null
  sendOn(decision, interaction, { transferId: null, legId, to: { kind: 'through', called: party } })
  return null
}

/** A colleague who is in the call has the customer from now on, and who had him leaves. */
export function stepIn(
  decision: Decision,
  interaction: Call,
  engagement: Engagement,
  { agentId, seat, legId, bridgeId: consultBridgeId }: CalledParty,
): void {
  if (agentId === null || seat === null) return
  const { interactionId, edgeId, customerLegId } = interaction
  const { queueId, bridgeId, agentLegId, isPhoneLeg, agentId: fromAgentId } = engagement
  const recordingId = newRecording(decision, { interactionId, queueId, agentId })
  beginWrapUp(decision, interaction)
  decision.add({
    type: 'EngagementBegan',
    ...{ interactionId, agentId, fromAgentId, queueId, edgeId, customerLegId, bridgeId, recordingId, ...seat },
    how: 'consulted',
    agentLegId: legId,
    isConfirmed: true,
    formerRecordingId: engagement.recordingId,
    formerLegId: agentLegId,
    isFormerLegPhone: isPhoneLeg,
    consultBridgeId,
    others: interaction.members.filter((member) => member !== legId).length,
  })
  followPlan(decision, fromAgentId)
}
