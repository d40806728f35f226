import { type Call, type Carried, calledPartyOf, type RoutingEventOf } from '#domain/routing/index.ts'
import type { AgentId, BridgeId, EdgeId, LegId, TransferId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeEventOf } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { call, transferDestination } from './call-through.ts'
import { follow } from './inbound-call.ts'
import { playMusic, playRingback } from './sounds.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 * A phone of ours sends its other party on (REFER). Whoever else asks is refused: a stranger or a trunk could have calls
 * made at our cost.
 *
 *     leg.transfer-requested --> a queue of the number plan: TransferToQueue --(durable)--> music, and the phone is let go
 *                            |-> a phone or a number: StartTransfer --(durable)--> leg.originate --(answered)--> Complete
 *                            '-> replacesLegId, who is on the phone's other call: JoinCustomers
 */
export function transfer(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  if (input.kind === 'edge') {
    const { event } = input
    if (event.type === 'leg.transfer-requested') return requested(view, input.edgeId, event, environment)
    if (event.type === 'leg.alerting') return progress(view, event.legId, 180)
    if (event.type === 'leg.connected') return answered(view, event.legId)
  }
  if (input.kind === 'routing' && input.event.type === 'InteractionTransferred') {
    return carriedOut(view, input.event, environment)
  }
  return []
}

const edge = (edgeId: EdgeId, command: EdgeCommand): Action => ({ kind: 'edge', edgeId, command })

function requested(
  view: ProcessView,
  edgeId: EdgeId,
  event: EdgeEventOf<'leg.transfer-requested'>,
  { newId }: ProcessEnvironment,
): readonly Action[] {
  const { legId, transferId, target, replacesLegId } = event
  const say = (status: number): Action => edge(edgeId, { type: 'leg.transfer-progress', legId, transferId, status })
  const asking = whoAsks(view, legId)
  if (!asking || asking.interaction.transfer !== null) return [say(603)]
  const { interaction, agentId } = asking
  const { interactionId } = interaction
  if (replacesLegId !== undefined) {
    const otherInteractionId = agentId && otherCallOf(view, interaction, agentId, replacesLegId)
    if (!otherInteractionId) return [say(603)]
    const command = { type: 'JoinCustomers', interactionId, otherInteractionId, agentId, transferId } as const
    return [{ kind: 'decide', command }]
  }
  const route = view.numberRoute(target)
  if (route?.kind === 'queue' || route?.kind === 'greeting-then-queue') {
    const { queueId } = route
    if (!view.state.queues.has(queueId)) return [say(480)]
    return [{ kind: 'decide', command: { type: 'TransferToQueue', interactionId, legId, transferId, queueId } }]
  }
  if (route?.kind === 'announcement') return [say(404)]
  const to = transferDestination(view, interaction, transferId)
  if ('refusal' in to) return [say(to.refusal === 'dial.no-rule' ? 404 : 603)]
  const called = { legId: newId('leg'), agentId: to.agentId, isOverTrunk: to.isOverTrunk, isEmergency: to.isEmergency }
  return [say(100), { kind: 'decide', command: { type: 'StartTransfer', interactionId, legId, transferId, called } }]
}

/** A phone of ours that has somebody on the line; whose it is, when it is an agent's. */
function whoAsks(
  view: ProcessView,
  legId: LegId,
): { readonly interaction: Call; readonly agentId: AgentId | null } | undefined {
  const { calls, indexes } = view.state
  const { agentLegs, calledLegs, customerLegs } = indexes
  const interactionId = agentLegs.get(legId) ?? calledLegs.get(legId) ?? customerLegs.get(legId)
  const interaction = interactionId && calls.get(interactionId)
  if (!interaction) return undefined
  const { stage, engagement, farLegId, customerLegId, consultation, members } = interaction
  // Who consults or confers at a desk does the rest there too.
  if (consultation || members.length > 0) return undefined
  if (engagement?.agentLegId === legId) {
    const isPhone = stage === 'engaged' && engagement.stationKind === 'phone'
    return isPhone ? { interaction, agentId: engagement.agentId } : undefined
  }
  const far = calledPartyOf(interaction, farLegId)
  if (stage !== 'through' || !far || far.answeredAtMs === null) return undefined
  if (legId === farLegId) return far.isOverTrunk ? undefined : { interaction, agentId: far.agentId }
  const isOurs = legId === customerLegId && view.leg(legId)?.authenticatedUser !== undefined
  return isOurs ? { interaction, agentId: null } : undefined
}

/** The agent's other call, on whose leg of his phone the named one is. */
function otherCallOf({ state }: ProcessView, interaction: Call, agentId: AgentId, replacesLegId: LegId) {
  const otherId = state.indexes.agentLegs.get(replacesLegId)
  const other = otherId && state.calls.get(otherId)
  if (!other || other === interaction || other.engagement?.agentId !== agentId || other.transfer) return undefined
  const isJoinable = (other.stage === 'engaged' || other.stage === 'dialing') && other.engagement.isConfirmed
  return isJoinable && interaction.stage === 'engaged' && other.edgeId === interaction.edgeId ? otherId : undefined
}

function pending({ state }: ProcessView, legId: LegId) {
  const interactionId = state.indexes.calledLegs.get(legId)
  const interaction = interactionId && state.calls.get(interactionId)
  return interaction?.transfer?.legId === legId ? { interaction, transfer: interaction.transfer } : undefined
}

