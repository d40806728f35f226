import { noWishes, type Preference, type Wishes } from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'
import type { Carriers } from './carriers.ts'
import type { Customer, ForetoldWait, Rest } from './customer.ts'
import type { Deciding } from './deciding.ts'
import type { Habits } from './habits.ts'
import { beginningMs, edgeId } from './house.ts'
import { isOnLine, type Line } from './line.ts'

/** The times that count: from the end of the warm-up to the horizon. */
export interface Counted {
  readonly horizonMs: number
  readonly warmupMs: number
  within(fromMs: number, toMs: number): number
}

/**
 * Customers: they come, wait, lose patience, are served and come again. Chance is drawn when one comes, whatever becomes of
 * him, so worlds that are compared under one seed meet the same customers.
 */
export class Customers {
  readonly #byId = new Map<InteractionId, Customer>()
  readonly #deciding: Deciding
  readonly #counted: Counted
  readonly #habits: Habits
  readonly #carriers: () => Carriers
  readonly #graceMs: number
  /** How many wait now. */
  waiting = 0
  /** Who was refused because there was no core for too long. */
  refused = 0
  #came = 0

  constructor(
    deciding: Deciding,
    counted: Counted,
    habits: Habits,
    { carriers, graceMs }: { readonly carriers: () => Carriers; readonly graceMs: number },
  ) {
    this.#deciding = deciding
    this.#counted = counted
    this.#habits = habits
    this.#carriers = carriers
    this.#graceMs = graceMs
  }

  of = (interactionId: InteractionId): Customer | undefined => this.#byId.get(interactionId)

  /** Every leg that an edge carries for them. */
  legIds = (): readonly LegId[] =>
    this.all().flatMap(({ isKnown, legId, outsideLegId }) =>
      isKnown ? [legId, ...(outsideLegId === null ? [] : [outsideLegId])] : [],
    )

  all = (): readonly Customer[] => [...this.#byId.values()]

  newInteractionId(): InteractionId {
    return `int_${String(++this.#came).padStart(9, '0')}` as InteractionId
  }

  expect(line: Line): void {
    const atMs = line.nextArrivalMs()
    if (atMs >= this.#counted.horizonMs) return
    this.#deciding.at(atMs, () => {
      this.expect(line)
      this.#comes(line, 0, undefined)
    })
  }

