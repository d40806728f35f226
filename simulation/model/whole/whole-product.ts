import type { RoutingCommand, RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import {
  type AgentId,
  type InteractionId,
  type LegId,
  newId,
  type PlayId,
  type QueueId,
  type TrunkId,
} from '#kernel/ids.ts'
import { type Random, seededRandom } from '#kernel/random.ts'
import type { EndReason } from '#protocol/edge/index.ts'
import type { KnownCustomer } from '#server/known-customers.ts'
import type { ProcessPlan } from '#server/processes/index.ts'
import { VirtualClock } from '../../clock.ts'
import { SimulatedCore } from '../../core.ts'
import { SimulatedEdge } from '../../edge.ts'
import type { Customer } from '../customer.ts'
import { lengthOfSound, publishedOf } from '../flows/published.ts'
import { beginIn, edgeId, entranceIdAt, type House, queueIdAt, stationOf } from '../house.ts'
import { isOnLine } from '../line.ts'
import type { Model } from '../model.ts'
import { beginningMs } from '../moments.ts'
import { nobody, type Operation, type People } from '../operation.ts'
import { wishesOf } from '../wishes.ts'
import { ModelStorage } from './model-storage.ts'
import {
  isOutside,
  numberOfCustomer,
  numberOfEntrance,
  numberOfQueue,
  numberOutside,
  promptLengthsOf,
  routesOf,
} from './numbers.ts'

/** Core and edge find each other before the first customer comes. */
const settlingMs = 1000

interface Life {
  readonly seed: number
  readonly replication: number
  readonly isMortal: boolean
  /** How long the edge holds a caller while there is no core. */
  readonly graceMs: number
}

/**
 * The product as it is: decider and processes, a log that is written in groups, a link with its delays, and an edge with a
 * leg for each caller and each agent. Agents see an offer when it is durable; a talk begins when both legs hear each other,
 * and ends when one of them is gone. Waits are counted as the product's own reports count them, by the log.
 */
export class WholeProduct implements Operation {
  readonly slackMs = 1000
  people: People = nobody
  lookOn: Operation['lookOn'] = null
  decisions = 0
  readonly #clock = new VirtualClock(beginningMs - settlingMs)
  readonly #random: Random
  readonly #edge: SimulatedEdge
  readonly #storage: ModelStorage
  readonly #core: SimulatedCore
  /** What the core knew when it died. */
  #lastState: RoutingState
  #kept: (() => void)[] = []
  readonly #trunkId: TrunkId = newId('trunk', beginningMs, () => new Uint8Array(10))
  #came = 0
  readonly #byNumber = new Map<string, Customer>()
  readonly #byLeg = new Map<LegId, Customer>()
  readonly #agentOfLeg: ReadonlyMap<LegId, AgentId>
  readonly #numberOf: ReadonlyMap<QueueId, string>

  constructor(model: Model, house: House, { seed, replication, isMortal, graceMs }: Life) {
    // Chance of its own, so that worlds that are compared keep step: delays, and the letters of ids.
    this.#random = seededRandom(Math.imul(seed, 0x9e3779b1) + Math.imul(replication, 0x85ebca6b))
    this.#edge = new SimulatedEdge(edgeId, this.#clock, this.#random, graceMs)
    this.#storage = new ModelStorage(house, isMortal)
    const agents = [...house.groupOf.keys()].map((agentId) => ({ agentId, ...stationOf(agentId) }))
    this.#agentOfLeg = new Map(agents.map(({ agentId, legId }) => [legId, agentId]))
    this.#numberOf = new Map([
      ...model.queues.map((_, index): [QueueId, string] => [queueIdAt(index), numberOfQueue(index)]),
      ...(model.entrances ?? []).map((_, index): [QueueId, string] => [entranceIdAt(index), numberOfEntrance(index)]),
    ])
    const agentOfStation = new Map(agents.map(({ agentId, stationId }) => [stationId, agentId]))
    const plan = this.#planOf(model, agentOfStation)
    this.#core = new SimulatedCore(this.#clock, this.#random, this.#edge, plan, undefined, this.#storage)
    if (model.flows) this.#core.published = publishedOf(model)
    this.#lastState = beginIn(house)
    for (const { stationId, legId } of agents) this.#edge.stationConnects(stationId, () => legId)
    this.#listens(model)
    this.#core.start()
    this.#clock.runUntil(beginningMs)
    this.#storage.onWritten = (events) => this.people.follow(events)
    this.#core.watch = (state, events) => {
      this.decisions++
      this.lookOn?.(state, events)
    }
  }

  /** Numbers of the model lead into its queues, every number outside may be called, and callers are known by theirs. */
  #planOf(model: Model, agentOfStation: ReadonlyMap<string, AgentId>): ProcessPlan {
    const routes = routesOf(model)
    const hours = new Map((model.hours ?? []).map(({ id, open }) => [id, open]))
    return {
      hoursNow: (id) => {
        const isOpen = hours.get(id)?.some(({ fromMs, toMs }) => fromMs <= this.nowMs && this.nowMs < toMs)
        return isOpen === undefined ? undefined : isOpen ? 'open' : 'closed'
      },
      numberRoute: (dialed) => routes.get(dialed),
      agentOfStation: (stationId) => agentOfStation.get(stationId),
      userOfStation: () => undefined,
      numberOfStation: () => undefined,
      userOfDialed: () => undefined,
      agentOfUser: () => undefined,
      stationOfUser: () => undefined,
      divertedTo: numberOutside,
      outboundRoute: (number) => ({ ok: { number, trunkIds: [this.#trunkId], isEmergency: false } }),
      placeOf: ({ number }) => (number ? this.#byNumber.get(number)?.place : undefined),
    }
  }

  #listens(model: Model): void {
    const lengths = promptLengthsOf(model)
    const usualMs = this.#edge.promptMs
    this.#edge.promptMs = (name) => lengths.get(name) ?? lengthOfSound(name) ?? usualMs(name)
    this.#edge.onHeard = (legId, playId, lengthMs) => this.#hears(legId, playId, lengthMs)
    this.#edge.isSilentAfterMs = () => null
    this.#edge.onTogether = (legIds) => this.#together(legIds)
    this.#edge.onOutsideRings = (legId, number) => this.#rings(legId, number)
    this.#edge.onLegEnded = (legId, reason) => this.#legEnded(legId, reason)
    this.#core.knownCaller = ({ callerNumber }) => this.#known(callerNumber)
  }

  // --- time ---

  get nowMs(): number {
    return this.#clock.nowMs - beginningMs
  }

  at(atMs: number, deed: () => void): void {
    this.#clock.at(beginningMs + atMs, deed)
  }

  nextAtMs = (): number => this.#clock.nextAtMs() - beginningMs

  pass(): void {
    this.#clock.pass()
    const { state, isDurable } = this.#core
    if (state && isDurable) this.#storage.rests(state)
  }

  momentOf = ({ atMs }: RoutingEvent): number => atMs - beginningMs

  // --- life and death ---

  get isDown(): boolean {
    return this.#core.state === null
  }

  get state(): RoutingState {
    return this.#core.state ?? this.#lastState
  }

  dies(): void {
    const { state } = this.#core
    if (state) this.#lastState = state
    this.#core.die()
  }

  takesOver(): void {
    this.#core.start()
    const kept = this.#kept
    this.#kept = []
    for (const deed of kept) deed()
  }

  // --- at desks, and from other systems ---

  tell(deed: () => void): void {
    if (this.isDown) this.#kept.push(deed)
    else deed()
  }

  /** What is refused was overtaken by something else: whoever asked sees that at his desk. */
  does(command: RoutingCommand): void {
    this.#core.execute(command)
  }

  agentEnds({ interactionId, line, leftAtMs }: Customer, agentId: AgentId): void {
    this.tell(() => {
      if (isOnLine(line.queue) && leftAtMs === null) this.#core.control(interactionId, agentId, { verb: 'hang-up' })
      else this.does({ type: 'EndInteraction', interactionId, reason: 'agent-ended', agentId })
    })
  }

  // --- on the line ---

  newIds() {
    const count = ++this.#came
    const letters = String(count).padStart(9, '0')
    return { interactionId: `int_c${letters}` as InteractionId, legId: `leg_c${letters}` as LegId }
  }

  comes(customer: Customer): void {
    const { line, interactionId, legId } = customer
    if (!isOnLine(line.queue)) {
      this.tell(() => {
        if (customer.state !== 'gone') this.#isBrought(customer)
      })
      return
    }
    const number = numberOfCustomer(Number(interactionId.slice('int_c'.length)))
    this.#byNumber.set(number, customer)
    this.#byLeg.set(legId, customer)
    customer.number = number
    this.#edge.callArrives(legId, { number, name: '' }, this.#numberOf.get(line.queueId) ?? '', {
      trunkId: this.#trunkId,
    })
  }

  #isBrought(customer: Customer): void {
    const { interactionId, line } = customer
    const { channel = 'task', dueAfterMs } = line.queue
    const wishes = wishesOf(customer)
    customer.isKnown = true
    this.does({
      ...{ type: 'BeginTask', interactionId, channel, queueId: line.queueId },
      dueAtMs: dueAfterMs === undefined ? null : Math.round(this.#clock.nowMs + dueAfterMs),
      ...(wishes && { wishes }),
    })
  }

  leaves(customer: Customer, reason: 'customer-left' | 'connection-lost'): void {
    const { interactionId, legId, line } = customer
    if (!isOnLine(line.queue)) {
      this.tell(() => {
        if (customer.isKnown) this.does({ type: 'EndInteraction', interactionId, reason: 'cancelled' })
      })
      return
    }
    const hasBeenAnswered = this.#edge.legs.get(legId)?.state === 'connected'
    const hangsUp: EndReason = hasBeenAnswered ? 'party-left' : 'cancelled'
    this.#edge.endLeg(legId, reason === 'customer-left' ? hangsUp : 'connection-lost')
  }

  /** He hears it out: the product ends his call. */
  isTurnedAway(): void {}

  presses({ legId }: Customer, key: string): void {
    this.#edge.types(legId, key)
  }

  asksToBeCalled({ legId }: Customer): void {
    this.#edge.types(legId, callbackKey)
  }

  forgets({ number, legId }: Customer): void {
    if (number !== null) this.#byNumber.delete(number)
    this.#byLeg.delete(legId)
  }

  /** Its processes do, but what no edge carries is in hand as soon as it is accepted. */
  follows(event: RoutingEvent): void {
    if (event.type === 'TaskAccepted') this.people.talks(event.interactionId, event.agentId)
  }

  // --- what the edge shows ---

  #known(number: string): KnownCustomer | undefined {
    const { wantedAgentId: ownerAgentId, lastAgentId } = this.#byNumber.get(number) ?? {}
    return ownerAgentId || lastAgentId
      ? { ...(ownerAgentId && { ownerAgentId }), ...(lastAgentId && { lastAgentId }) }
      : undefined
  }

  #together(legIds: ReadonlySet<LegId>): void {
    for (const legId of legIds) {
      const customer = this.#byLeg.get(legId)
      if (!customer) continue
      for (const other of legIds) {
        if (other !== legId) this.people.talks(customer.interactionId, this.#agentOfLeg.get(other) ?? null)
      }
    }
  }

  /** What a core asked for that died since was not said for any run that lives: it is said once more. */
  #hears(legId: LegId, playId: PlayId, lengthMs: number): void {
    const customer = this.#byLeg.get(legId)
    const { saying, run } = (customer && this.#core.runs.runOf(customer.interactionId)) ?? {}
    if (!customer || !run || saying?.playId !== playId) return
    this.people.hears(customer, { flowId: run.flowId, blockId: run.blockId, lengthMs })
  }

  #rings(legId: LegId, number: string): void {
    const { calls, indexes } = this.state
    // A flow may call any number, and a queue those that it was given.
    const called = isOutside(number) || indexes.calledLegs.has(legId)
    const interactionId = called ? indexes.calledLegs.get(legId) : this.#byNumber.get(number)?.interactionId
    const call = interactionId && calls.get(interactionId)
    const customer = interactionId && this.people.of(interactionId)
    if (!call || !customer) return
    if (!called) {
      this.#byLeg.delete(customer.legId)
      customer.legId = legId
      this.#byLeg.set(legId, customer)
    }
    const ringing = {
      interactionId,
      picksUp: () => this.#edge.phoneAnswers(legId),
      isNotAnswered: () => this.#edge.endLeg(legId, 'no-answer'),
    }
    if (call.flow) {
      this.people.ringsForFlow(ringing)
      return
    }
    const queueId = called ? call.sentOutside?.queueId : call.promise?.queueId
    assert(queueId !== undefined, 'who is rung was sent by a queue')
    this.people.rings({
      ...ringing,
      ...{ queueId, place: called ? (call.sentOutside?.place ?? 0) : null },
    })
  }

  #legEnded(legId: LegId, reason: EndReason): void {
    const customer = this.#byLeg.get(legId)
    if (!customer || customer.legId !== legId) return
    this.people.isDropped(customer, reason === 'refused')
  }
}

const callbackKey = '1'
