import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, OfferId } from '#kernel/ids.ts'
import { holds } from './truth.ts'

/** Who owns what, by the events alone: at most one accepted offer for an interaction, and nothing happens to what is over. */
export class OwnershipChecker {
  readonly #ownerOf = new Map<InteractionId, AgentId>()
  readonly #over = new Set<InteractionId>()
  readonly #offered = new Set<OfferId>()

  follow(event: RoutingEvent): void {
    switch (event.type) {
      case 'OfferMade':
        holds(!this.#over.has(event.interactionId), 'what is over is not offered')
        holds(!this.#ownerOf.has(event.interactionId), 'what an agent owns is not offered to another')
        holds(!this.#offered.has(event.offerId), 'an offer is made once')
        this.#offered.add(event.offerId)
        return
      case 'InteractionMoved':
        holds(!this.#ownerOf.has(event.interactionId), 'only what waits is moved')
        return
      case 'OfferAccepted':
      case 'TaskAccepted':
        holds(!this.#ownerOf.has(event.interactionId), 'at most one accepted offer for an interaction')
        holds(this.#offered.has(event.offerId), 'only what was offered is accepted')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'CallbackDialed':
        holds(!this.#ownerOf.has(event.interactionId), 'who is called back is nobody’s before')
        if (event.agentId === null || event.offerId === null) return
        holds(this.#offered.has(event.offerId), 'only what was offered is dialled')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'CallbackPutOff': {
        const wasDialed = this.#ownerOf.delete(event.interactionId)
        holds(wasDialed === (event.agentId !== null), 'only who had it is let go when nobody was reached')
        return
      }
      case 'InteractionDialed':
        holds(!this.#ownerOf.has(event.interactionId), 'who calls somebody owns the interaction alone')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'InteractionReturned': {
        const wasOwned = this.#ownerOf.delete(event.interactionId)
        holds(wasOwned === (event.agentId !== null), 'only what an agent owned goes back for his being lost')
        return
      }
      case 'TaskReturned':
        holds(this.#ownerOf.get(event.interactionId) === event.agentId, 'a task goes back from who had it')
        this.#ownerOf.delete(event.interactionId)
        return
      case 'InteractionTransferred':
        holds(!this.#over.has(event.interactionId), 'what is over is not sent on')
        holds(this.#ownerOf.get(event.interactionId) === (event.agentId ?? undefined), 'the owner sends on')
        this.#ownerOf.delete(event.interactionId)
        return
      case 'EngagementTakenOver':
        holds(this.#ownerOf.get(event.interactionId) === event.fromAgentId, 'it is taken over from its owner')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'EngagementBegan':
        holds(!this.#over.has(event.interactionId), 'what is over is not taken')
        holds(
          this.#ownerOf.get(event.interactionId) === (event.fromAgentId ?? undefined),
          'nobody has what another one owns, but from him',
        )
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'InteractionParked':
        holds(this.#ownerOf.get(event.interactionId) === event.agentId, 'the owner parks')
        this.#ownerOf.delete(event.interactionId)
        return
      case 'MonitoringStarted':
        holds(this.#ownerOf.has(event.interactionId), 'only what an agent owns is monitored')
        return
      case 'InteractionEnded':
      case 'TaskEnded':
        holds(!this.#over.has(event.interactionId), 'a contact ends once')
        this.#over.add(event.interactionId)
        return
      default:
    }
  }
}
