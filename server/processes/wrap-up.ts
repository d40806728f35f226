import { notReachedReasons } from '#domain/interactions/index.ts'
import type { Carried, RoutingEventOf } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand, EndReason } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { busyTone, playMusic } from './sounds.ts'
import { setFree, unmute } from './transfer.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 * When a contact is over, what carried it is taken down, so that the agent writes up in silence; how long he may, the
 * decider says. When only the agent is over, the customer hears music again.
 */
export function wrapUp(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  if (input.kind !== 'routing') return []
  const { event } = input
  if (event.type === 'InteractionEnded') return takeDownContact(event, environment)
  if (event.type === 'InteractionParked') {
    const parked = view.state.calls.get(event.interactionId)
    return [
      ...unmute(event.carried),
      ...takeDown(event.carried),
      ...(parked?.stage === 'parked' ? [playMusic(parked, environment)] : []),
    ]
  }
  if (event.type === 'CallbackPutOff') return takeDownDial(event, environment)
  if (event.type !== 'InteractionReturned') return []
  const interaction = view.state.calls.get(event.interactionId)
  const music = interaction?.stage === 'queued' ? [playMusic(interaction, environment)] : []
  return [...unmute(event.carried), ...takeDown(event.carried), ...music]
}

/** Nobody has the customer's leg any more: what rings, or is still to ring, is ended before he is called again. */
function takeDownDial(
  { cause, carried }: RoutingEventOf<'CallbackPutOff'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (!carried || cause === 'edge-lost') return carried ? [endLeg(carried.edgeId, carried.customerLegId)] : []
  const isUnreached = notReachedReasons.some((candidate) => candidate === cause)
  const heard = carried.stationLegIds.flatMap((legId) =>
    isUnreached ? [busyTone(carried.edgeId, legId, environment)] : setFree(carried.edgeId, legId, null),
  )
  return [endLeg(carried.edgeId, carried.customerLegId), ...takeDown(carried), ...heard]
}

const endLeg = (edgeId: EdgeId, legId: LegId): Action => ({
  kind: 'edge',
  edgeId,
  command: { type: 'leg.end', legId, reason: 'hung-up' },
})

function takeDownContact(
  { reason, stage, carried }: RoutingEventOf<'InteractionEnded'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  // An edge that is gone has nothing left to take down; but what it was to call may have reached the one that came after it.
  if (reason === 'edge-lost') {
    const { calledLegIds, phoneLegId } = carried
    return [...calledLegIds, ...(phoneLegId === null ? [] : [phoneLegId])].map((legId) => endLeg(carried.edgeId, legId))
  }
  // A party that was given to another interaction talks on in it.
  const { stationLegIds, customerLegId } = carried
  const hasLeft =
    reason === 'customer-left' ||
    reason === 'connection-lost' ||
    reason === 'transferred' ||
    stationLegIds.includes(customerLegId)
  const endReason: EndReason = reason === 'error' ? 'error' : 'hung-up'
  const command: EdgeCommand = { type: 'leg.end', legId: carried.customerLegId, reason: endReason }
  const customer: readonly Action[] = hasLeft ? [] : [{ kind: 'edge', edgeId: carried.edgeId, command }]
  const isUnreached = stage === 'dialing' && notReachedReasons.some((candidate) => candidate === reason)
  const heard = isUnreached
    ? stationLegIds
        .filter((legId) => legId !== customerLegId)
        .map((legId) => busyTone(carried.edgeId, legId, environment))
    : stage === 'dialing'
      ? stationLegIds.flatMap((legId) => setFree(carried.edgeId, legId, null))
      : []
  // Given to another interaction, they are heard there.
  return [...(reason === 'transferred' ? unmute(carried) : []), ...customer, ...takeDown(carried), ...heard]
}

/** Every step succeeds where its effect already stands. */
function takeDown(carried: Carried): readonly Action[] {
  const { edgeId, bridgeId, recordingId, phoneLegId, calledLegIds, otherBridgeIds, stationLegIds } = carried
  const commands: EdgeCommand[] = []
  if (recordingId !== null) commands.push({ type: 'recording.stop', recordingId })
  if (bridgeId !== null) commands.push({ type: 'bridge.end', bridgeId })
  if (phoneLegId !== null) commands.push({ type: 'leg.end', legId: phoneLegId, reason: 'hung-up' })
  for (const legId of calledLegIds) commands.push({ type: 'leg.end', legId, reason: 'hung-up' })
  for (const other of otherBridgeIds) commands.push({ type: 'bridge.end', bridgeId: other })
  // Somebody was rung, and the agent heard that outside of any bridge.
  if (otherBridgeIds.length > 0) for (const legId of stationLegIds) commands.push({ type: 'leg.stop-play', legId })
  if (carried.wereDigitsMasked) commands.push({ type: 'leg.mask-digits', legId: carried.customerLegId, isOn: false })
  return commands.map((command): Action => ({ kind: 'edge', edgeId, command }))
}
