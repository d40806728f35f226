import type { InteractionId, LegId } from '#kernel/ids.ts'
import type { Carriers } from './carriers.ts'
import type { Counted, Customer, ForetoldWait, Rest } from './customer.ts'
import { isInTime, isOnLine, type Line } from './line.ts'
import type { Operation } from './operation.ts'

/**
 * Customers: they come, wait, lose patience, leave and come again. Chance is drawn when one comes, whatever becomes of
 * him, so worlds that are compared under one seed meet the same customers.
 */
export class Customers {
  readonly #byId = new Map<InteractionId, Customer>()
  readonly #byLeg = new Map<LegId, Customer>()
  readonly #operation: Operation
  readonly #counted: Counted
  readonly #carriers: () => Carriers
  /** How many wait now, or are about to. */
  waiting = 0
  /** How many are still to be called back, speak to a voicemail, or left a message that nobody has heard. */
  open = 0
  /** Who was refused because there was no core for too long. */
  refused = 0
  /** Somebody's line is dead who goes through a flow. */
  onLostInFlow: (customer: Customer) => void = () => {}
  /** Who entered a queue in what is being followed. */
  #entered: Customer[] = []

  constructor(operation: Operation, counted: Counted, carriers: () => Carriers) {
    this.#operation = operation
    this.#counted = counted
    this.#carriers = carriers
  }

  of = (interactionId: InteractionId): Customer | undefined => this.#byId.get(interactionId)

  /** Every leg that an edge carries for them. */
  legIds = (): readonly LegId[] =>
    this.all().flatMap(({ isKnown, legId, outsideLegId }) =>
      isKnown ? [legId, ...(outsideLegId === null ? [] : [outsideLegId])] : [],
    )

  all = (): readonly Customer[] => [...this.#byId.values()]

  // --- they come ---

  expect(line: Line): void {
    const atMs = line.nextArrivalMs()
    if (atMs >= this.#counted.horizonMs) return
    this.#operation.at(atMs, () => {
      this.expect(line)
      this.#comes(line, 0, undefined)
    })
  }

  #comes(line: Line, tries: number, rest: Rest | undefined): void {
    const { nowMs } = this.#operation
    const handleMs = line.handleMs()
    const customer: Customer = {
      ...{ line, door: line, tries, ...this.#operation.newIds(), outsideLegId: null, number: null },
      cameAtMs: nowMs,
      handleMs: rest?.handleMs ?? handleMs,
      restMs: rest?.handleMs,
      patienceMs: line.patienceMs?.() ?? Number.POSITIVE_INFINITY,
      isCounted: nowMs >= this.#counted.warmupMs,
      carrier: line.carrier && this.#carriers().next(line.carrier),
      lastAgentId: rest?.lastAgentId,
      ...{ place: undefined, wantedAgentId: undefined },
      state: line.isThroughFlow ? 'in-flow' : line.queue.greeting ? 'greeted' : 'waiting',
      ...{ inFlow: null, seed: Math.floor((line.flows?.() ?? 0) * 0x1_0000_0000), wait: 0 },
      hasReached: !line.isThroughFlow,
      ...{ isKnown: false, hasEntered: false, hasAsked: false, isDialed: false },
      ...{ waitFromMs: nowMs, waitsSinceMs: nowMs, promisedAtMs: null, leftAtMs: null },
      ...{ isDiverted: false, isAnswered: false, agentId: null, talksSinceMs: 0, turn: 0, foretold: null },
    }
    if (customer.isCounted && customer.hasReached) line.counts.offered++
    if (customer.carrier?.isDown) {
      this.#isLost(customer)
      return
    }
    customer.place = line.place?.()
    customer.wantedAgentId = line.preferred?.()
    this.#byId.set(customer.interactionId, customer)
    this.#byLeg.set(customer.legId, customer)
    if (customer.state === 'in-flow') this.open++
    else this.waiting++
    this.#operation.comes(customer)
    if (customer.state === 'waiting') this.#mayLosePatience(customer)
  }

  /** The product calls it by this name. */
  isBegun(legId: LegId, interactionId: InteractionId): void {
    const customer = this.#byLeg.get(legId)
    if (customer) this.isCalled(customer, interactionId)
  }

  isCalled(customer: Customer, interactionId: InteractionId): void {
    if (customer.interactionId === interactionId) return
    this.#byId.delete(customer.interactionId)
    customer.interactionId = interactionId
    this.#byId.set(interactionId, customer)
  }

