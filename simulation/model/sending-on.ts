import type { RoutingEventOf } from '#domain/routing/index.ts'
import type { InteractionId, QueueId } from '#kernel/ids.ts'
import type { Customer } from './customer.ts'
import type { Customers } from './customers.ts'
import { drawsOf } from './distributions.ts'
import { type Line, usualOutsideRing } from './line.ts'
import type { Operation, Ringing } from './operation.ts'

const usualRingTimeoutMs = 30_000

/** Whom a queue sends elsewhere: to another one, to a number outside, or home until he is called back. */
export class SendingOn {
  readonly #operation: Operation
  readonly #customers: Customers
  readonly #lines: ReadonlyMap<QueueId, Line>

  constructor(operation: Operation, customers: Customers, lines: readonly Line[]) {
    this.#operation = operation
    this.#customers = customers
    this.#lines = new Map(lines.map((line) => [line.queueId, line]))
  }

  isDiverted(customer: Customer, atMs: number, to: RoutingEventOf<'InteractionDiverted'>['to']): void {
    if (to.kind === 'queue') this.#customers.isDiverted(customer, atMs)
    else if (to.kind === 'announcement') this.#customers.isTurnedAway(customer)
  }

  /** He hears that he may be called back, and presses the key or does not. */
  isOffered({ interactionId, queueId }: RoutingEventOf<'CallbackOffered'>): void {
    const line = this.#lines.get(queueId)
    const customer = this.#customers.of(interactionId)
    const { acceptShare = 0 } = line?.queue.callback?.offer ?? {}
    if (customer?.state !== 'waiting' || !line?.callback || line.callback.chance() >= acceptShare) return
    customer.hasAsked = true
    this.#operation.asksToBeCalled(customer, queueId)
  }

  /** Somebody's telephone rings, and is answered or not. */
  rings(ringing: Ringing): void {
    const customer = this.#customers.of(ringing.interactionId)
    const line = this.#lines.get(ringing.queueId)
    if (!customer || !line) return
    if (ringing.place === null) this.#ringsHim(customer, line, ringing)
    else this.#ringsOutside(customer, line, ringing, ringing.place)
  }

  #ringsHim(customer: Customer, line: Line, { picksUp, isNotAnswered }: Ringing): void {
    if (!line.callback) return
    const { answerShare = 1, ringTimeoutMs = usualRingTimeoutMs } = line.queue.callback ?? {}
    if (customer.isCounted) customer.line.counts.dials++
    // Both each time, so that worlds keep step.
    const isThere = line.callback.chance() < answerShare
    const ringMs = line.callback.ringMs()
    const isReached = isThere && ringMs < ringTimeoutMs && !customer.carrier?.isDown
    const afterMs = isReached ? ringMs : customer.carrier?.isDown ? noWayMs : ringTimeoutMs
    this.#operation.at(this.#operation.nowMs + afterMs, isReached ? picksUp : isNotAnswered)
  }

  #ringsOutside(customer: Customer, line: Line, { picksUp, isNotAnswered }: Ringing, place: number): void {
    const rule = line.queue.diversions?.[place]?.to
    if (rule?.kind !== 'outside') return
    const { answerShare = 1, after = usualOutsideRing } = rule
    const isThere = line.outside() < answerShare && !customer.carrier?.isDown
    const ringMs = drawsOf(after, line.outside)()
    this.#operation.at(this.#operation.nowMs + ringMs, isThere ? picksUp : isNotAnswered)
  }

  /** Called ahead of an agent he has picked up, and waits for him as the first of the queue. */
  isQueued(customer: Customer): void {
    if (customer.state === 'promised' && customer.isDialed) this.#customers.waitsForAgent(customer)
  }

  /** Nobody calls him any more. */
  isGivenUp(interactionId: InteractionId): void {
    const customer = this.#customers.of(interactionId)
    if (customer?.state !== 'promised') return
    this.#customers.open--
    this.#customers.isGivenUp(customer)
    this.#customers.forget(customer)
  }
}

/** How long it takes to hear that a carrier does not carry. */
const noWayMs = 1000