function progress(view: ProcessView, legId: LegId, status: number): readonly Action[] {
  const found = pending(view, legId)
  if (!found) return []
  const { askedByLegId, transferId } = found.transfer
  return [edge(found.interaction.edgeId, { type: 'leg.transfer-progress', legId: askedByLegId, transferId, status })]
}

export function answered(view: ProcessView, legId: LegId): readonly Action[] {
  const found = pending(view, legId)
  if (!found) return []
  const { interactionId } = found.interaction
  const { transferId } = found.transfer
  return [
    { kind: 'decide', command: { type: 'NoteAnswered', interactionId, legId } },
    { kind: 'decide', command: { type: 'CompleteTransfer', interactionId, transferId } },
  ]
}

/** Who was sent on goes on; who sent him is let go. */
function carriedOut(
  view: ProcessView,
  event: RoutingEventOf<'InteractionTransferred'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { interactionId, transferId, legId, to, carried } = event
  const { edgeId, recordingId, calledLegIds, stationLegIds } = carried
  const interaction = view.state.calls.get(interactionId)
  const actions: Action[] = [...unmute(carried)]
  const isLive = interaction?.stage === stageOf[to.kind]
  // The new bridge first: nobody falls out of one before he is in the other.
  if (to.kind === 'through' && interaction?.farLegId === to.called.legId) {
    // Of the consulted, and of whom a phone sends on to, it rings already.
    const isNew = transferId === null && !carried.otherBridgeIds.includes(to.called.bridgeId)
    actions.push(...putThrough(view, interaction, to.called.legId, isNew))
  }
  if (transferId !== null) actions.push(...done(view, edgeId, transferId))
  if (recordingId !== null) actions.push(edge(edgeId, { type: 'recording.stop', recordingId }))
  const goesOnIn = to.kind === 'through' ? to.called.bridgeId : null
  for (const bridgeId of [carried.bridgeId, ...carried.otherBridgeIds]) {
    if (bridgeId !== null && bridgeId !== goesOnIn) actions.push(edge(edgeId, { type: 'bridge.end', bridgeId }))
  }
  for (const stays of stationLegIds) {
    if (to.kind === 'through' && (stays === to.called.legId || event.members.includes(stays))) continue
    // A colleague at his browser is whom it is all about; only when he himself sends the other one on he leaves.
    if (stays === carried.customerLegId && stays !== legId) continue
    actions.push(...setFree(edgeId, stays, goesOnIn))
  }
  if (carried.wereDigitsMasked) {
    actions.push(edge(edgeId, { type: 'leg.mask-digits', legId: carried.customerLegId, isOn: false }))
  }
  for (const ending of legId === null ? calledLegIds : [legId, ...calledLegIds]) {
    actions.push(edge(edgeId, { type: 'leg.end', legId: ending, reason: 'hung-up' }))
  }
  if (!interaction || !isLive) return actions
  if (to.kind === 'queue') actions.push(playMusic(interaction, environment))
  else if (to.kind === 'flow') actions.push(...follow(view, interaction, environment))
  else if (isRinging(interaction)) actions.push(playRingback(interaction, environment))
  return actions
}

const stageOf = { queue: 'queued', flow: 'inFlow', through: 'through' } as const

/** A browser's leg, which was in that bridge or heard it ring. */
export function setFree(edgeId: EdgeId, legId: LegId, bridgeId: BridgeId | null): readonly Action[] {
  const leave = bridgeId === null ? [] : [edge(edgeId, { type: 'bridge.leave', bridgeId, legId })]
  return [...leave, edge(edgeId, { type: 'leg.stop-play', legId })]
}

const isRinging = (interaction: Call): boolean =>
  calledPartyOf(interaction, interaction.farLegId)?.answeredAtMs === null

function putThrough(view: ProcessView, interaction: Call, farLegId: LegId, isNew: boolean): readonly Action[] {
  const { edgeId, customerLegId, members } = interaction
  const party = calledPartyOf(interaction, farLegId)
  if (!party) return []
  if (party.answeredAtMs !== null) {
    const { bridgeId } = party
    const joined = edge(edgeId, { type: 'bridge.join', bridgeId, legIds: [customerLegId, farLegId, ...members] })
    // Who was consulted may have been on hold, and so may a customer in whose bridge a conference goes on.
    const held = party.byAgentId === null ? [] : members.length > 0 ? [customerLegId, farLegId] : [farLegId]
    return [joined, ...held.map((legId) => edge(edgeId, { type: 'bridge.retrieve', bridgeId, legId }))]
  }
  // A phone that took the place of another has called us, and not we it.
  const isInbound = view.leg(farLegId)?.direction === 'inbound'
  if (isInbound) return [edge(edgeId, { type: 'leg.answer', legId: farLegId })]
  return isNew ? call(view, interaction, farLegId) : []
}

/** To the leg on which it was asked for: of two joined calls it may be either. */
function done(view: ProcessView, edgeId: EdgeId, transferId: TransferId): readonly Action[] {
  const asked = view.requestedTransfer(transferId)
  return asked ? [edge(edgeId, { type: 'leg.transfer-progress', legId: asked.legId, transferId, status: 200 })] : []
}

/** Muting was the agent's who is gone: whoever talks with them next hears them. */
export const unmute = ({ edgeId, mutedLegIds }: Carried): readonly Action[] =>
  mutedLegIds.map((legId) => ({ kind: 'edge', edgeId, command: { type: 'leg.mute', legId, muted: false } }))
