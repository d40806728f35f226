import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import { Carriers } from './carriers.ts'
import { CoreDeaths } from './core-deaths.ts'
import type { CoreCounts, GroupCounts, ReplicationCounts } from './counts.ts'
import { Customers } from './customers.ts'
import { Deciding } from './deciding.ts'
import { Habits } from './habits.ts'
import { type House, queueIdAt } from './house.ts'
import { type Line, lineOf } from './line.ts'
import type { Model } from './model.ts'
import { SendingOn } from './sending-on.ts'
import { Staff } from './staff.ts'
import { Streams } from './streams.ts'

const usualGraceMs = 10_000
/** Whoever is not served by then never will be: a run ends. */
const longestDrainMs = 30 * 86_400_000

/**
 * One replication of a model: the decider itself, and around it only customers who come, lose patience and are served, agents
 * with their habits, and what fails, in a time of its own.
 */
export function replicate(
  model: Model,
  house: House,
  seed: number,
  replication: number,
  lookOn: Deciding['lookOn'] = null,
): ReplicationCounts {
  return new Replication(model, house, seed, replication, lookOn).run()
}

class Replication {
  readonly #model: Model
  readonly #horizonMs: number
  readonly #warmupMs: number
  readonly #deciding: Deciding
  readonly #lines: readonly Line[]
  readonly #groups: GroupCounts[]
  readonly #staff: Staff
  readonly #habits: Habits
  readonly #customers: Customers
  readonly #sendingOn: SendingOn
  readonly #carriers: Carriers
  readonly #core: CoreCounts = { deaths: 0, downMs: 0, refused: 0 }
  readonly #streams: Streams

