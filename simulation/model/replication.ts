import type { RoutingEvent, RoutingEventOf } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import { Carriers } from './carriers.ts'
import { CoreDeaths } from './core-deaths.ts'
import type { CoreCounts, GroupCounts, ReplicationCounts } from './counts.ts'
import { Customers } from './customers.ts'
import { DeciderAlone } from './decider-alone.ts'
import { FlowCallers } from './flows/callers.ts'
import { needsProcesses } from './flows/needs-processes.ts'
import { Habits } from './habits.ts'
import { type House, queueIdAt } from './house.ts'
import { Incidents } from './incidents.ts'
import { entranceOf, type Line, lineOf } from './line.ts'
import type { Model } from './model.ts'
import type { Operation } from './operation.ts'
import { SendingOn } from './sending-on.ts'
import { Speakers } from './speakers.ts'
import { Staff } from './staff.ts'
import { Streams } from './streams.ts'
import { Talks } from './talks.ts'
import { WholeProduct } from './whole/whole-product.ts'

const usualGraceMs = 10_000
/** Whoever is not served by then never will be: a run ends. */
const longestDrainMs = 30 * 86_400_000

/** Which replication it is, and what lives through it. */
export interface Replicating {
  readonly seed: number
  readonly replication: number
  /** The processes, an edge and a log with the decider; absent or false: the decider alone. */
  readonly isWhole?: boolean
  readonly lookOn?: Operation['lookOn']
}

/**
 * One replication of a model: the product in operation, and around it only customers who come, lose patience and are served,
 * agents with their habits, and what fails, in a time of its own.
 */
export function replicate(model: Model, house: House, of: Replicating): ReplicationCounts {
  return new Replication(model, house, of).run()
}

function operationOf(model: Model, house: House, { seed, replication, isWhole = false }: Replicating): Operation {
  const isMortal = model.core !== undefined
  const graceMs = model.core?.graceMs ?? usualGraceMs
  if (isWhole || needsProcesses(model)) return new WholeProduct(model, house, { seed, replication, isMortal, graceMs })
  return new DeciderAlone(house, `${seed}_${replication}`, { isMortal, graceMs })
}

class Replication {
  readonly #model: Model
  readonly #horizonMs: number
  readonly #warmupMs: number
  readonly #operation: Operation
  readonly #lines: readonly Line[]
  readonly #groups: GroupCounts[]
  readonly #staff: Staff
  readonly #habits: Habits
  readonly #customers: Customers
  readonly #talks: Talks
  readonly #sendingOn: SendingOn
  readonly #speakers: Speakers
  readonly #callers: FlowCallers
  readonly #entrances: readonly Line[]
  readonly #carriers: Carriers
  readonly #incidents: Incidents
  readonly #core: CoreCounts = { deaths: 0, downMs: 0, refused: 0 }
  readonly #streams: Streams
  /** How deep in what follows from what. */
  #depth = 0

