import type { AgentId, BridgeId, LegId, QueueId } from '#kernel/ids.ts'
import type { NotReachedReason } from '../../interactions/index.ts'
import type { Called, RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { CalledParty } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import { calledPartyOf, type Interaction } from '../state.ts'
import { returnToSender, seize } from './called-from-desk.ts'
import { leaveMembers } from './conference.ts'
import { endConsultation } from './consultation.ts'
import { endContact, returnUnreached, withdrawOffersTo } from './ownership.ts'

/** A called leg's id names the bridge in which it talks: a repeated effect is the same effect. */
const bridgeOf = (legId: Called['legId']): BridgeId => `brg_${legId.slice('leg_'.length)}` as BridgeId

/**
 * Somebody to be called, as events tell of him. An agent who is in this interaction already is not held by it twice.
 * @param inIt the agent who is, or becomes, engaged in it
 */
export function partyOf(
  decision: Decision,
  interactionId: Interaction['interactionId'],
  called: Called,
  of: {
    readonly inIt?: AgentId | null
    readonly byAgentId: AgentId | null
    readonly fallbackQueueId?: QueueId | null
    readonly returnsToAgentId?: AgentId | null
  },
): CalledParty {
  const { legId, isOverTrunk, isEmergency } = called
  return {
    legId,
    agentId: called.agentId === of.inIt ? null : freeOf(decision, interactionId, called.agentId),
    isOverTrunk,
    isEmergency,
    bridgeId: bridgeOf(legId),
    byAgentId: of.byAgentId,
    answeredAtMs: null,
    fallbackQueueId: of.fallbackQueueId ?? null,
    seat: null,
    ringsUntilMs: null,
    returnsToAgentId: of.returnsToAgentId ?? null,
  }
}

/** The agent, unless nobody knows him or his hands hold this very interaction already. */
export function freeOf(
  decision: Decision,
  interactionId: Interaction['interactionId'],
  agentId: AgentId | null,
): AgentId | null {
  const agent = agentId && decision.draft.agents.get(agentId)
  if (!agent || agent.work.some((held) => held.interactionId === interactionId)) return null
  withdrawOffersTo(decision, agent.agentId, 'agent-dials')
  return agent.agentId
}

/** Refused by nothing that the agent is doing: who hangs on his own telephone may always call, above all for help. */
export function dialOut(decision: Decision, command: RoutingCommandOf<'DialOut'>): RefusalCode | null {
  const { interactionId, edgeId, agentId, stationId, agentLegId, called } = command
  const { interactions, indexes, agents } = decision.draft
  const isTaken = indexes.customerLegs.has(called.legId) || indexes.agentLegs.has(agentLegId)
  if (isTaken || interactions.has(interactionId) || indexes.customerLegs.has(agentLegId)) return 'interaction-exists'
  if (!agents.has(agentId)) return 'no-such-agent'
  withdrawOffersTo(decision, agentId, 'agent-dials')
  const party = partyOf(decision, interactionId, called, { inIt: agentId, byAgentId: agentId })
  const leg = { edgeId, agentId, stationId, agentLegId, stationKind: 'phone', isConfirmed: true } as const
  decision.add({ type: 'InteractionDialed', interactionId, kind: 'call', channel: 'voice', ...leg, called: party })
  return null
}

export function sendThrough(
  decision: Decision,
  { interactionId, called }: RoutingCommandOf<'SendThrough'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.stage !== 'inFlow') return 'wrong-stage'
  const party = partyOf(decision, interactionId, called, { byAgentId: null })
  decision.add({ type: 'InteractionSentThrough', interactionId, called: party })
  return null
}

export function noteAnswered(
  decision: Decision,
  { interactionId, legId }: RoutingCommandOf<'NoteAnswered'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
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
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const party = interaction.calledParties.find((candidate) => candidate.agentId === agentId)
  if (!party) return interaction.engagement?.agentId === agentId ? null : 'not-your-interaction'
  if (party.seat?.stationKind !== 'browser') return 'wrong-stage'
  if (party.answeredAtMs === null) answer(decision, interactionId, party.legId)
  return null
}

/** Whoever is called has answered. A colleague who has the customer by that is engaged from now on. */
export function answer(decision: Decision, interactionId: Interaction['interactionId'], legId: LegId): void {
  const interaction = decision.draft.interactions.get(interactionId)
  const party = interaction && calledPartyOf(interaction, legId)
  const isTheirs = interaction?.stage === 'through' && interaction.farLegId === legId && party?.seat && party.agentId
  if (isTheirs) seize(decision, interaction, party)
  else decision.add({ type: 'CalledPartyAnswered', interactionId, legId })
}

/** What the end of a called leg means depends on what it was called for. */
export function calledPartyLeft(
  decision: Decision,
  { interactionId, legId, reason }: RoutingCommandOf<'CalledPartyLeft'>,
): RefusalCode | null {
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const party = calledPartyOf(interaction, legId)
  if (!party || interaction.stage === 'wrapUp') return 'no-such-leg'
  partyLeft(decision, interaction, party, reason)
  return null
}

export function partyLeft(
  decision: Decision,
  interaction: Interaction,
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
  } else if (!returnToSender(decision, interaction, party)) {
    endContact(decision, interaction, reason)
  }
  if (party.agentId !== null) decision.agentIds.add(party.agentId)
  decision.interactionIds.add(interactionId)
}

export function failTransfer(decision: Decision, interaction: Interaction): void {
  const { interactionId, transfer } = interaction
  if (!transfer) return
  touchParties(decision, interaction)
  decision.add({ type: 'TransferFailed', interactionId, transferId: transfer.transferId })
}

/** Agents who are called are let go by events that do not name them: they may have become free. */
export function touchParties(decision: Decision, { calledParties }: Interaction): void {
  for (const { agentId } of calledParties) if (agentId !== null) decision.agentIds.add(agentId)
}