  /** He is in a queue, or would be if it did not send him elsewhere. */
  enters(customer: Customer, atMs: number): void {
    if (customer.hasEntered) return
    customer.hasEntered = true
    // Who was greeted waits from now on; who was held because there was no core has waited all the time.
    const isHeld = customer.state === 'waiting' && atMs - customer.cameAtMs > this.#operation.slackMs
    if (!isHeld) {
      customer.waitFromMs = atMs
      customer.waitsSinceMs = atMs
    }
    this.#entered.push(customer)
  }

  /** All that was decided at once is followed: who entered waits, or he does not. */
  settle(): void {
    if (this.#entered.length === 0) return
    const entered = this.#entered
    this.#entered = []
    for (const customer of entered) {
      const isGreeted = customer.state === 'greeted'
      if (isGreeted) customer.state = 'waiting'
      const hasWaited = customer.waitFromMs < this.#operation.nowMs - this.#operation.slackMs
      const waits = customer.state === 'waiting' && !customer.hasAsked
      if ((waits || hasWaited) && customer.isCounted) customer.line.counts.delayed++
      if (isGreeted) this.#mayLosePatience(customer)
    }
  }

  // --- they wait ---

  #mayLosePatience(customer: Customer): void {
    if (customer.patienceMs === Number.POSITIVE_INFINITY) return
    this.#leavesAt(this.#operation.nowMs + customer.patienceMs, customer, customer.promisedAtMs)
  }

