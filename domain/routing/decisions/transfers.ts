import type { AgentId, BridgeId, LegId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { CalledParty, InteractionTransferred } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Call, calledPartyOf } from '../state.ts'
import { carriedBy } from './carried.ts'
import { beginWrapUp, dropMonitor, endMonitoring, followPlan, leaveContact } from './ownership.ts'
import { freeOf, partyOf, touchParties } from './parties.ts'
import { newRecording, recordingOfItsOwn } from './recordings.ts'

/** How a party sends the other one on. Only who has somebody to send on may ask, and only for one thing at a time. */

function askedFor(
  decision: Decision,
  { interactionId, legId }: { readonly interactionId: Call['interactionId']; readonly legId: LegId },
): Call | RefusalCode {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const { stage, engagement, farLegId, customerLegId } = interaction
  const isEngaged = stage === 'engaged' && engagement?.agentLegId === legId
  const isThrough = stage === 'through' && (farLegId === legId || customerLegId === legId)
  if (!isEngaged && !isThrough) return 'no-such-leg'
  if (isThrough && calledPartyOf(interaction, farLegId)?.answeredAtMs === null) return 'wrong-stage'
  // Who consults or confers has verbs of his own for that.
  if (interaction.consultation || interaction.members.length > 0) return 'wrong-stage'
  return interaction.transfer ? 'transfer-under-way' : interaction
}

export function transferToQueue(decision: Decision, command: RoutingCommandOf<'TransferToQueue'>): RefusalCode | null {
  const interaction = askedFor(decision, command)
  if (typeof interaction === 'string') return interaction
  const { transferId, queueId, legId } = command
  if (decision.draft.queues.get(queueId)?.settings.channel !== interaction.channel) return 'no-such-queue'
  sendOn(decision, interaction, { transferId, legId, to: { kind: 'queue', queueId } })
  return null
}

export function startTransfer(decision: Decision, command: RoutingCommandOf<'StartTransfer'>): RefusalCode | null {
  const interaction = askedFor(decision, command)
  if (typeof interaction === 'string') return interaction
  const { interactionId, transferId, legId, called } = command
  const { calledLegs, customerLegs } = decision.draft.indexes
  if (calledLegs.has(called.legId) || customerLegs.has(called.legId)) return 'interaction-exists'
  const byAgentId = agentAt(interaction, legId)
  const fallbackQueueId = interaction.engagement?.queueId ?? null
  const party = partyOf(decision, interactionId, called, { byAgentId, fallbackQueueId })
  decision.add({ type: 'TransferStarted', interactionId, transferId, legId, called: party })
  return null
}

export function completeTransfer(
  decision: Decision,
  { interactionId, transferId }: RoutingCommandOf<'CompleteTransfer'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const { transfer } = interaction
  const party = transfer && calledPartyOf(interaction, transfer.legId)
  if (transfer?.transferId !== transferId || !party) return 'no-transfer'
  sendOn(decision, interaction, {
    transferId,
    legId: transfer.askedByLegId,
    to: { kind: 'through', called: party },
  })
  return null
}

/** The interaction with a queue behind it goes on; the other one's party is the far end of it. */
export function joinCustomers(decision: Decision, command: RoutingCommandOf<'JoinCustomers'>): RefusalCode | null {
  const { calls } = decision.draft
  const one = calls.get(command.interactionId)
  const two = calls.get(command.otherInteractionId)
  if (!one || !two || one === two) return 'no-such-interaction'
  const { agentId, transferId } = command
  if (one.engagement?.agentId !== agentId || two.engagement?.agentId !== agentId) return 'not-your-interaction'
  if (one.stage !== 'engaged' || one.edgeId !== two.edgeId || one.transfer || two.transfer) return 'wrong-stage'
  if (two.stage !== 'engaged' && two.stage !== 'dialing') return 'wrong-stage'
  // Whom his desk is to call once he has picked up his phone is not called yet.
  if (!two.engagement.isConfirmed) return 'wrong-stage'
  if ([one, two].some(({ consultation, members }) => consultation || members.length > 0)) return 'wrong-stage'
  const [kept, given] =
    one.engagement.queueId === null && two.engagement.queueId !== null && two.stage === 'engaged'
      ? [two, one]
      : [one, two]
  const known = calledPartyOf(given, given.customerLegId)
  const { customerLegId: legId } = given
  const called: CalledParty = {
    ...partyOf(
      decision,
      kept.interactionId,
      { legId, agentId: null, isOverTrunk: known?.isOverTrunk ?? false, isEmergency: known?.isEmergency ?? false },
      { byAgentId: agentId, fallbackQueueId: kept.engagement?.queueId ?? null },
    ),
    agentId: freeOf(decision, kept.interactionId, known?.agentId ?? null),
    seat: known?.seat ?? null,
    // The bridge of the call that ends is taken down; they talk in one of their own.
    bridgeId: `brg_${transferId.slice('trf_'.length)}` as BridgeId,
    answeredAtMs: known ? known.answeredAtMs : given.beganAtMs,
  }
  sendOn(decision, kept, {
    transferId,
    legId: kept.engagement?.isPhoneLeg ? kept.engagement.agentLegId : null,
    to: { kind: 'through', called },
  })
  leaveContact(decision, given)
  return null
}

