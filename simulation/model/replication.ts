import { available } from '#domain/agents/index.ts'
import { decide, decideInPlace, nextDueMs, type RoutingCommand, type RoutingEvent } from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, LegId, OfferId } from '#kernel/ids.ts'
import { arrivalsOf, type NextArrivalMs } from './arrivals.ts'
import { type GroupCounts, noCounts, type QueueCounts, type ReplicationCounts } from './counts.ts'
import { type DrawMs, drawsOf } from './distributions.ts'
import { EventHeap } from './event-heap.ts'
import { beginIn, beginningMs, edgeId, type House, type PresenceChange, queueIdAt } from './house.ts'
import type { Model } from './model.ts'
import { placeOf, streamAt, type Uniform } from './random-stream.ts'

/** A queue of the model, and its own chance. */
interface Line {
  readonly index: number
  readonly counts: QueueCounts
  readonly thresholdMs: number
  /** Nobody waits in it. */
  readonly hasNoPlace: boolean
  readonly nextArrivalMs: NextArrivalMs
  readonly handleMs: DrawMs
  readonly patienceMs: DrawMs | null
  readonly retrial: {
    readonly share: number
    readonly afterMs: DrawMs
    readonly most: number
    readonly chance: Uniform
  } | null
}

interface Customer {
  readonly line: Line
  readonly interactionId: InteractionId
  readonly cameAtMs: number
  readonly handleMs: number
  readonly patienceMs: number
  /** Came after the warm-up. */
  readonly isCounted: boolean
  /** How often he came before. */
  readonly tries: number
  state: 'waiting' | 'served' | 'gone'
  /** What he was told when he came and nobody was free for him. */
  foretold: ForetoldWait | null
}
type ForetoldWait = NonNullable<Extract<RoutingEvent, { type: 'InteractionQueued' }>['expected']>

type Happening =
  | { readonly kind: 'arrival'; readonly line: Line }
  | { readonly kind: 'retrial'; readonly line: Line; readonly tries: number }
  | { readonly kind: 'served' | 'impatient'; readonly customer: Customer }
  | { readonly kind: 'presence'; readonly change: PresenceChange }
  | { readonly kind: 'accept'; readonly offerId: OfferId; readonly agentId: AgentId }
  | { readonly kind: 'back'; readonly agentId: AgentId }

/** How agents of a group answer, and their chance. */
interface Habits {
  readonly ringMs: DrawMs
  readonly missShare: number
  readonly backAfterMs: number
  readonly chance: Uniform
}

/** Streams of one queue, in this order; after those of all queues come one of each group of agents. */
const purposes = ['arrivals', 'handle', 'patience', 'retrial'] as const
const usualBackAfterMs = 60_000

/**
 * One replication of a model: the decider itself, and around it only customers who come, lose patience and are served, in a
 * time of its own. Chance is drawn when a customer comes, whatever becomes of him, so worlds that are compared under one seed
 * meet the same customers.
 */
export function replicate(model: Model, house: House, seed: number, replication: number): ReplicationCounts {
  return new Replication(model, house, seed, replication).run()
}

class Replication {
  readonly #horizonMs: number
  readonly #warmupMs: number
  readonly #isDrained: boolean
  readonly #house: House
  readonly #state
  readonly #lines: readonly Line[]
  readonly #groups: GroupCounts[]
  readonly #habits: readonly (Habits | null)[]
  readonly #happenings = new EventHeap<Happening>()
  readonly #customers = new Map<InteractionId, Customer>()
  /** Since when agents with shifts are there. */
  readonly #hereSinceMs = new Map<AgentId, number>()
  /** Until when an agent has his present customer, or had his last. */
  readonly #busyUntilMs = new Map<AgentId, number>()
  readonly #letters: string
  #nowMs = 0
  #offers = 0
  #came = 0
  #waiting = 0
  #decisions = 0

