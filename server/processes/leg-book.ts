import type { AgentId, EdgeId, LegId, TransferId } from '#kernel/ids.ts'
import type { Leg } from '#protocol/edge/index.ts'
import type { KnownCustomer } from '../known-customers.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/** What a phone asked for by REFER. */
export interface RequestedTransfer {
  readonly legId: LegId
  readonly target: string
}

/** The customers who have the number that a leg calls from, and the one that it calls. */
interface LegCustomers {
  readonly caller?: KnownCustomer | undefined
  readonly dialed?: KnownCustomer | undefined
}

/** A request is needed until the call that it led to was begun: a moment. */
const mostRequests = 1000

/**
 * What edges said of the legs that are up: who calls and what was dialled. The log may not hold that, and a process needs
 * it again once a decision is durable. Lost with the core and told anew by the next snapshot; as long as the live legs.
 */
export class LegBook {
  readonly #legs = new Map<LegId, Leg>()
  /** Legs that answered, ours and theirs. */
  readonly #up = new Set<LegId>()
  readonly #numbers = new Map<LegId, string>()
  readonly #customers = new Map<LegId, LegCustomers>()
  readonly #caseOwners = new Map<LegId, AgentId | null>()
  readonly #transfers = new Map<TransferId, RequestedTransfer>()

  readonly view: Pick<
    ProcessView,
    'leg' | 'isUp' | 'requestedTransfer' | 'requestedNumber' | 'customer' | 'caseOwner'
  > = {
    leg: (legId) => this.#legs.get(legId),
    isUp: (legId) => this.#up.has(legId) || isUp(this.#legs.get(legId)),
    requestedTransfer: (transferId) => this.#transfers.get(transferId),
    requestedNumber: (legId) => this.#numbers.get(legId),
    caseOwner: (legId) => this.#caseOwners.get(legId),
    customer: (legId, whose) => this.#customers.get(legId)?.[whose],
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
      this.#up.add(event.legId)
      const leg = this.#legs.get(event.legId)
      if (leg) this.#legs.set(event.legId, { ...leg, state: 'connected' })
    }
    if (event.type === 'leg.transfer-requested') {
      const { transferId, legId, target } = event
      remember(this.#transfers, transferId, { legId, target })
    }
  }

  /** A desk asks for this number on this leg. */
  noteNumber(legId: LegId, number: string): void {
    remember(this.#numbers, legId, number)
  }

  /** Of a leg that is about to be told of. */
  noteCustomers(legId: LegId, customers: LegCustomers): void {
    this.#customers.set(legId, customers)
  }

  /** His flow found out which case he calls about, and who has it in hand; `null`: nobody. */
  noteCaseOwner(legId: LegId, ownerAgentId: AgentId | null): void {
    this.#caseOwners.set(legId, ownerAgentId)
  }

  forget(input: ProcessInput): void {
    if (input.kind !== 'edge' || input.event.type !== 'leg.ended') return
    this.#legs.delete(input.event.legId)
    this.#up.delete(input.event.legId)
    this.#numbers.delete(input.event.legId)
    this.#customers.delete(input.event.legId)
    this.#caseOwners.delete(input.event.legId)
  }

  forgetEdge(edgeId: EdgeId): void {
    for (const leg of this.#legs.values()) {
      if (leg.edgeId !== edgeId) continue
      this.#legs.delete(leg.legId)
      this.#up.delete(leg.legId)
      this.#customers.delete(leg.legId)
      this.#caseOwners.delete(leg.legId)
    }
  }
}

const isUp = (leg: Leg | undefined): boolean => leg?.state === 'connected' || leg?.state === 'held'

/** A request is needed for a moment; one that led to nothing is forgotten in its turn. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.set(key, value)
  const oldest = map.keys().next()
  if (map.size > mostRequests && !oldest.done) map.delete(oldest.value)
}