  #comes(line: Line, tries: number, rest: Rest | undefined): void {
    const { nowMs } = this.#deciding
    const interactionId = this.newInteractionId()
    const handleMs = line.handleMs()
    const customer: Customer = {
      line,
      interactionId,
      legId: `leg_c${this.#came}` as LegId,
      outsideLegId: null,
      cameAtMs: nowMs,
      handleMs: rest?.handleMs ?? handleMs,
      patienceMs: line.patienceMs?.() ?? Number.POSITIVE_INFINITY,
      isCounted: nowMs >= this.#counted.warmupMs,
      tries,
      carrier: line.carrier && this.#carriers().next(line.carrier),
      lastAgentId: rest?.lastAgentId,
      state: 'waiting',
      isKnown: false,
      waitsSinceMs: nowMs,
      promisedAtMs: null,
      isDiverted: false,
      isAnswered: false,
      agentId: null,
      talksSinceMs: 0,
      turn: 0,
      foretold: null,
    }
    if (customer.isCounted) line.counts.offered++
    if (customer.carrier?.isDown) {
      this.#isLost(customer)
      return
    }
    this.#byId.set(interactionId, customer)
    if (this.#deciding.isDown) this.#isHeld(customer)
    else if (this.#isTaken(customer)) this.#mayLosePatience(customer)
  }

  /** There is no core: the edge plays him music, for a while. */
  #isHeld(customer: Customer): void {
    const { nowMs } = this.#deciding
    this.waiting++
    this.#mayLosePatience(customer)
    // Whoever brings work from another system tries it again.
    const graceMs = isOnLine(customer.line.queue) ? this.#graceMs : Number.POSITIVE_INFINITY
    this.#deciding.at(nowMs + graceMs, () => {
      if (customer.state !== 'waiting' || customer.isKnown) return
      this.stopsWaiting(customer)
      this.refused++
      this.#byId.delete(customer.interactionId)
      this.#isLost(customer)
    })
    this.#deciding.tell(() => {
      if (customer.state !== 'waiting') return
      this.waiting--
      this.#isTaken(customer)
    })
  }

  /** @returns whether he waits now */
  #isTaken(customer: Customer): boolean {
    const { line, interactionId, legId } = customer
    const { queueId, queue } = line
    const { channel = 'voice' } = queue
    const wishes = wishesOf(customer, this.#deciding.state.agents)
    customer.isKnown = true
    this.waiting++
    if (channel !== 'voice') {
      const { dueAfterMs } = queue
      const dueAtMs = dueAfterMs === undefined ? null : Math.round(beginningMs + this.#deciding.nowMs + dueAfterMs)
      this.#deciding.does({ type: 'BeginTask', interactionId, channel, queueId, dueAtMs, ...(wishes && { wishes }) })
    } else {
      const entry = { queueId, greeting: null }
      this.#deciding.does({
        type: 'BeginInteraction',
        interactionId,
        kind: 'call',
        edgeId,
        customerLegId: legId,
        entry,
      })
      const command = { type: 'EnqueueInteraction', interactionId, queueId, ...(wishes && { wishes }) } as const
      if (queue.places === 0 && !this.#deciding.wouldBeAsked(command)) this.isTurnedAway(customer)
      else this.#deciding.does(command)
    }
    const isWaiting = customer.state === 'waiting'
    const hasWaited = customer.cameAtMs < this.#deciding.nowMs
    if ((isWaiting || hasWaited) && customer.isCounted) line.counts.delayed++
    return isWaiting
  }

  #mayLosePatience(customer: Customer): void {
    if (customer.patienceMs === Number.POSITIVE_INFINITY) return
    const { promisedAtMs } = customer
    this.#deciding.at(this.#deciding.nowMs + customer.patienceMs, () => {
      // Whoever was called since has patience anew.
      const isSameWait = customer.state === 'waiting' && customer.promisedAtMs === promisedAtMs
      if (isSameWait && !customer.isAnswered) this.#leaves(customer)
    })
  }

  isTurnedAway(customer: Customer): void {
    this.stopsWaiting(customer)
    if (customer.isCounted) customer.line.counts.blocked++
    this.#ends(customer)
    this.#mayComeAgain(customer)
  }

  #leaves(customer: Customer): void {
    const { line, isCounted } = customer
    const waitMs = this.stopsWaiting(customer)
    if (customer.promisedAtMs !== null) this.isGivenUp(customer)
    else if (isCounted) {
      line.counts.abandoned++
      line.counts.waitMs += waitMs
      if (waitMs <= line.thresholdMs) line.counts.abandonedInThreshold++
    }
    this.#ends(customer)
    this.#mayComeAgain(customer)
  }

  /** He was called back, and not reached. */
  isGivenUp({ line, isCounted }: Customer): void {
    if (isCounted) line.counts.givenUp++
  }

  /** He is gone: the core hears of it. */
  #ends(customer: Customer, reason: 'customer-left' | 'connection-lost' = 'customer-left'): void {
    const { interactionId } = customer
    customer.state = 'gone'
    this.#byId.delete(interactionId)
    this.#deciding.tell(() => {
      if (!customer.isKnown) return
      if (!isOnLine(customer.line.queue))
        this.#deciding.does({ type: 'EndInteraction', interactionId, reason: 'cancelled' })
      else this.#deciding.does({ type: 'CustomerLeft', interactionId, reason })
    })
  }

  /** The decider has ended it itself. */
  forget(customer: Customer): void {
    customer.state = 'gone'
    this.#byId.delete(customer.interactionId)
  }

  #isLost(customer: Customer): void {
    if (customer.isCounted) customer.line.counts.lost++
    if (customer.carrier?.isDown && customer.isCounted) customer.carrier.counts.lost++
    customer.state = 'gone'
    this.#mayComeAgain(customer)
  }

  #mayComeAgain({ line, tries }: Customer, rest?: Rest): void {
    const { retrial } = line
    if (!retrial || tries >= retrial.most || retrial.chance() >= retrial.share) return
    const atMs = this.#deciding.nowMs + retrial.afterMs()
    if (atMs >= this.#counted.horizonMs) return
    this.#deciding.at(atMs, () => this.#comes(line, tries + 1, rest))
  }

  isAnswered(customer: Customer, agentId: AgentId): void {
    assert(customer.state === 'waiting', 'only who waits is answered')
    const { isCounted, promisedAtMs } = customer
    const isFirst = !customer.isAnswered
    this.stopsWaiting(customer)
    if (promisedAtMs !== null) this.isReached(customer)
    else if (isCounted && isFirst) this.#countAnswer(customer, this.#deciding.nowMs - customer.cameAtMs)
    customer.isAnswered = true
    this.talks(customer, agentId)
  }

  #countAnswer({ line, foretold }: Customer, waitMs: number): void {
    const { counts } = line
    counts.answered++
    counts.answeredWaitMs += waitMs
    counts.waitMs += waitMs
    if (waitMs <= line.thresholdMs) counts.answeredInThreshold++
    if (!foretold) return
    const { lowMs, highMs, likelyMs } = foretold
    counts.foretold++
    counts.foretoldErrorMs += Math.abs(waitMs - likelyMs)
    if (waitMs >= lowMs && waitMs <= highMs) counts.foretoldWithin++
  }

  isReached({ line, isCounted, promisedAtMs }: Customer): void {
    if (!isCounted || promisedAtMs === null) return
    line.counts.reached++
    line.counts.callbackWaitMs += this.#deciding.nowMs - promisedAtMs
  }

  /** He has an agent, until all is said or somebody cuts him off. */
  talks(customer: Customer, agentId: AgentId): void {
    const { nowMs } = this.#deciding
    const cutAfter = this.#habits.cutsOff(agentId)
    customer.state = 'served'
    customer.agentId = agentId
    customer.talksSinceMs = nowMs
    const turn = ++customer.turn
    const lengthMs = cutAfter === null ? customer.handleMs : customer.handleMs * cutAfter
    this.#deciding.at(nowMs + lengthMs, () => {
      if (customer.state !== 'served' || customer.turn !== turn) return
      if (cutAfter === null && isOnLine(customer.line.queue)) this.#ends(customer)
      else this.#isEndedBy(customer, agentId, cutAfter !== null)
    })
  }

  /** The agent ends it: work is done, or the customer is cut off by mistake. */
  #isEndedBy(customer: Customer, agentId: AgentId, isMistake: boolean): void {
    const { interactionId } = customer
    this.forget(customer)
    this.#deciding.tell(() => {
      const { engagement } = this.#deciding.state.interactions.get(interactionId) ?? {}
      if (engagement?.agentId === agentId) {
        this.#deciding.does({ type: 'EndInteraction', interactionId, reason: 'agent-ended', agentId })
      }
    })
    if (isMistake) this.#wasCutOff(customer)
  }

  #wasCutOff(customer: Customer): void {
    const { line, isCounted, agentId, handleMs, talksSinceMs } = customer
    if (isCounted) line.counts.cutOff++
    const leftMs = Math.max(0, handleMs - (this.#deciding.nowMs - talksSinceMs))
    this.#mayComeAgain(customer, { handleMs: leftMs, lastAgentId: agentId ?? undefined })
  }

  /** A carrier failed: whoever waits or talks over it is gone. */
  cutsOffAll(carrier: Customer['carrier']): void {
    const cut = this.all().filter((customer) => customer.carrier === carrier)
    // First whoever waits: nobody of them comes to talk because another one is gone.
    const isWaiting = ({ state }: Customer) => state === 'waiting'
    for (const customer of [...cut.filter(isWaiting), ...cut.filter((one) => !isWaiting(one))]) {
      if (customer.state === 'waiting') {
        this.stopsWaiting(customer)
        this.#ends(customer, 'connection-lost')
        if (customer.promisedAtMs === null) this.#isLost(customer)
        else this.isGivenUp(customer)
      } else if (customer.state === 'served' || customer.state === 'outside') {
        if (customer.isCounted && customer.carrier) customer.carrier.counts.cutOff++
        this.#ends(customer, 'connection-lost')
        this.#wasCutOff(customer)
      }
    }
  }

  /** A task goes back to where it waited, with what is left of it. */
  isReturned(customer: Customer): void {
    if (customer.state !== 'served') return
    const { nowMs } = this.#deciding
    customer.handleMs = Math.max(0, customer.handleMs - (nowMs - customer.talksSinceMs))
    customer.turn++
    this.waitsOn(customer)
  }

  /** He waits from now on, though not for the first time. */
  waitsOn(customer: Customer): void {
    customer.state = 'waiting'
    customer.waitsSinceMs = this.#deciding.nowMs
    this.waiting++
  }

  /** Called ahead of an agent he waits for him, with the patience that he has. */
  waitsForAgent(customer: Customer): void {
    this.waitsOn(customer)
    this.#mayLosePatience(customer)
  }

  /** Somebody outside has answered. */
  isServedOutside(customer: Customer): void {
    const { nowMs } = this.#deciding
    this.stopsWaiting(customer)
    if (customer.isCounted) customer.line.counts.outside++
    customer.state = 'outside'
    customer.talksSinceMs = nowMs
    this.#deciding.at(nowMs + customer.handleMs, () => {
      if (customer.state === 'outside') this.#ends(customer)
    })
  }

  /** He hangs up, and is called by this name. */
  isPromised(customer: Customer, callbackId: InteractionId): void {
    this.stopsWaiting(customer)
    if (customer.isCounted) customer.line.counts.promised++
    customer.state = 'promised'
    customer.promisedAtMs = this.#deciding.nowMs
    customer.foretold = null
    customer.turn++
    this.#byId.delete(customer.interactionId)
    customer.interactionId = callbackId
    this.#byId.set(callbackId, customer)
  }

  /** @returns how long he has waited since he came */
  stopsWaiting({ line, cameAtMs, waitsSinceMs }: Customer): number {
    const { nowMs } = this.#deciding
    this.waiting--
    line.counts.waitingArea += this.#counted.within(waitsSinceMs, nowMs)
    return nowMs - cameAtMs
  }

  /** Who finds somebody free is told nothing worth comparing, nor who waits elsewhere by now. */
  isTold(interactionId: InteractionId, expected: ForetoldWait | undefined): void {
    const customer = this.#byId.get(interactionId)
    if (!customer || !expected || expected.by === 'free' || customer.state !== 'waiting') return
    customer.foretold = customer.cameAtMs === this.#deciding.nowMs ? expected : null
  }

  isDiverted(customer: Customer): void {
    if (customer.isCounted && !customer.isDiverted) customer.line.counts.diverted++
    customer.isDiverted = true
    if (customer.cameAtMs < this.#deciding.nowMs) customer.foretold = null
  }

  /** It is over: whoever still waits. */
  close(): void {
    const { horizonMs, within } = this.#counted
    for (const { state, line, waitsSinceMs, isCounted, isAnswered, promisedAtMs } of this.#byId.values()) {
      if (state !== 'waiting') continue
      line.counts.waitingArea += within(waitsSinceMs, horizonMs)
      if (isCounted && !isAnswered && promisedAtMs === null) line.counts.unfinished++
    }
  }
}

/** What he asks for himself; undefined: nothing. */
function wishesOf({ line, lastAgentId }: Customer, agents: ReadonlyMap<AgentId, unknown>): Wishes | undefined {
  const place = line.place?.()
  const agentId = line.preferred?.()
  const { lastAgentPatienceMs, preferred: named } = line.queue
  const preferred: Preference[] = []
  if (agentId && named && agents.has(agentId)) preferred.push({ agentId, why: 'named', patienceMs: named.patienceMs })
  if (lastAgentId && lastAgentPatienceMs !== undefined && lastAgentId !== agentId) {
    preferred.push({ agentId: lastAgentId, why: 'last-agent', patienceMs: lastAgentPatienceMs })
  }
  if (!place && preferred.length === 0) return undefined
  return { ...noWishes, ...(place && { place }), ...(preferred.length > 0 && { preferred }) }
}
