import type { EdgeId, LegId, TransferId } from '#kernel/ids.ts'
import type { Leg } from '#protocol/edge/index.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/** What a phone asked for by REFER. */
export interface RequestedTransfer {
  readonly legId: LegId
  readonly target: string
}

/** A request is needed until the call that it led to was begun: a moment. */
const mostTransfers = 1000

/**
 * What edges said of the legs that are up: who calls and what was dialled. The log may not hold that, and a process needs
 * it again once a decision is durable. Lost with the core and told anew by the next snapshot; as long as the live legs.
 */
export class LegBook {
  readonly #legs = new Map<LegId, Leg>()
  readonly #transfers = new Map<TransferId, RequestedTransfer>()

  readonly view: Pick<ProcessView, 'leg' | 'requestedTransfer'> = {
    leg: (legId) => this.#legs.get(legId),
    requestedTransfer: (transferId) => this.#transfers.get(transferId),
  }

  /** Call it before the input is thought through, and {@link forget} after. */
  note(input: ProcessInput): void {
    if (input.kind === 'edge-connected') {
      this.forgetEdge(input.edgeId)
      for (const leg of input.snapshot.legs) this.#legs.set(leg.legId, leg)
    }
    if (input.kind !== 'edge') return
    const { event } = input
    if (event.type === 'leg.incoming') this.#legs.set(event.leg.legId, event.leg)
    if (event.type === 'leg.connected') {
      const leg = this.#legs.get(event.legId)
      if (leg) this.#legs.set(event.legId, { ...leg, state: 'connected' })
    }
    if (event.type === 'leg.transfer-requested') {
      const { transferId, legId, target } = event
      this.#transfers.set(transferId, { legId, target })
      const oldest = this.#transfers.keys().next()
      if (this.#transfers.size > mostTransfers && !oldest.done) this.#transfers.delete(oldest.value)
    }
  }

  forget(input: ProcessInput): void {
    if (input.kind === 'edge' && input.event.type === 'leg.ended') this.#legs.delete(input.event.legId)
  }

  forgetEdge(edgeId: EdgeId): void {
    for (const leg of this.#legs.values()) if (leg.edgeId === edgeId) this.#legs.delete(leg.legId)
  }
}