/** A phone stands in for a leg. Whoever was on it is released, with a wrap-up when his queue has one. */
export function replaceLeg(decision: Decision, command: RoutingCommandOf<'ReplaceLeg'>): RefusalCode | null {
  const { interactionId, legId, newLegId, agent } = command
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const { indexes } = decision.draft
  const isTaken =
    indexes.customerLegs.has(newLegId) || indexes.agentLegs.has(newLegId) || indexes.calledLegs.has(newLegId)
  if (isTaken) return 'interaction-exists'
  const { stage, engagement } = interaction
  if (stage === 'wrapUp') return 'wrong-stage'
  if (engagement?.agentLegId !== legId) {
    if (interaction.customerLegId !== legId && !calledPartyOf(interaction, legId)) return 'no-such-leg'
    touchParties(decision, interaction)
    if (agent !== null) stopOwnMonitoring(decision, interaction, agent.agentId)
    const isInIt = agent !== null && engagement?.agentId === agent.agentId
    const calledAgentId = isInIt ? null : freeOf(decision, interactionId, agent?.agentId ?? null)
    const isRecorded = stage === 'engaged' && interaction.customerLegId === legId && engagement?.recordingId != null
    decision.add({
      type: 'PartyReplaced',
      ...{ interactionId, legId, newLegId, calledAgentId },
      ...(isRecorded && { recordingId: recordingOfItsOwn(decision) }),
    })
    return null
  }
  if (interaction.transfer) return 'transfer-under-way'
  if (interaction.consultation || interaction.members.length > 0) return 'wrong-stage'
  if (!agent) return handToPhone(decision, interaction, newLegId)
  const { agentId, stationId } = agent
  const { agentId: fromAgentId } = engagement
  const isReplacedLegPhone = engagement.isPhoneLeg
  if (agentId !== fromAgentId) {
    if (freeOf(decision, interactionId, agentId) === null) return 'agent-engaged'
    stopOwnMonitoring(decision, interaction, agentId)
    if (stage === 'engaged') beginWrapUp(decision, interaction)
  }
  decision.add({
    type: 'EngagementTakenOver',
    ...{ interactionId, fromAgentId, agentId, stationId, agentLegId: newLegId, replacedLegId: legId },
    isReplacedLegPhone,
    recording:
      agentId === fromAgentId || stage !== 'engaged'
        ? null
        : {
            from: engagement.recordingId,
            to: newRecording(decision, { interactionId, agentId, queueId: engagement.queueId }),
          },
  })
  followPlan(decision, fromAgentId)
  return null
}

/** Whoever comes in at his phone is no bystander any more. */
function stopOwnMonitoring(decision: Decision, { interactionId, monitors }: Call, agentId: AgentId): void {
  const own = monitors.find((monitor) => monitor.agentId === agentId)
  if (own) dropMonitor(decision, interactionId, own, 'stopped')
}

/** A phone that no agent has: the customer talks on, and nobody of a queue with him. */
function handToPhone(decision: Decision, interaction: Call, legId: LegId): RefusalCode | null {
  const { interactionId, stage, engagement } = interaction
  if (stage !== 'engaged' || !engagement) return 'wrong-stage'
  const called = partyOf(
    decision,
    interactionId,
    { legId, agentId: null, isOverTrunk: false, isEmergency: false },
    { byAgentId: engagement.agentId, fallbackQueueId: engagement.queueId },
  )
  sendOn(decision, interaction, {
    transferId: null,
    legId: engagement.isPhoneLeg ? engagement.agentLegId : null,
    to: { kind: 'through', called },
  })
  return null
}

const agentAt = ({ engagement, calledParties }: Call, legId: LegId) =>
  engagement?.agentLegId === legId
    ? engagement.agentId
    : (calledParties.find((party) => party.legId === legId)?.agentId ?? null)

export function sendOn(
  decision: Decision,
  interaction: Call,
  how: Pick<InteractionTransferred, 'transferId' | 'legId' | 'to'> & { readonly members?: readonly LegId[] },
): void {
  const { interactionId, engagement } = interaction
  const agentId = engagement?.agentId ?? null
  const carried = carriedBy(interaction)
  const called = how.to.kind === 'through' ? [how.to.called.legId] : []
  // A customer who sends the other one on leaves, and that one stays.
  const far = how.legId === interaction.customerLegId && interaction.farLegId !== null ? [interaction.farLegId] : []
  const members = how.members ?? []
  const stays: readonly LegId[] = [...called, ...far, ...members]
  touchParties(decision, interaction)
  endMonitoring(decision, interaction)
  beginWrapUp(decision, interaction)
  decision.add({
    type: 'InteractionTransferred',
    interactionId,
    ...how,
    members,
    agentId,
    carried: { ...carried, calledLegIds: carried.calledLegIds.filter((legId) => !stays.includes(legId)) },
  })
  if (agentId !== null) followPlan(decision, agentId)
}
