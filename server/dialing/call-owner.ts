import type { RoutingState } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'

/** The live interaction that a leg is part of, whatever its part is. */
export function interactionOfLeg({ indexes }: RoutingState, legId: LegId): InteractionId | undefined {
  return indexes.calledLegs.get(legId) ?? indexes.customerLegs.get(legId) ?? indexes.agentLegs.get(legId)
}

/** The agent who had a leg called: who dialled it, or whose outside number rings for an offer. */
export function agentOfCalledLeg(state: RoutingState, legId: LegId): AgentId | undefined {
  const interactionId = interactionOfLeg(state, legId)
  const interaction = interactionId && state.interactions.get(interactionId)
  if (!interaction) return undefined
  const called = interaction.calledParties.find((party) => party.legId === legId)
  if (called) return called.byAgentId ?? undefined
  return interaction.engagement?.agentLegId === legId ? interaction.engagement.agentId : undefined
}
