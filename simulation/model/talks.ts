import { assert } from '#kernel/assert.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { Customer } from './customer.ts'
import type { Customers } from './customers.ts'
import type { Habits } from './habits.ts'
import { isInTime, isOnLine } from './line.ts'
import type { Operation } from './operation.ts'

/** Customers who reached somebody: how that is counted, how long they talk, and how it ends. */
export class Talks {
  readonly #operation: Operation
  readonly #customers: Customers
  readonly #habits: Habits

  constructor(operation: Operation, customers: Customers, habits: Habits) {
    this.#operation = operation
    this.#customers = customers
    this.#habits = habits
  }

  /** An agent has taken him: he waits no more. */
  isAnswered(customer: Customer, atMs: number): void {
    const { state } = customer
    assert(state !== 'served' && state !== 'gone', `only who waits is answered, and he is ${state}`)
    const { isCounted, promisedAtMs, leftAtMs, line } = customer
    const isFirst = !customer.isAnswered
    if (leftAtMs !== null) {
      if (state === 'message') this.#customers.open--
      if (isCounted && isFirst) {
        line.counts.messagesHandled++
        line.counts.messageWaitMs += atMs - leftAtMs
      }
    } else {
      const waitMs = this.#customers.stopsWaiting(customer, atMs)
      if (promisedAtMs !== null) this.#isReached(customer)
      else if (isCounted && isFirst) this.#count(customer, waitMs)
    }
    customer.isAnswered = true
    customer.state = 'put-through'
  }

  #count({ line, foretold }: Customer, waitMs: number): void {
    const { counts } = line
    counts.answered++
    counts.answeredWaitMs += waitMs
    counts.waitMs += waitMs
    if (isInTime(line, waitMs)) counts.answeredInThreshold++
    if (!foretold) return
    const { lowMs, highMs, likelyMs } = foretold
    counts.foretold++
    counts.foretoldErrorMs += Math.abs(waitMs - likelyMs)
    if (waitMs >= lowMs && waitMs <= highMs) counts.foretoldWithin++
  }

  #isReached({ line, isCounted, promisedAtMs }: Customer): void {
    if (!isCounted || promisedAtMs === null) return
    line.counts.reached++
    line.counts.callbackWaitMs += this.#operation.nowMs - promisedAtMs
  }

  /** He hears somebody: an agent, or `null`, whoever answered outside. */
  begins(customer: Customer, agentId: AgentId | null): void {
    if (agentId === null) {
      if (customer.state === 'waiting') this.#isServedOutside(customer)
      return
    }
    if (customer.state === 'promised') {
      this.#customers.open--
      this.#isReached(customer)
      customer.isAnswered = true
    } else if (customer.state !== 'put-through') return
    this.#talks(customer, agentId)
  }

  /** Until all is said or somebody cuts him off. */
  #talks(customer: Customer, agentId: AgentId): void {
    const { nowMs } = this.#operation
    const cutAfter = this.#habits.cutsOff(agentId)
    customer.state = 'served'
    customer.agentId = agentId
    customer.talksSinceMs = nowMs
    const turn = ++customer.turn
    const lengthMs = cutAfter === null ? customer.handleMs : customer.handleMs * cutAfter
    const isOnTheLine = isOnLine(customer.line.queue) && customer.leftAtMs === null
    this.#operation.at(nowMs + lengthMs, () => {
      if (customer.state !== 'served' || customer.turn !== turn) return
      if (cutAfter === null && isOnTheLine) {
        this.#customers.ends(customer)
        return
      }
      this.#customers.forget(customer)
      this.#operation.agentEnds(customer, agentId)
      if (cutAfter !== null) this.wasCutOff(customer)
    })
  }

  #isServedOutside(customer: Customer): void {
    this.#customers.stopsWaiting(customer)
    if (customer.isCounted) customer.line.counts.outside++
    this.#customers.talksOutside(customer)
  }

  /** In the midst of it. What is left of it he may come again for. */
  wasCutOff = (customer: Customer): void => {
    const { line, isCounted, agentId, handleMs, talksSinceMs, leftAtMs } = customer
    // Nobody is cut off who is not there.
    if (leftAtMs !== null) return
    if (isCounted) line.counts.cutOff++
    const leftMs = Math.max(0, handleMs - (this.#operation.nowMs - talksSinceMs))
    this.#customers.mayComeAgain(customer, { handleMs: leftMs, lastAgentId: agentId ?? undefined })
  }

  /** It goes back to where it waited, with what is left of it. */
  isReturned(customer: Customer): void {
    const { state } = customer
    if (state !== 'served' && state !== 'put-through') return
    const { nowMs } = this.#operation
    if (state === 'served') customer.handleMs = Math.max(0, customer.handleMs - (nowMs - customer.talksSinceMs))
    customer.turn++
    if (customer.leftAtMs === null) {
      this.#customers.waitsOn(customer)
      return
    }
    customer.state = 'message'
    this.#customers.open++
  }
}