  constructor(model: Model, house: House, of: Replicating) {
    this.#model = model
    this.#horizonMs = model.horizonMs
    this.#warmupMs = model.warmupMs ?? 0
    const streams = new Streams(model, of.seed, of.replication)
    this.#streams = streams
    const operation = operationOf(model, house, of)
    this.#operation = operation
    this.#lines = model.queues.map((_, index) => lineOf(model, house, streams, index))
    this.#groups = model.agents.map(() => ({ busyMs: 0, staffedMs: 0 }))
    this.#staff = new Staff(house.groupOf, this.#groups, this.#within)
    this.#habits = new Habits(model, house, operation, streams)
    const counted = { horizonMs: this.#horizonMs, warmupMs: this.#warmupMs, within: this.#within }
    const customers = new Customers(operation, counted, () => this.#carriers)
    const talks = new Talks(operation, customers, this.#habits)
    this.#customers = customers
    this.#talks = talks
    this.#sendingOn = new SendingOn(operation, customers, this.#lines)
    this.#speakers = new Speakers(operation, customers, this.#lines)
    this.#entrances = (model.entrances ?? []).map((entrance, index) => entranceOf(entrance, index, model, streams))
    const callers = new FlowCallers(model, operation, { customers, speakers: this.#speakers, lines: this.#lines })
    this.#callers = callers
    customers.onLostInFlow = callers.isLost
    this.#carriers = new Carriers(model, operation, streams, {
      onCut: (carrier) => customers.cutsOffAll(carrier, talks.wasCutOff),
      within: this.#within,
    })
    this.#incidents = new Incidents(model, operation, () =>
      customers.all().flatMap(({ state, interactionId }) => (state === 'waiting' ? [interactionId] : [])),
    )
    operation.people = {
      of: customers.of,
      follow: (events) => this.#follow(events),
      rings: (ringing) => this.#sendingOn.rings(ringing),
      talks: (interactionId, agentId) => {
        const customer = customers.of(interactionId)
        if (customer?.state === 'in-flow') callers.talksOutside(customer)
        else if (customer) talks.begins(customer, agentId)
      },
      ringsForFlow: (ringing) => callers.rings(ringing),
      hears: (customer, heard) => callers.hears(customer, heard),
      hasNoPlace: (customer) => customers.isTurnedAway(customer),
      isDropped: (customer, isRefused) => customers.isDropped(customer, isRefused),
      legIds: customers.legIds,
    }
    operation.lookOn = of.lookOn ?? null
    for (const { agentId, presence } of operation.state.agents.values()) {
      if (presence.kind === 'available') this.#staff.comes(agentId, 0)
    }
  }

  run(): ReplicationCounts {
    const { drain = false } = this.#model
    const operation = this.#operation
    this.#habits.begin()
    this.#keepsHours()
    this.#incidents.begin()
    if (this.#model.core) this.#deathsOf(this.#model.core).begin()
    for (const line of [...this.#lines, ...this.#entrances]) this.#customers.expect(line)
    const lastMs = this.#horizonMs + Math.max(this.#horizonMs, longestDrainMs)
    for (;;) {
      const atMs = operation.nextAtMs()
      if (atMs >= lastMs || atMs === Number.POSITIVE_INFINITY) break
      if (atMs >= this.#horizonMs && (!drain || this.#customers.waiting + this.#customers.open === 0)) break
      operation.pass(atMs)
    }
    this.#callers.close()
    this.#customers.close()
    this.#staff.close(this.#horizonMs)
    return {
      queues: this.#lines.map(({ counts }) => counts),
      agents: this.#groups,
      flows: this.#callers.counts,
      carriers: this.#carriers.all.map(({ counts }) => counts),
      core: { ...this.#core, refused: this.#customers.refused },
      decisions: operation.decisions,
    }
  }

  #keepsHours(): void {
    const operation = this.#operation
    for (const [index, { hours = [] }] of this.#model.queues.entries()) {
      const queueId = queueIdAt(index)
      const says = (atMs: number, type: 'OpenQueue' | 'CloseQueue') =>
        operation.at(atMs, () => operation.tell(() => operation.does({ type, queueId })))
      for (const { fromMs, toMs } of hours) {
        if (fromMs > 0) says(fromMs, 'OpenQueue')
        says(toMs, 'CloseQueue')
      }
    }
  }

  #deathsOf(core: NonNullable<Model['core']>): CoreDeaths {
    return new CoreDeaths(core, this.#horizonMs, this.#operation, {
      chance: () => this.#streams.ofCarrier(-1),
      counts: this.#core,
      within: this.#within,
    })
  }

  /** How much of it counts: from the end of the warm-up to the horizon. */
  #within = (fromMs: number, toMs: number): number =>
    Math.max(0, Math.min(toMs, this.#horizonMs) - Math.max(fromMs, this.#warmupMs))

  #follow(events: readonly RoutingEvent[]): void {
    this.#depth++
    for (const event of events) {
      this.#counts(event)
      this.#operation.follows(event)
    }
    if (--this.#depth === 0) this.#customers.settle()
  }

  #counts(event: RoutingEvent): void {
    switch (event.type) {
      case 'InteractionBegan':
        this.#customers.isBegun(event.customerLegId, event.interactionId)
        return
      case 'InteractionQueued':
        this.#isQueued(event)
        return
      case 'InteractionDiverted':
        this.#isDiverted(event)
        return
      case 'OfferMade':
        this.#habits.rings(event)
        return
      case 'OfferAccepted':
      case 'TaskAccepted': {
        this.#takes(event.agentId)
        const customer = this.#customers.of(event.interactionId)
        if (customer) this.#talks.isAnswered(customer, this.#operation.momentOf(event))
        return
      }
      case 'InteractionEnded':
      case 'TaskEnded':
        if (event.agentId !== null && !event.isWrapUpDue) this.#lets(event.agentId)
        this.#sendingOn.isGivenUp(event.interactionId)
        if (event.type === 'InteractionEnded') this.#callers.isOver(event)
        return
      case 'PresenceChanged':
        this.#presenceChanged(event)
        return
      case 'WrapUpStarted':
        this.#writesUp(event)
        return
      case 'WrapUpFinished':
        this.#lets(event.agentId)
        return
      case 'TaskReturned':
      case 'InteractionReturned':
        this.#isReturned(event)
        return
      default:
        this.#countsPromise(event)
    }
  }

  /** Whom we promised to call, and who leaves a message. */
  #countsPromise(event: RoutingEvent): void {
    switch (event.type) {
      case 'CallbackOffered':
        this.#sendingOn.isOffered(event)
        return
      case 'CallbackGranted': {
        const customer = this.#customers.of(event.interactionId)
        if (customer) this.#customers.isPromised(customer, event.callbackId)
        return
      }
      case 'CallbackDialed': {
        if (event.agentId !== null) this.#takes(event.agentId)
        const customer = this.#customers.of(event.interactionId)
        if (customer) customer.isDialed = true
        return
      }
      case 'CallbackPutOff': {
        if (event.agentId !== null) this.#lets(event.agentId)
        const customer = this.#customers.of(event.interactionId)
        if (customer) customer.isDialed = false
        return
      }
      case 'CallbackEnded':
        this.#sendingOn.isGivenUp(event.interactionId)
        return
      case 'VoicemailBegan':
        this.#speakers.begins(event)
        return
      case 'VoicemailEnded':
        this.#speakers.ended(event)
        return
      case 'VoicemailLeft':
        this.#speakers.left(event)
        return
      case 'IncidentEnded':
        this.#incidents.isOver(event.incidentId)
        return
      case 'FlowEntered':
        this.#callers.enters(event)
        return
      case 'FlowAdvanced':
        this.#callers.advances(event)
        return
      case 'FlowLeft':
        this.#callers.left(event)
        return
      default:
    }
  }

  #isQueued(event: RoutingEventOf<'InteractionQueued'>): void {
    const customer = this.#customers.of(event.interactionId)
    if (!customer) return
    const atMs = this.#operation.momentOf(event)
    this.#callers.reaches(customer, event.queueId, 'queue')
    this.#sendingOn.isQueued(customer)
    this.#customers.enters(customer, atMs)
    this.#customers.isTold(customer, atMs, event.expected)
  }

  #isDiverted(event: RoutingEventOf<'InteractionDiverted'>): void {
    const customer = this.#customers.of(event.interactionId)
    if (!customer) return
    const atMs = this.#operation.momentOf(event)
    this.#callers.reaches(customer, event.queueId, 'queue')
    this.#customers.enters(customer, atMs)
    if (event.to.kind === 'flow') this.#callers.isSent(customer)
    else if (event.to.kind === 'voicemail') this.#speakers.isSent(customer, event)
    else this.#sendingOn.isDiverted(customer, atMs, event.to)
  }

  #isReturned({
    interactionId,
    agentId,
  }: RoutingEventOf<'TaskReturned'> | RoutingEventOf<'InteractionReturned'>): void {
    if (agentId !== null) this.#lets(agentId)
    const customer = this.#customers.of(interactionId)
    if (customer) this.#talks.isReturned(customer)
  }

  #presenceChanged(event: RoutingEventOf<'PresenceChanged'>): void {
    const { agentId, presence } = event
    // Who misses what is offered is there, as far as anybody knows.
    if (presence.kind === 'available') this.#staff.comes(agentId, this.#operation.nowMs)
    else if (presence.kind !== 'notReady') this.#staff.goes(agentId, this.#operation.nowMs)
    this.#habits.presenceChanged(event)
  }

  #writesUp({ interactionId, agentId }: RoutingEventOf<'WrapUpStarted'>): void {
    const { wrapUps = [] } = this.#operation.state.interactions.get(interactionId) ?? {}
    const queueId = wrapUps.find((wrapUp) => wrapUp.agentId === agentId)?.queueId
    const takesMs = this.#lines.find((line) => line.queueId === queueId)?.wrapUpMs?.()
    if (takesMs !== undefined) this.#habits.writesUp(agentId, interactionId, takesMs)
  }

  #takes(agentId: AgentId): void {
    this.#staff.takes(agentId, this.#operation.nowMs)
  }

  #lets(agentId: AgentId): void {
    this.#staff.lets(agentId, this.#operation.nowMs)
  }
}
