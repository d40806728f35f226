import { type Call, calledPartyOf } from '#domain/routing/index.ts'
import type { EdgeId, InteractionId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand, Leg } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { join } from './offer-delivery.ts'
import { playMusic, playRingback } from './sounds.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 * A call that takes the place of a leg (INVITE with Replaces, RFC 3891): somebody picks a ringing call up at another phone,
 * or takes a call along. Only a phone of ours may.
 */
export function replacedLeg(
  view: ProcessView,
  input: ProcessInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (input.kind === 'routing') {
    const { event } = input
    if (event.type === 'PartyReplaced') return swap(view, event.interactionId, event.legId, event.newLegId, true)
    if (event.type === 'EngagementTakenOver') {
      const { interactionId, replacedLegId, agentLegId, isReplacedLegPhone, recording } = event
      const edgeId = view.state.calls.get(interactionId)?.edgeId
      // Who is recorded by his own rule is so when his leg is joined, and that ends the former one.
      const stop: readonly Action[] =
        edgeId !== undefined && recording?.from && recording.to === null
          ? [edge(edgeId, { type: 'recording.stop', recordingId: recording.from })]
          : []
      return [...stop, ...swap(view, interactionId, replacedLegId, agentLegId, isReplacedLegPhone)]
    }
  }
  // A customer's leg is answered in the flow; one that is so in mid-talk stands in for another.
  if (input.kind === 'edge' && input.event.type === 'leg.connected') {
    const interaction = interactionAt(view, input.event.legId)
    return interaction?.customerLegId === input.event.legId ? takeIn(view, interaction, environment) : []
  }
  return []
}

/** The new customer's leg hears what the old one did. */
function takeIn(view: ProcessView, interaction: Call, environment: ProcessEnvironment): readonly Action[] {
  const { stage, engagement, edgeId, customerLegId } = interaction
  if (stage === 'engaged' && engagement) return join(view, interaction, engagement)
  if (stage === 'queued' || stage === 'parked') return [playMusic(interaction, environment)]
  const far = stage === 'through' ? calledPartyOf(interaction, interaction.farLegId) : undefined
  if (!far) return []
  if (far.answeredAtMs === null) return [playRingback(interaction, environment)]
  const { bridgeId, legId } = far
  return [edge(edgeId, { type: 'bridge.join', bridgeId, legIds: [customerLegId, legId] })]
}

const edge = (edgeId: EdgeId, command: EdgeCommand): Action => ({ kind: 'edge', edgeId, command })

function swap(
  view: ProcessView,
  interactionId: InteractionId,
  oldLegId: LegId,
  newLegId: LegId,
  doesOldEnd: boolean,
): readonly Action[] {
  const interaction = view.state.calls.get(interactionId)
  const edgeId = interaction?.edgeId ?? view.leg(newLegId)?.edgeId
  if (edgeId === undefined) return []
  const end = doesOldEnd ? [edge(edgeId, { type: 'leg.end', legId: oldLegId, reason: 'hung-up' })] : []
  // The call may have ended before this became durable: its end takes the new leg along, and knows nothing of the old one.
  if (!interaction) return end
  return [edge(edgeId, { type: 'leg.answer', legId: newLegId }), ...asBefore(interaction, newLegId), ...end]
}

/** What was said of the party holds for the phone that stands in his place. */
function asBefore(interaction: Call, legId: LegId): readonly Action[] {
  const { edgeId, mutedLegIds, customerLegId, areDigitsMasked } = interaction
  const mute = mutedLegIds.includes(legId) ? [edge(edgeId, { type: 'leg.mute', legId, muted: true })] : []
  const isMasked = areDigitsMasked && legId === customerLegId
  return isMasked ? [...mute, edge(edgeId, { type: 'leg.mask-digits', legId, isOn: true })] : mute
}

function interactionAt({ state }: ProcessView, legId: LegId) {
  const { agentLegs, calledLegs, customerLegs } = state.indexes
  const interactionId = agentLegs.get(legId) ?? calledLegs.get(legId) ?? customerLegs.get(legId)
  return interactionId && state.calls.get(interactionId)
}

/** @param replacesLegId named by the caller, and checked by the edge to be a dialog of ours (RFC 3891 3) */
export function replace(view: ProcessView, edgeId: EdgeId, leg: Leg, replacesLegId: LegId): readonly Action[] {
  const { legId, authenticatedUser: user } = leg
  const refuse = (status: number): readonly Action[] => [
    edge(edgeId, { type: 'leg.refuse', legId, status, reason: 'refused' }),
  ]
  if (user === undefined) return refuse(603)
  const interaction = interactionAt(view, replacesLegId)
  if (!interaction || interaction.edgeId !== edgeId) return refuse(481)
  const agentId = view.agentOfUser(user)
  const stationId = view.stationOfUser(user)
  const isAgent = agentId !== undefined && stationId !== undefined && view.state.agents.has(agentId)
  const agent = isAgent ? { agentId, stationId } : null
  const holds = (id: InteractionId) =>
    agent !== null && view.state.agents.get(agent.agentId)?.work.some((held) => held.interactionId === id) === true
  const { engagement, interactionId } = interaction
  const isTakenOver = engagement?.agentLegId === replacesLegId
  if (isTakenOver && agent?.agentId !== engagement.agentId && holds(interactionId)) return refuse(486)
  if (isTakenOver && (interaction.transfer || (!agent && interaction.stage !== 'engaged'))) return refuse(486)
  return [
    { kind: 'decide', command: { type: 'ReplaceLeg', interactionId, legId: replacesLegId, newLegId: legId, agent } },
  ]
}
