import type { RoutingState } from '#domain/routing/index.ts'
import type { AgentId, EdgeId, InteractionId, LegId } from '#kernel/ids.ts'
import type { EdgeEvent, EdgeSnapshot, Leg } from '#protocol/edge/index.ts'

/** The live interaction that a leg is part of, whatever its part is. */
export function interactionOfLeg({ indexes }: RoutingState, legId: LegId): InteractionId | undefined {
  return indexes.calledLegs.get(legId) ?? indexes.customerLegs.get(legId) ?? indexes.agentLegs.get(legId)
}

/** The interaction that ends with this leg. Of whom somebody consults or confers with, and of who listens, the leg alone does. */
export function interactionEndedWith(state: RoutingState, legId: LegId): InteractionId | undefined {
  const interactionId = interactionOfLeg(state, legId)
  const { consultation, members } = (interactionId && state.calls.get(interactionId)) ?? {}
  return consultation?.legId === legId || members?.includes(legId) ? undefined : interactionId
}

/** The agent who had a leg called: who dialled it, whose outside number rings for an offer, or who listens at one. */
export function agentOfCalledLeg(state: RoutingState, legId: LegId): AgentId | undefined {
  const monitoredId = state.indexes.monitorLegs.get(legId)
  const monitors = monitoredId && state.calls.get(monitoredId)?.monitors
  const monitor = monitors ? monitors.find((candidate) => candidate.legId === legId) : undefined
  if (monitor) return monitor.agentId
  const interactionId = interactionOfLeg(state, legId)
  const interaction = interactionId && state.calls.get(interactionId)
  if (!interaction) return undefined
  const called = interaction.calledParties.find((party) => party.legId === legId)
  if (called) return called.byAgentId ?? undefined
  return interaction.engagement?.agentLegId === legId ? interaction.engagement.agentId : undefined
}

/** Which phone a live leg came from, by the user that signed it: a phone may be somebody's who takes no interactions. */
export class SignedLegs {
  readonly #signed = new Map<LegId, { readonly edgeId: EdgeId; readonly user: string }>()

  userOf = (legId: LegId): string | undefined => this.#signed.get(legId)?.user

  event(event: EdgeEvent, edgeId: EdgeId): void {
    if (event.type === 'leg.incoming') this.#note(event.leg, edgeId)
    else if (event.type === 'leg.ended') this.#signed.delete(event.legId)
  }

  /** What this edge does not name any more has ended. */
  connected(edgeId: EdgeId, { legs }: EdgeSnapshot): void {
    const live = new Set(legs.map((leg) => leg.legId))
    for (const [legId, signed] of this.#signed) {
      if (signed.edgeId === edgeId && !live.has(legId)) this.#signed.delete(legId)
    }
    for (const leg of legs) this.#note(leg, edgeId)
  }

  #note({ legId, authenticatedUser: user }: Leg, edgeId: EdgeId): void {
    if (user !== undefined) this.#signed.set(legId, { edgeId, user })
  }
}