  constructor(model: Model, house: House, seed: number, replication: number, lookOn: Deciding['lookOn']) {
    this.#model = model
    this.#horizonMs = model.horizonMs
    this.#warmupMs = model.warmupMs ?? 0
    const streams = new Streams(model, seed, replication)
    this.#streams = streams
    const deciding = new Deciding(house, `${seed}_${replication}`, model.core !== undefined)
    this.#deciding = deciding
    this.#lines = model.queues.map((_, index) => lineOf(model, house, streams, index))
    this.#groups = model.agents.map(() => ({ busyMs: 0, staffedMs: 0 }))
    this.#staff = new Staff(house.groupOf, this.#groups, this.#within)
    this.#habits = new Habits(model, house, deciding, streams)
    const counted = { horizonMs: this.#horizonMs, warmupMs: this.#warmupMs, within: this.#within }
    const graceMs = model.core?.graceMs ?? usualGraceMs
    this.#customers = new Customers(deciding, counted, this.#habits, { carriers: () => this.#carriers, graceMs })
    this.#sendingOn = new SendingOn(deciding, this.#customers, this.#lines)
    this.#carriers = new Carriers(model, deciding, streams, {
      onCut: (carrier) => this.#customers.cutsOffAll(carrier),
      within: this.#within,
    })
    deciding.watch = (event) => this.#follows(event)
    deciding.lookOn = lookOn
    for (const { agentId, presence } of deciding.state.agents.values()) {
      if (presence.kind === 'available') this.#staff.comes(agentId, 0)
    }
  }

  run(): ReplicationCounts {
    const { drain = false } = this.#model
    this.#habits.begin()
    this.#keepsHours()
    if (this.#model.core) this.#deathsOf(this.#model.core).begin()
    for (const line of this.#lines) this.#customers.expect(line)
    const lastMs = this.#horizonMs + Math.max(this.#horizonMs, longestDrainMs)
    for (;;) {
      const atMs = this.#deciding.nextAtMs()
      if (atMs >= lastMs || atMs === Number.POSITIVE_INFINITY) break
      if (atMs >= this.#horizonMs && (!drain || this.#customers.waiting + this.#sendingOn.open === 0)) break
      this.#deciding.pass(atMs)
    }
    this.#customers.close()
    this.#staff.close(this.#horizonMs)
    return {
      queues: this.#lines.map(({ counts }) => counts),
      agents: this.#groups,
      carriers: this.#carriers.all.map(({ counts }) => counts),
      core: { ...this.#core, refused: this.#customers.refused },
      decisions: this.#deciding.decisions,
    }
  }

  #keepsHours(): void {
    for (const [index, { hours = [] }] of this.#model.queues.entries()) {
      const queueId = queueIdAt(index)
      const says = (atMs: number, type: 'OpenQueue' | 'CloseQueue') =>
        this.#deciding.at(atMs, () => this.#deciding.tell(() => this.#deciding.does({ type, queueId })))
      for (const { fromMs, toMs } of hours) {
        if (fromMs > 0) says(fromMs, 'OpenQueue')
        says(toMs, 'CloseQueue')
      }
    }
  }

  #deathsOf(core: NonNullable<Model['core']>): CoreDeaths {
    return new CoreDeaths(core, this.#horizonMs, this.#deciding, {
      chance: () => this.#streams.ofCarrier(-1),
      counts: this.#core,
      within: this.#within,
      legIds: this.#customers.legIds,
    })
  }

  /** How much of it counts: from the end of the warm-up to the horizon. */
  #within = (fromMs: number, toMs: number): number =>
    Math.max(0, Math.min(toMs, this.#horizonMs) - Math.max(fromMs, this.#warmupMs))

  #follows(event: RoutingEvent): void {
    switch (event.type) {
      case 'InteractionQueued':
        this.#customers.isTold(event.interactionId, event.expected)
        return
      case 'OfferMade':
        this.#habits.rings(event)
        return
      case 'OfferAccepted':
      case 'TaskAccepted': {
        this.#takes(event.agentId)
        const customer = this.#customers.of(event.interactionId)
        if (customer) this.#customers.isAnswered(customer, event.agentId)
        return
      }
      case 'InteractionEnded':
      case 'TaskEnded':
        if (event.agentId !== null && !event.isWrapUpDue) this.#lets(event.agentId)
        this.#sendingOn.isGivenUp(event.interactionId)
        return
      case 'InteractionDiverted':
        this.#sendingOn.isDiverted(event)
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
      case 'TaskReturned': {
        this.#lets(event.agentId)
        const customer = this.#customers.of(event.interactionId)
        if (customer) this.#customers.isReturned(customer)
        return
      }
      case 'CallbackOffered':
        this.#sendingOn.isOffered(event)
        return
      case 'CallbackDialed':
        if (event.agentId !== null) this.#takes(event.agentId)
        this.#sendingOn.isDialed(event)
        return
      case 'CallbackPutOff':
        if (event.agentId !== null) this.#lets(event.agentId)
        return
      case 'CallbackEnded':
        this.#sendingOn.isGivenUp(event.interactionId)
        return
      default:
    }
  }

  #presenceChanged(event: Extract<RoutingEvent, { type: 'PresenceChanged' }>): void {
    const { agentId, presence } = event
    // Who misses what is offered is there, as far as anybody knows.
    if (presence.kind === 'available') this.#staff.comes(agentId, this.#deciding.nowMs)
    else if (presence.kind !== 'notReady') this.#staff.goes(agentId, this.#deciding.nowMs)
    this.#habits.presenceChanged(event)
  }

  #writesUp({ interactionId, agentId }: Extract<RoutingEvent, { type: 'WrapUpStarted' }>): void {
    const { wrapUps = [] } = this.#deciding.state.interactions.get(interactionId) ?? {}
    const queueId = wrapUps.find((wrapUp) => wrapUp.agentId === agentId)?.queueId
    const takesMs = this.#lines.find((line) => line.queueId === queueId)?.wrapUpMs?.()
    if (takesMs !== undefined) this.#habits.writesUp(agentId, interactionId, takesMs)
  }

  #takes(agentId: AgentId): void {
    this.#staff.takes(agentId, this.#deciding.nowMs)
  }

  #lets(agentId: AgentId): void {
    this.#staff.lets(agentId, this.#deciding.nowMs)
  }
}