  #leavesAt(atMs: number, customer: Customer, promisedAtMs: number | null): void {
    const { wait } = customer
    this.#operation.at(atMs, () => {
      // Whoever was called since has patience anew, and who went through a flow the rest of it.
      const isSameWait =
        customer.state === 'waiting' && customer.promisedAtMs === promisedAtMs && customer.wait === wait
      if (!isSameWait || customer.isAnswered) return
      // Who has just asked to be called back stays to hear that he will be.
      if (customer.hasAsked) {
        customer.hasAsked = false
        this.#leavesAt(this.#operation.nowMs + hearsOutMs, customer, promisedAtMs)
      } else this.#leaves(customer)
    })
  }

  #leaves(customer: Customer): void {
    const { line, isCounted } = customer
    const waitMs = this.stopsWaiting(customer)
    if (customer.promisedAtMs !== null) this.isGivenUp(customer)
    else if (isCounted) {
      line.counts.abandoned++
      line.counts.waitMs += waitMs
      if (isInTime(line, waitMs)) line.counts.abandonedInThreshold++
    }
    this.ends(customer)
    this.mayComeAgain(customer)
  }

  /** He waits from now on, though not for the first time. */
  waitsOn(customer: Customer): void {
    customer.state = 'waiting'
    customer.waitsSinceMs = this.#operation.nowMs
    this.waiting++
  }

  /** Back from a flow, into which his queue had sent him: that was no wait. */
  waitsAgain(customer: Customer, sinceMs: number): void {
    const { nowMs } = this.#operation
    customer.waitFromMs += nowMs - sinceMs
    this.waitsOn(customer)
    if (customer.patienceMs === Number.POSITIVE_INFINITY) return
    this.#leavesAt(Math.max(nowMs, customer.waitFromMs + customer.patienceMs), customer, customer.promisedAtMs)
  }

  /** Called ahead of an agent he waits for him, with the patience that he has. */
  waitsForAgent(customer: Customer): void {
    this.open--
    this.waitsOn(customer)
    this.#mayLosePatience(customer)
  }

  /** @returns how long he has waited since he came */
  stopsWaiting({ line, waitFromMs, waitsSinceMs }: Customer, atMs = this.#operation.nowMs): number {
    this.waiting--
    line.counts.waitingArea += this.#counted.within(waitsSinceMs, atMs)
    return Math.max(0, atMs - waitFromMs)
  }

  /** Who finds somebody free is told nothing worth comparing, nor who waits elsewhere by now. */
  isTold(customer: Customer, atMs: number, expected: ForetoldWait | undefined): void {
    if (!expected || expected.by === 'free') return
    if (customer.state !== 'waiting' && customer.state !== 'greeted') return
    customer.foretold = atMs - customer.waitFromMs <= this.#operation.slackMs ? expected : null
  }

  isDiverted(customer: Customer, atMs: number): void {
    if (customer.isCounted && !customer.isDiverted) customer.line.counts.diverted++
    customer.isDiverted = true
    if (atMs - customer.waitFromMs > this.#operation.slackMs) customer.foretold = null
  }

  // --- what becomes of them ---

  isTurnedAway(customer: Customer): void {
    this.stopsWaiting(customer)
    if (customer.isCounted) customer.line.counts.blocked++
    this.forget(customer)
    this.#operation.isTurnedAway(customer)
    this.mayComeAgain(customer)
  }

  /** He hangs up, and will be called by this name. */
  isPromised(customer: Customer, callbackId: InteractionId): void {
    this.stopsWaiting(customer)
    this.open++
    if (customer.isCounted) customer.line.counts.promised++
    customer.state = 'promised'
    customer.hasAsked = false
    customer.promisedAtMs = this.#operation.nowMs
    customer.foretold = null
    customer.turn++
    this.isCalled(customer, callbackId)
  }

  /** He was called back, and not reached. */
  isGivenUp({ line, isCounted }: Customer): void {
    if (isCounted) line.counts.givenUp++
  }

  /** Somebody talks to him at a number outside, as long as he wants. */
  talksOutside(customer: Customer): void {
    const { nowMs } = this.#operation
    customer.state = 'outside'
    customer.talksSinceMs = nowMs
    this.#operation.at(nowMs + customer.handleMs, () => {
      if (customer.state === 'outside') this.ends(customer)
    })
  }

  /** He never came through, or was cut off while he waited. */
  #isLost(customer: Customer): void {
    if (customer.isCounted && customer.hasReached) customer.line.counts.lost++
    if (customer.carrier?.isDown && customer.isCounted) customer.carrier.counts.lost++
    customer.state = 'gone'
    this.mayComeAgain(customer)
  }

  /** His line is dead, and he did not hang up. */
  isDropped(customer: Customer, isRefused: boolean): void {
    const { state } = customer
    if (!isHere(customer)) return
    if (state === 'in-flow') this.#isLostInFlow(customer)
    else this.stopsWaiting(customer)
    if (isRefused) this.refused++
    this.forget(customer)
    if (customer.promisedAtMs === null) this.#isLost(customer)
    else this.isGivenUp(customer)
  }

  /** A carrier failed: whoever waits or talks over it is gone. */
  cutsOffAll(carrier: Customer['carrier'], wasCutOff: (customer: Customer) => void): void {
    const cut = this.all().filter((customer) => customer.carrier === carrier)
    // First whoever waits: nobody of them comes to talk because another one is gone.
    for (const customer of [...cut.filter(isHere), ...cut.filter((one) => !isHere(one))]) {
      const { state } = customer
      if (isHere(customer)) {
        if (state === 'in-flow') this.#isLostInFlow(customer)
        else this.stopsWaiting(customer)
        this.ends(customer, 'connection-lost')
        if (customer.promisedAtMs === null) this.#isLost(customer)
        else this.isGivenUp(customer)
      } else if (isOnLine(customer.line.queue) && talking.includes(state) && customer.leftAtMs === null) {
        if (customer.isCounted && customer.carrier) customer.carrier.counts.cutOff++
        this.ends(customer, 'connection-lost')
        wasCutOff(customer)
      }
    }
  }

  #isLostInFlow(customer: Customer): void {
    // Before he came into it there is nothing to leave.
    if (customer.inFlow) this.onLostInFlow(customer)
    else this.open--
  }

  /** He is gone: the core hears of it. */
  ends(customer: Customer, reason: 'customer-left' | 'connection-lost' = 'customer-left'): void {
    this.forget(customer)
    this.#operation.leaves(customer, reason)
  }

  /** The product has ended it itself, or will. */
  forget(customer: Customer): void {
    customer.state = 'gone'
    this.#byId.delete(customer.interactionId)
    this.#byLeg.delete(customer.legId)
    this.#operation.forgets(customer)
  }

  mayComeAgain({ line, door, tries }: Customer, rest?: Rest): void {
    const { retrial } = line
    if (!retrial || tries >= retrial.most || retrial.chance() >= retrial.share) return
    const atMs = this.#operation.nowMs + retrial.afterMs()
    if (atMs >= this.#counted.horizonMs) return
    this.#operation.at(atMs, () => this.#comes(door, tries + 1, rest))
  }

  /** It is over: whoever still waits. */
  close(): void {
    const { horizonMs, within } = this.#counted
    for (const { state, line, waitsSinceMs, isCounted, isAnswered, promisedAtMs } of this.#byId.values()) {
      if (state !== 'waiting' && state !== 'greeted' && state !== 'speaking') continue
      if (state === 'waiting') line.counts.waitingArea += within(waitsSinceMs, horizonMs)
      if (isCounted && !isAnswered && promisedAtMs === null) line.counts.unfinished++
    }
  }
}

/** On the line, and not in anybody's hands. */
const isHere = ({ state }: Customer): boolean => state === 'waiting' || state === 'greeted' || state === 'in-flow'
const talking: readonly Customer['state'][] = ['put-through', 'served', 'outside']
const hearsOutMs = 5000
