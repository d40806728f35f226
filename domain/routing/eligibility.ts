import type { EdgeId } from '#kernel/ids.ts'
import type { Channel } from '../interactions/index.ts'
import { hasRoomFor, isSpoken } from './capacity.ts'
import type { Agent, Interaction } from './state.ts'

/** Whether work of this channel, whatever it is, may be offered to the agent now. Decides who stands in the ready indexes. */
export function isReady(agent: Agent, channel: Channel): boolean {
  if (agent.presence.kind !== 'available' || agent.nextPresence !== null || agent.monitoring !== null) return false
  if (agent.coolsDownUntilMs !== undefined) return false
  if (isSpoken(channel) && agent.station?.isReachable !== true) return false
  return hasRoomFor(agent, channel)
}

/** Whether there is any channel of which work may be offered to him now; quicker than to ask for each of his queues. */
export function isReadyForAny(agent: Agent): boolean {
  const { capacity } = agent.settings
  for (const channel in capacity) if (isReady(agent, channel as Channel)) return true
  return false
}

/**
 * An outside number is called by whichever edge has the customer. A bridge lives on one edge: until link legs join two of
 * them, an agent on another edge would answer into silence.
 */
export function canBeJoined({ station }: Agent, { edgeId }: { readonly edgeId: EdgeId }): boolean {
  return station !== null && (station.edgeId === null || station.edgeId === edgeId)
}

/** Whether an agent whom the demand accepts, or whom it asks for, may be offered this very interaction. */
export function isEligible(agent: Agent, interaction: Interaction): boolean {
  const { interactionId, waiting } = interaction
  if (waiting === null) return false
  // What demands look at already.
  const isAskedFor = waiting.asked[waiting.step]?.agentIds !== undefined
  if (isAskedFor && interaction.kind === 'call' && !canBeJoined(agent, interaction)) return false
  return (
    waiting.coolDowns.every((coolDown) => coolDown.agentId !== agent.agentId) &&
    // Where several are asked at once, nobody is asked twice.
    (waiting.offerIds.length === 0 || agent.work.every((held) => held.interactionId !== interactionId))
  )
}
