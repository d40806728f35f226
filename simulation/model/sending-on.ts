import type { RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import type { Customer } from './customer.ts'
import type { Customers } from './customers.ts'
import type { Deciding } from './deciding.ts'
import { drawsOf } from './distributions.ts'
import { edgeId } from './house.ts'
import { type Line, usualOutsideRing } from './line.ts'

const usualRingTimeoutMs = 30_000

/** Whom a queue sends elsewhere: to a number outside, or home until he is called back. */
export class SendingOn {
  readonly #deciding: Deciding
  readonly #customers: Customers
  readonly #lines: ReadonlyMap<QueueId, Line>
  #legs = 0
  /** How many are still to be called. */
  open = 0

  constructor(deciding: Deciding, customers: Customers, lines: readonly Line[]) {
    this.#deciding = deciding
    this.#customers = customers
    this.#lines = new Map(lines.map((line) => [line.queueId, line]))
  }

  isDiverted({ interactionId, queueId, to }: Extract<RoutingEvent, { type: 'InteractionDiverted' }>): void {
    const customer = this.#customers.of(interactionId)
    if (!customer) return
    if (to.kind === 'queue') this.#customers.isDiverted(customer)
    // What he leaves is no customer of the model.
    else if (to.kind === 'announcement' || to.kind === 'voicemail') this.#customers.isTurnedAway(customer)
    else if (to.kind === 'callback') this.#asks(customer, queueId, 'rule')
    else this.#goesOutside(customer, queueId, to.place)
  }

  /** He hears that he may be called back, and presses the key or does not. */
  isOffered({ interactionId, queueId }: Extract<RoutingEvent, { type: 'CallbackOffered' }>): void {
    const line = this.#lines.get(queueId)
    const customer = this.#customers.of(interactionId)
    const { acceptShare = 0 } = line?.queue.callback?.offer ?? {}
    if (customer?.state === 'waiting' && line?.callback && line.callback.chance() < acceptShare) {
      this.#asks(customer, queueId, 'key')
    }
  }

  #asks(customer: Customer, queueId: QueueId, askedBy: 'key' | 'rule'): void {
    const { interactionId } = customer
    const callbackId = this.#customers.newInteractionId()
    this.open++
    this.#customers.isPromised(customer, callbackId)
    this.#deciding.does({
      type: 'AskCallback',
      ...{ callbackId, queueId, askedBy, edgeId, fromInteractionId: interactionId },
      ...{ notBeforeMs: null, timeZone: null, isOverTrunk: true },
    })
    this.#deciding.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
  }

  /** His telephone rings. */
  isDialed({ interactionId, queueId, called }: Extract<RoutingEvent, { type: 'CallbackDialed' }>): void {
    const customer = this.#customers.of(interactionId)
    const line = this.#lines.get(queueId)
    if (!customer || !line?.callback) return
    const { answerShare = 1, ringTimeoutMs = usualRingTimeoutMs } = line.queue.callback ?? {}
    if (customer.isCounted) customer.line.counts.dials++
    const { legId } = called
    customer.legId = legId
    // Both each time, so that worlds keep step.
    const isThere = line.callback.chance() < answerShare
    const ringMs = line.callback.ringMs()
    const isReached = isThere && ringMs < ringTimeoutMs && !customer.carrier?.isDown
    const afterMs = customer.carrier?.isDown ? noWayMs : Math.min(ringMs, ringTimeoutMs)
    this.#deciding.at(this.#deciding.nowMs + (isReached || customer.carrier?.isDown ? afterMs : ringTimeoutMs), () =>
      this.#deciding.tell(() => {
        const call = this.#deciding.state.calls.get(interactionId)
        if (call?.stage !== 'dialing' || call.customerLegId !== legId) return
        if (isReached) this.#picksUp(customer, queueId, legId)
        else this.#deciding.does({ type: 'CalledPartyLeft', interactionId, legId, reason: 'no-answer' })
      }),
    )
  }

  #picksUp(customer: Customer, queueId: QueueId, legId: LegId): void {
    const { interactionId } = customer
    this.open--
    this.#deciding.does({ type: 'NoteAnswered', interactionId, legId })
    const { stage, engagement } = this.#deciding.state.calls.get(interactionId) ?? {}
    if (stage === 'engaged' && engagement) {
      this.#customers.isReached(customer)
      customer.isAnswered = true
      this.#customers.talks(customer, engagement.agentId)
    } else if (stage === 'inFlow') {
      // Called ahead: he is the first of the queue.
      this.#customers.waitsForAgent(customer)
      this.#deciding.does({ type: 'EnqueueInteraction', interactionId, queueId })
    }
  }

  /** Nobody calls him any more. */
  isGivenUp(interactionId: InteractionId): void {
    const customer = this.#customers.of(interactionId)
    if (customer?.state !== 'promised') return
    this.open--
    this.#customers.isGivenUp(customer)
    this.#customers.forget(customer)
  }

  #goesOutside(customer: Customer, queueId: QueueId, place: number): void {
    const line = this.#lines.get(queueId)
    const rule = line?.queue.diversions?.[place]?.to
    if (!line || rule?.kind !== 'outside') return
    const { answerShare = 1, after = usualOutsideRing } = rule
    const { interactionId } = customer
    const legId = `leg_o${++this.#legs}` as LegId
    const isThere = line.outside() < answerShare && !customer.carrier?.isDown
    const ringMs = drawsOf(after, line.outside)()
    const turn = ++customer.turn
    customer.outsideLegId = legId
    const called = { legId, agentId: null, isOverTrunk: true, isEmergency: false }
    this.#deciding.does({ type: 'SendThrough', interactionId, called })
    this.#deciding.at(this.#deciding.nowMs + ringMs, () =>
      this.#deciding.tell(() => {
        if (customer.state !== 'waiting' || customer.turn !== turn) return
        if (isThere) {
          this.#deciding.does({ type: 'NoteAnswered', interactionId, legId })
          this.#customers.isServedOutside(customer)
          // Whom nobody answers there waits after all.
        } else {
          customer.outsideLegId = null
          this.#deciding.does({ type: 'CalledPartyLeft', interactionId, legId, reason: 'no-answer' })
        }
      }),
    )
  }
}

/** How long it takes to hear that a carrier does not carry. */
const noWayMs = 1000
