import type { Channel } from '../interactions/index.ts'
import type { Agent, Interaction } from './state.ts'

/** Channels that are spoken: they need a station, and an agent has one mouth. */
const spokenChannels: readonly Channel[] = ['voice', 'video']

/** Whether work of this channel, whatever it is, may be offered to the agent now. Decides who stands in the ready indexes. */
export function isReady(agent: Agent, channel: Channel): boolean {
  if (agent.presence.kind !== 'available' || agent.nextPresence !== null || agent.monitoring !== null) return false
  if (agent.coolsDownUntilMs !== undefined) return false
  if (spokenChannels.includes(channel) && agent.station?.isReachable !== true) return false
  let held = 0
  for (const work of agent.work) if (work.channel === channel) held++
  return held < (agent.settings.capacity[channel] ?? 0)
}

/** An outside number is called by whichever edge has the customer. */
export function canBeJoined({ station }: Agent, { edgeId }: Pick<Interaction, 'edgeId'>): boolean {
  return station !== null && (station.edgeId === null || station.edgeId === edgeId)
}

/** Whether a ready agent may be offered this very interaction. */
export function isEligible(agent: Agent, interaction: Interaction): boolean {
  // A bridge lives on one edge. Until link legs join two of them, an agent on another edge would answer into silence.
  if (spokenChannels.includes(interaction.channel) && !canBeJoined(agent, interaction)) return false
  return interaction.waiting?.coolDowns.every((coolDown) => coolDown.agentId !== agent.agentId) ?? false
}
