import type { Carried, RoutingEventOf } from '#domain/routing/index.ts'
import type { EdgeCommand, EndReason } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { playMusic } from './sounds.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 * When a contact is over, what carried it is taken down, so that the agent writes up in silence; how long he may, the
 * decider says. When only the agent is over, the customer hears music again.
 */
export function wrapUp(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  if (input.kind !== 'routing') return []
  const { event } = input
  if (event.type === 'InteractionEnded') return takeDownContact(event)
  if (event.type !== 'InteractionReturned') return []
  const interaction = view.state.interactions.get(event.interactionId)
  const music = interaction?.stage === 'queued' ? [playMusic(interaction, environment)] : []
  return [...takeDown(event.carried), ...music]
}

function takeDownContact({ reason, carried }: RoutingEventOf<'InteractionEnded'>): readonly Action[] {
  // An edge that is gone has nothing left to take down.
  if (reason === 'edge-lost') return []
  // A party that was given to another interaction talks on in it.
  const hasLeft = reason === 'customer-left' || reason === 'connection-lost' || reason === 'transferred'
  const endReason: EndReason = reason === 'error' ? 'error' : 'hung-up'
  const command: EdgeCommand = { type: 'leg.end', legId: carried.customerLegId, reason: endReason }
  const customer: readonly Action[] = hasLeft ? [] : [{ kind: 'edge', edgeId: carried.edgeId, command }]
  return [...customer, ...takeDown(carried)]
}

/** Every step succeeds where its effect already stands. */
function takeDown({ edgeId, bridgeId, recordingId, phoneLegId, calledLegIds }: Carried): readonly Action[] {
  const commands: EdgeCommand[] = []
  if (recordingId !== null) commands.push({ type: 'recording.stop', recordingId })
  if (bridgeId !== null) commands.push({ type: 'bridge.end', bridgeId })
  if (phoneLegId !== null) commands.push({ type: 'leg.end', legId: phoneLegId, reason: 'hung-up' })
  for (const legId of calledLegIds) commands.push({ type: 'leg.end', legId, reason: 'hung-up' })
  return commands.map((command): Action => ({ kind: 'edge', edgeId, command }))
}
