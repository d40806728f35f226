import type { NotReachedReason } from '../../interactions/index.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { CalledParty } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Call, calledPartyOf } from '../state.ts'
import { answer, returnToSender } from './called-from-desk.ts'
import { leaveMembers } from './conference.ts'
import { endConsultation } from './consultation.ts'
import { returnToFlow } from './flows.ts'
import { endContact, returnUnreached, withdrawOffersTo } from './ownership.ts'
import { partyOf, touchParties } from './parties.ts'

/** Refused by nothing that the agent is doing: who hangs on his own telephone may always call, above all for help. */
export function dialOut(decision: Decision, command: RoutingCommandOf<'DialOut'>): RefusalCode | null {
  const { interactionId, edgeId, agentId, stationId, agentLegId, called, language } = command
  const { interactions, indexes, agents } = decision.draft
  const isTaken = indexes.customerLegs.has(called.legId) || indexes.agentLegs.has(agentLegId)
  if (isTaken || interactions.has(interactionId) || indexes.customerLegs.has(agentLegId)) return 'interaction-exists'
  if (!agents.has(agentId)) return 'no-such-agent'
  withdrawOffersTo(decision, agentId, 'agent-dials')
  const party = partyOf(decision, interactionId, called, { inIt: agentId, byAgentId: agentId })
  const leg = { edgeId, agentId, stationId, agentLegId, stationKind: 'phone', isConfirmed: true } as const
  decision.add({
    type: 'InteractionDialed',
    kind: 'call',
    channel: 'voice',
    ...{ interactionId, ...leg, called: party },
    ...(language === undefined ? {} : { language }),
  })
  return null
}

export function sendThrough(
  decision: Decision,
  { interactionId, called }: RoutingCommandOf<'SendThrough'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.stage !== 'inFlow') return 'wrong-stage'
  // Whom a queue sends on is not lost where nobody answers: it takes him after all.
  const fallbackQueueId = interaction.sentOutside?.queueId ?? null
  const party = partyOf(decision, interactionId, called, { byAgentId: null, fallbackQueueId })
  decision.add({ type: 'InteractionSentThrough', interactionId, called: party })
  return null
}

export function noteAnswered(
  decision: Decision,
  { interactionId, legId }: RoutingCommandOf<'NoteAnswered'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const party = calledPartyOf(interaction, legId)
  if (!party) return 'no-such-leg'
  if (party.answeredAtMs === null) answer(decision, interactionId, legId)
  return null
}

/** A called agent at a browser takes the call. */
export function answerCall(
  decision: Decision,
  { interactionId, agentId }: RoutingCommandOf<'AnswerCall'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const party = interaction.calledParties.find((candidate) => candidate.agentId === agentId)
  if (!party) return interaction.engagement?.agentId === agentId ? null : 'not-your-interaction'
  if (party.seat?.stationKind !== 'browser') return 'wrong-stage'
  if (party.answeredAtMs === null) answer(decision, interactionId, party.legId)
  return null
}

/** What the end of a called leg means depends on what it was called for. */
export function calledPartyLeft(
  decision: Decision,
  { interactionId, legId, reason }: RoutingCommandOf<'CalledPartyLeft'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const party = calledPartyOf(interaction, legId)
  if (!party || interaction.stage === 'wrapUp') return 'no-such-leg'
  partyLeft(decision, interaction, party, reason)
  return null
}

export function partyLeft(
  decision: Decision,
  interaction: Call,
  party: CalledParty,
  reason: NotReachedReason = 'not-reached',
): void {
  const { interactionId, transfer, customerLegId, consultation, members, farLegId } = interaction
  const isFarOfMany = farLegId === party.legId && members.length > 0
  if (transfer?.legId === party.legId) {
    failTransfer(decision, interaction)
  } else if (consultation?.legId === party.legId) {
    endConsultation(decision, interaction, party, party.answeredAtMs === null ? reason : 'left')
  } else if (isFarOfMany || members.includes(party.legId)) {
    leaveMembers(decision, interaction, party, 'left')
  } else if (party.answeredAtMs !== null) {
    endContact(decision, interaction, party.legId === customerLegId ? 'customer-left' : 'far-left')
  } else if (party.fallbackQueueId !== null && decision.draft.queues.has(party.fallbackQueueId)) {
    returnUnreached(decision, interaction, party.fallbackQueueId)
  } else if (party.legId === farLegId && returnToFlow(decision, interaction, reason)) {
    // He is asked again where he was.
  } else if (!returnToSender(decision, interaction, party)) {
    endContact(decision, interaction, reason)
  }
  if (party.agentId !== null) decision.agentIds.add(party.agentId)
  decision.interactionIds.add(interactionId)
}

export function failTransfer(decision: Decision, interaction: Call): void {
  const { interactionId, transfer } = interaction
  if (!transfer) return
  touchParties(decision, interaction)
  decision.add({ type: 'TransferFailed', interactionId, transferId: transfer.transferId })
}
