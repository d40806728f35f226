import { defaultQueueSettings, type QueueSettings, type RoutingEvent } from '#domain/routing/index.ts'
import { type Id, type IdName, type LegId, newId, type QueueId, type StationId } from '#kernel/ids.ts'
import { type Random, seededRandom } from '#kernel/random.ts'
import type { NumberRoute } from '#server/processes/index.ts'
import { Checkers } from './checkers.ts'
import { VirtualClock } from './clock.ts'
import { type CoreFaults, noFaults, SimulatedCore } from './core.ts'
import { SimulatedEdge } from './edge.ts'
import { Caller, numbersBegin, SimulatedAgent } from './people.ts'

export interface WorldOptions {
  readonly seed: number
  readonly faults?: (random: Random) => CoreFaults
  readonly queue?: Partial<QueueSettings>
  /** UTC milliseconds at which the world begins. */
  readonly startMs?: number
}

/** How long a core takes to come back after it died, and a broken link to be made again. */
const restartMs = 3000
const reconnectMs = 500

/**
 * A small contact centre in virtual time: the real decider and processes, an edge without sound, callers and agents. Two
 * numbers lead to one queue: 100 through a greeting, 200 straight. The checkers look on all the time.
 */
export class World {
  readonly clock: VirtualClock
  readonly random: Random
  readonly edge: SimulatedEdge
  readonly core: SimulatedCore
  readonly checkers: Checkers
  readonly queueId: QueueId
  readonly #queueSettings: QueueSettings
  readonly agents: SimulatedAgent[] = []
  readonly callers: Caller[] = []
  readonly callerOfLeg = new Map<LegId, Caller>()
  /** Every event that became durable, in order, as desks were told of it. */
  readonly told: RoutingEvent[] = []

  constructor({ seed, faults, queue, startMs = 1_800_000_000_000 }: WorldOptions) {
    this.clock = new VirtualClock(startMs)
    this.random = seededRandom(seed)
    this.queueId = this.newId('queue')
    this.edge = new SimulatedEdge(this.newId('edge'), this.clock, this.random)
    const routes: Readonly<Record<string, NumberRoute>> = {
      '100': { kind: 'greeting-then-queue', queueId: this.queueId, greeting: 'greeting' },
      '200': { kind: 'queue', queueId: this.queueId },
    }
    const plan = {
      numberRoute: (dialedNumber: string) => routes[dialedNumber],
      agentOfStation: (stationId: StationId) => this.agentAtStation(stationId)?.agentId,
      userOfStation: (stationId: StationId) => this.agentAtStation(stationId)?.phone ?? undefined,
    }
    this.core = new SimulatedCore(this.clock, this.random, this.edge, plan, faults?.(this.random) ?? noFaults)
    this.checkers = new Checkers(this)
    this.edge.onLegEnded = (legId, reason) => {
      const caller = this.callerOfLeg.get(legId)
      if (caller?.legId === legId) caller.ended = reason
    }
    this.core.watch = (state, events) => this.checkers.afterDecision(state, events)
    this.core.tell = (event) => this.told.push(event)
    this.core.onDied = () =>
      this.clock.after(restartMs, () => {
        this.checkers.afterRestart(this.core.storage.log)
        this.core.start()
        this.#configure()
      })
    this.core.onLinkBroken = () => this.clock.after(reconnectMs, () => this.core.connect())
    this.core.start()
    this.#queueSettings = { ...defaultQueueSettings, ...queue }
    this.#configure()
    this.passes(100)
  }

  /** What the tables say of queues and agents is put to every core that starts; to what it knows it says nothing. */
  #configure(): void {
    const { core, queueId } = this
    core.execute({ type: 'ConfigureQueue', queueId, settings: this.#queueSettings })
    const settings = { memberships: [{ queueId, priority: 0 }], capacity: { voice: 1 } }
    for (const { agentId } of this.agents) core.execute({ type: 'ConfigureAgent', agentId, settings })
  }

  newId = <Name extends IdName>(name: Name): Id<Name> =>
    newId(name, this.clock.nowMs, (count) => this.random.bytes(count))

  agentAtStation(stationId: StationId): SimulatedAgent | undefined {
    return this.agents.find((agent) => agent.stationId === stationId)
  }

  caller(name: string): Caller {
    const known = this.callers.find((caller) => caller.name === name)
    if (known) return known
    const caller = new Caller(this, name, `${numbersBegin}${50_000 + this.callers.length}`)
    this.callers.push(caller)
    return caller
  }

  agent(name: string): SimulatedAgent {
    const known = this.agents.find((agent) => agent.name === name)
    if (known) return known
    const agent = new SimulatedAgent(this, name)
    this.agents.push(agent)
    this.#configure()
    return agent
  }

  passes(durationMs: number): void {
    this.clock.runUntil(this.clock.nowMs + durationMs)
  }

  coreDies(): void {
    this.core.die()
  }

  edgeDies(): void {
    if (!this.edge.isUp) return
    this.edge.crash()
    this.clock.after(restartMs, () => {
      this.edge.restart()
      this.core.connect()
    })
  }

  linkBreaks(): void {
    this.core.breakLink()
  }
}
