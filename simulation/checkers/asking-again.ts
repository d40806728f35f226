import type { RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import { holds } from './truth.ts'

/** More often than this an agent is offered one interaction only where something goes round in a circle. */
const mostOffersAMinute = 8

/** Nobody is asked the same thing again at once. */
export class AskingAgainChecker {
  /** When an interaction was offered to an agent, within the last minute. */
  readonly #offerTimes = new Map<string, readonly number[]>()
  /** Until when who declined is not asked again. */
  readonly #coolDowns = new Map<string, number>()

  follow(event: RoutingEvent): void {
    switch (event.type) {
      case 'OfferMade':
        this.#offerAgain(`${event.interactionId} ${event.agentId}`, event.atMs)
        return
      case 'OfferDeclined':
        this.#coolDowns.set(`${event.interactionId} ${event.agentId}`, event.askAgainAtMs)
        return
      // A supervisor may ask him all the same.
      case 'CoolDownEnded':
        this.#coolDowns.delete(`${event.interactionId} ${event.agentId}`)
        return
      // A queue may send its caller into a flow every few seconds, and he may choose to wait again as often.
      case 'FlowEntered':
        for (const pair of this.#offerTimes.keys())
          if (pair.startsWith(event.interactionId)) this.#offerTimes.delete(pair)
        return
      // In another queue it is another question.
      case 'InteractionDiverted':
      case 'InteractionMoved':
      case 'InteractionTransferred':
      case 'InteractionReturned':
      case 'TaskReturned':
      case 'CallbackDialed':
      case 'CallbackPutOff':
        this.#askAnew(event.interactionId)
        return
      default:
    }
  }

  /** Somebody had it meanwhile, or it waits elsewhere: everybody may be asked. */
  #askAnew(interactionId: InteractionId): void {
    for (const pair of this.#coolDowns.keys()) if (pair.startsWith(interactionId)) this.#coolDowns.delete(pair)
  }

  #offerAgain(pair: string, atMs: number): void {
    holds(atMs >= (this.#coolDowns.get(pair) ?? 0), 'who declined is not asked again before the cool-down is over')
    const times = [...(this.#offerTimes.get(pair) ?? []).filter((time) => time > atMs - 60_000), atMs]
    this.#offerTimes.set(pair, times)
    holds(times.length <= mostOffersAMinute, 'no agent is offered one interaction again and again')
  }
}