  constructor(model: Model, house: House, seed: number, replication: number) {
    this.#horizonMs = model.horizonMs
    this.#warmupMs = model.warmupMs ?? 0
    this.#isDrained = model.drain ?? false
    this.#house = house
    this.#state = beginIn(house)
    // The decider draws its lots by an offer's letters, so each replication has letters of its own.
    this.#letters = `${seed}_${replication}`
    const place = placeOf(seed)
    this.#lines = model.queues.map((queue, index) => {
      const of = (purpose: (typeof purposes)[number]) =>
        streamAt(place, index * purposes.length + purposes.indexOf(purpose), replication)
      const { retrial = null, patience = null } = queue
      const again = retrial && of('retrial')
      return {
        index,
        counts: noCounts(),
        thresholdMs: queue.serviceLevel?.thresholdMs ?? usualThresholdMs,
        hasNoPlace: queue.places === 0,
        nextArrivalMs: arrivalsOf(queue.arrivals, of('arrivals')),
        handleMs: drawsOf(queue.handle, of('handle')),
        patienceMs: patience && drawsOf(patience, of('patience')),
        retrial: retrial &&
          again && {
            share: retrial.share,
            afterMs: drawsOf(retrial.after, again),
            most: retrial.most ?? 1,
            chance: again,
          },
      }
    })
    this.#groups = model.agents.map(() => ({ busyMs: 0, staffedMs: 0 }))
    this.#habits = model.agents.map(({ answers }, group) => {
      if (!answers) return null
      const chance = streamAt(place, model.queues.length * purposes.length + group, replication)
      const { after = { constantMs: 0 }, missShare = 0, backAfterMs = usualBackAfterMs } = answers
      return { ringMs: drawsOf(after, chance), missShare, backAfterMs, chance }
    })
    for (const [agentId, group] of house.groupOf) {
      if (model.agents[group]?.shifts === undefined) this.#staff(agentId, 0, this.#horizonMs)
      else if (this.#state.agents.get(agentId)?.presence.kind === 'available') this.#hereSinceMs.set(agentId, 0)
    }
  }

  run(): ReplicationCounts {
    for (const change of this.#house.presenceChanges) this.#happenings.add(change.atMs, { kind: 'presence', change })
    for (const line of this.#lines) this.#expectArrival(line)
    for (;;) {
      const atMs = Math.min(this.#happenings.nextAtMs(), this.#dueMs())
      if (atMs === Number.POSITIVE_INFINITY) break
      if (atMs >= this.#horizonMs && (!this.#isDrained || this.#waiting === 0)) break
      this.#nowMs = atMs
      if (this.#dueMs() <= atMs) {
        const decided = this.#decides({ type: 'AdvanceTime' })
        assert(decided.length > 0, 'what is due is decided')
        this.#follows(decided)
      } else this.#happens(this.#happenings.take() as Happening)
    }
    this.#close()
    return { queues: this.#lines.map(({ counts }) => counts), agents: this.#groups, decisions: this.#decisions }
  }

  #dueMs(): number {
    return (nextDueMs(this.#state) ?? Number.POSITIVE_INFINITY) - beginningMs
  }

  #happens(happening: Happening): void {
    switch (happening.kind) {
      case 'arrival':
        this.#expectArrival(happening.line)
        this.#comes(happening.line, 0)
        return
      case 'retrial':
        this.#comes(happening.line, happening.tries)
        return
      case 'served':
        happening.customer.state = 'gone'
        this.#ends(happening.customer)
        return
      case 'impatient':
        if (happening.customer.state === 'waiting') this.#leaves(happening.customer)
        return
      case 'presence':
        this.#changesPresence(happening.change)
        return
      case 'accept': {
        const { offerId, agentId } = happening
        if (this.#state.offers.has(offerId)) this.#does({ type: 'AcceptOffer', offerId, agentId })
        return
      }
      case 'back': {
        const { agentId } = happening
        if (this.#state.agents.get(agentId)?.presence.kind !== 'notReady') return
        this.#does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
        return
      }
    }
  }

  #expectArrival(line: Line): void {
    const atMs = line.nextArrivalMs()
    if (atMs < this.#horizonMs) this.#happenings.add(atMs, { kind: 'arrival', line })
  }

  #comes(line: Line, tries: number): void {
    const interactionId = `int_${String(++this.#came).padStart(9, '0')}` as InteractionId
    const customer: Customer = {
      line,
      interactionId,
      cameAtMs: this.#nowMs,
      handleMs: line.handleMs(),
      patienceMs: line.patienceMs?.() ?? Number.POSITIVE_INFINITY,
      isCounted: this.#nowMs >= this.#warmupMs,
      tries,
      state: 'waiting',
      foretold: null,
    }
    if (customer.isCounted) line.counts.offered++
    this.#customers.set(interactionId, customer)
    const queueId = queueIdAt(line.index)
    this.#does({
      type: 'BeginInteraction',
      interactionId,
      kind: 'call',
      edgeId,
      customerLegId: `leg_c${this.#came}` as LegId,
      entry: { queueId, greeting: null },
    })
    const command = { type: 'EnqueueInteraction', interactionId, queueId } as const
    if (line.hasNoPlace && !this.#wouldBeAsked(command)) {
      this.#isTurnedAway(customer)
      return
    }
    const queued = this.#decides(command)
    if (queued.some((event) => event.type === 'InteractionDiverted')) {
      this.#isTurnedAway(customer)
      return
    }
    this.#waiting++
    this.#follows(queued)
    if (customer.state !== 'waiting') return
    if (customer.isCounted) line.counts.delayed++
    if (customer.patienceMs < Number.POSITIVE_INFINITY) {
      this.#happenings.add(this.#nowMs + customer.patienceMs, { kind: 'impatient', customer })
    }
  }

  #isTurnedAway(customer: Customer): void {
    if (customer.isCounted) customer.line.counts.blocked++
    customer.state = 'gone'
    this.#ends(customer)
    this.#mayComeAgain(customer)
  }

  #leaves(customer: Customer): void {
    const { line, isCounted } = customer
    const waitMs = this.#stopsWaiting(customer)
    customer.state = 'gone'
    if (isCounted) {
      line.counts.abandoned++
      line.counts.waitMs += waitMs
      if (waitMs <= line.thresholdMs) line.counts.abandonedInThreshold++
    }
    this.#ends(customer)
    this.#mayComeAgain(customer)
  }

  #ends({ interactionId }: Customer): void {
    this.#customers.delete(interactionId)
    this.#does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
  }

  #mayComeAgain({ line, tries }: Customer): void {
    const { retrial } = line
    if (!retrial || tries >= retrial.most || retrial.chance() >= retrial.share) return
    const atMs = this.#nowMs + retrial.afterMs()
    if (atMs < this.#horizonMs) this.#happenings.add(atMs, { kind: 'retrial', line, tries: tries + 1 })
  }

  #isAnswered(customer: Customer, agentId: AgentId): void {
    const { line, isCounted } = customer
    const waitMs = this.#stopsWaiting(customer)
    customer.state = 'served'
    if (isCounted) {
      line.counts.answered++
      line.counts.answeredWaitMs += waitMs
      line.counts.waitMs += waitMs
      if (waitMs <= line.thresholdMs) line.counts.answeredInThreshold++
      if (customer.foretold) {
        const { lowMs, highMs, likelyMs } = customer.foretold
        line.counts.foretold++
        line.counts.foretoldErrorMs += Math.abs(waitMs - likelyMs)
        if (waitMs >= lowMs && waitMs <= highMs) line.counts.foretoldWithin++
      }
    }
    const endMs = this.#nowMs + customer.handleMs
    const group = this.#groups[this.#house.groupOf.get(agentId) ?? -1]
    if (group) group.busyMs += this.#within(this.#nowMs, endMs)
    this.#busyUntilMs.set(agentId, endMs)
    this.#happenings.add(endMs, { kind: 'served', customer })
  }

  /** @returns how long he waited */
  #stopsWaiting({ line, cameAtMs }: Customer): number {
    this.#waiting--
    line.counts.waitingArea += this.#within(cameAtMs, this.#nowMs)
    return this.#nowMs - cameAtMs
  }

  #changesPresence({ agentId, presence }: PresenceChange): void {
    if (presence.kind !== 'available') this.#goes(agentId)
    else this.#hereSinceMs.set(agentId, Math.max(this.#nowMs, this.#busyUntilMs.get(agentId) ?? 0))
    this.#does({ type: 'SetPresence', agentId, presence, by: 'agent' })
  }

  /** Whoever still talks to a customer goes after him. */
  #goes(agentId: AgentId): void {
    const sinceMs = this.#hereSinceMs.get(agentId)
    this.#hereSinceMs.delete(agentId)
    const untilMs = Math.max(this.#nowMs, this.#busyUntilMs.get(agentId) ?? 0)
    if (sinceMs !== undefined) this.#staff(agentId, sinceMs, untilMs)
  }

  #staff(agentId: AgentId, fromMs: number, toMs: number): void {
    const group = this.#groups[this.#house.groupOf.get(agentId) ?? -1]
    if (group) group.staffedMs += this.#within(fromMs, toMs)
  }

  /** How much of it counts: from the end of the warm-up to the horizon. */
  #within(fromMs: number, toMs: number): number {
    return Math.max(0, Math.min(toMs, this.#horizonMs) - Math.max(fromMs, this.#warmupMs))
  }

  /** Whoever still waits, and whoever is still there. */
  #close(): void {
    for (const { state, line, cameAtMs, isCounted } of this.#customers.values()) {
      if (state !== 'waiting') continue
      line.counts.waitingArea += this.#within(cameAtMs, this.#horizonMs)
      if (isCounted) line.counts.unfinished++
    }
    this.#nowMs = this.#horizonMs
    for (const agentId of [...this.#hereSinceMs.keys()]) this.#goes(agentId)
  }

  #does(command: RoutingCommand): void {
    this.#follows(this.#decides(command))
  }

  /** Whether somebody is free for him: the decider is asked what would be, and only reads. */
  #wouldBeAsked(command: Extract<RoutingCommand, { type: 'EnqueueInteraction' }>): boolean {
    const newOfferId = () => `off_${this.#letters}_never` as OfferId
    const decided = decide(this.#state, command, { nowMs: beginningMs + this.#nowMs, newOfferId })
    return decided.ok && decided.value.some(({ type }) => type === 'OfferMade')
  }

  #decides(command: RoutingCommand): readonly RoutingEvent[] {
    this.#decisions++
    const decided = decideInPlace(this.#state, command, {
      nowMs: beginningMs + this.#nowMs,
      newOfferId: () => `off_${this.#letters}_${++this.#offers}` as OfferId,
    })
    assert(decided.ok, `${command.type} is refused: ${decided.ok ? '' : decided.error.code}`)
    return decided.value
  }

  #follows(events: readonly RoutingEvent[]): void {
    for (const event of events) {
      if (event.type === 'InteractionQueued') this.#isTold(event.interactionId, event.expected)
      else if (event.type === 'OfferMade') this.#rings(event.agentId, event.offerId)
      else if (event.type === 'PresenceChanged' && event.cause === 'missed-offer') this.#missed(event.agentId)
      else if (event.type === 'OfferAccepted') {
        const customer = this.#customers.get(event.interactionId)
        assert(customer?.state === 'waiting', 'only who waits is answered')
        this.#isAnswered(customer, event.agentId)
      }
    }
  }

  /** Who finds somebody free is told nothing worth comparing. */
  #isTold(interactionId: InteractionId, expected: ForetoldWait | undefined): void {
    const customer = this.#customers.get(interactionId)
    if (customer && expected && expected.by !== 'free') customer.foretold = expected
  }

  #rings(agentId: AgentId, offerId: OfferId): void {
    const habits = this.#habitsOf(agentId)
    // Whose habits are not told has answered already.
    if (!habits || habits.chance() < habits.missShare) return
    this.#happenings.add(this.#nowMs + habits.ringMs(), { kind: 'accept', offerId, agentId })
  }

  #missed(agentId: AgentId): void {
    const habits = this.#habitsOf(agentId)
    if (habits) this.#happenings.add(this.#nowMs + habits.backAfterMs, { kind: 'back', agentId })
  }

  #habitsOf = (agentId: AgentId): Habits | null => this.#habits[this.#house.groupOf.get(agentId) ?? -1] ?? null
}

export const usualThresholdMs = 20_000
