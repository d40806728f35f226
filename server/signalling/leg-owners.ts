import type { RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type { InteractionId, LegId, TrunkId } from '#kernel/ids.ts'
import { Newest } from '#kernel/newest.ts'
import type { EdgeEvent } from '#protocol/edge/index.ts'

export interface LegOwner {
  readonly interactionId: InteractionId
  readonly role: 'customer' | 'agent' | 'other'
}

/** Legs are remembered beyond their end: their ladders come after it. */
export const rememberedLegs = 50_000

/** Whose legs were whose, for ladders and captures; what is known to the decider, and a while longer. */
export class LegOwners {
  readonly #owners = new Newest<LegId, LegOwner>(rememberedLegs)
  readonly #trunks = new Newest<LegId, TrunkId>(rememberedLegs)

  of(legId: LegId): LegOwner | undefined {
    return this.#owners.get(legId)
  }

  trunkOf(legId: LegId): TrunkId | undefined {
    return this.#trunks.get(legId)
  }

  legsOf(interactionId: InteractionId): LegId[] {
    return [...this.#owners.entries()].flatMap(([legId, owner]) =>
      owner.interactionId === interactionId ? [legId] : [],
    )
  }

  /** Every leg that an event names beside its interaction. A leg keeps the part in which it was first known. */
  noteRouting(event: RoutingEvent): void {
    if (!('interactionId' in event) || event.interactionId === null) return
    const { interactionId } = event
    const note = (legId: LegId, role: LegOwner['role']) =>
      this.#own(legId, { interactionId, role: this.#owners.get(legId)?.role ?? role })
    if ('customerLegId' in event) note(event.customerLegId, 'customer')
    if ('agentLegId' in event && event.agentLegId !== null) note(event.agentLegId, 'agent')
    if (event.type === 'InteractionTransferred' && event.to.kind === 'through') note(event.to.called.legId, 'other')
    // Known before it answers: of a call that nobody took the ladder says why.
    if ('called' in event)
      note(
        event.called.legId,
        event.type === 'InteractionDialed' || event.type === 'CallbackDialed' ? 'customer' : 'other',
      )
    if (event.type === 'PartyReplaced') note(event.newLegId, this.#owners.get(event.legId)?.role ?? 'other')
  }

  noteState({ indexes: { customerLegs, agentLegs, calledLegs } }: RoutingState): void {
    for (const [legId, interactionId] of customerLegs) this.#own(legId, { interactionId, role: 'customer' })
    for (const [legId, interactionId] of agentLegs) this.#own(legId, { interactionId, role: 'agent' })
    for (const [legId, interactionId] of calledLegs) this.#own(legId, { interactionId, role: 'other' })
  }

  noteEdge(event: EdgeEvent): void {
    if (event.type === 'leg.trunk') this.#trunks.set(event.legId, event.trunkId)
    if (event.type === 'leg.incoming' && event.leg.trunkId !== undefined) {
      this.#trunks.set(event.leg.legId, event.leg.trunkId)
    }
  }

  #own(legId: LegId, owner: LegOwner): void {
    this.#owners.set(legId, owner)
  }
}
