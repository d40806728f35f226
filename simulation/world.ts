import { type BreakRules, noBreakRules } from '#domain/agents/index.ts'
import {
  type AgentSettings,
  defaultQueueSettings,
  noWishes,
  type QueueSettings,
  type RoutingEvent,
} from '#domain/routing/index.ts'
import {
  type AgentId,
  type BridgeId,
  type FlowId,
  type Id,
  type IdName,
  type InteractionId,
  type LegId,
  newId,
  type QueueId,
  type StationId,
} from '#kernel/ids.ts'
import { type Random, seededRandom } from '#kernel/random.ts'
import type { Leg } from '#protocol/edge/index.ts'
import { settingsCommands } from '#server/configuration/routing-settings.ts'
import type { NumberRoute, OutboundRoute, ProcessPlan } from '#server/processes/index.ts'
import { Checkers } from './checkers/checkers.ts'
import { VirtualClock } from './clock.ts'
import { type CoreFaults, noFaults, SimulatedCore } from './core.ts'
import { SimulatedEdge } from './edge.ts'
import { HousePhone } from './house-phone.ts'
import { OutsideTelephone, outsideBegins } from './outside-telephone.ts'
import { Caller, numbersBegin, SimulatedAgent } from './people.ts'
import { awayFlowId, menuFlowId, publishedFlows } from './published-flows.ts'
import { placeOfNumber } from './regions.ts'

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
 * numbers lead to one queue: 100 through a greeting, 200 straight; 500 to another one, while there is one; 300 leads to a number outside, 400 to an announcement, 600 into a flow, 601 into one that leads away from queues,
 * and +15550500, by mistake, to itself.
 * Phones of the house call 701, 702 … and numbers outside. The checkers look on all the time.
 */
export class World {
  readonly clock: VirtualClock
  readonly random: Random
  readonly edge: SimulatedEdge
  readonly core: SimulatedCore
  readonly checkers: Checkers
  readonly queueId: QueueId
  readonly otherQueueId: QueueId
  /** Tasks wait here, once it is open. */
  readonly taskQueueId: QueueId
  /** Queues as the tables have them. */
  readonly #queues = new Map<QueueId, QueueSettings>()
  #breakRules = noBreakRules
  readonly #takenBack = new Set<FlowId>()
  /** When somebody changed queues or rules last. */
  configuredAtMs = 0
  /** At how many digits a recording pauses by itself; 0: never. */
  pausesAtDigits = 0
  /** Whether somebody says a verb once more, who has just said it. */
  saysTwice: () => boolean = () => false
  /** Over which the callers come in, and calls go out. */
  readonly trunkId: Id<'trunk'>
  readonly agents: SimulatedAgent[] = []
  readonly callers: Caller[] = []
  readonly phones: HousePhone[] = []
  readonly outsideTelephones: OutsideTelephone[] = []
  /** What the limits say; `null` lets everything pass that a rule leads to. */
  outboundRefusal: string | null = null
  /** A number outside is that number without its plus too, which no keypad has. */
  readsKeypads = false
  /** Numbers asked for in the organisation's own name, whose permissions are all there are. */
  readonly calledForNobody: string[] = []
  readonly callerOfLeg = new Map<LegId, Caller>()
  /** Every event that became durable, in order, as desks were told of it. */
  readonly told: RoutingEvent[] = []

  constructor({ seed, faults, queue, startMs = 1_800_000_000_000 }: WorldOptions) {
    this.clock = new VirtualClock(startMs)
    this.random = seededRandom(seed)
    this.queueId = this.newId('queue')
    this.trunkId = this.newId('trunk')
    this.otherQueueId = this.newId('queue')
    this.taskQueueId = newId('queue', startMs, (count) => new Uint8Array(count))
    this.edge = new SimulatedEdge(this.newId('edge'), this.clock, this.random)
    const routes: Readonly<Record<string, NumberRoute>> = {
      '100': { kind: 'greeting-then-queue', queueId: this.queueId, greeting: 'greeting' },
      '200': { kind: 'queue', queueId: this.queueId },
      '300': { kind: 'outside', number: `${outsideBegins}0300` },
      [`${outsideBegins}0500`]: { kind: 'outside', number: `${outsideBegins}0500` },
      '500': { kind: 'queue', queueId: this.otherQueueId },
      '600': { kind: 'flow', flowId: menuFlowId },
      '601': { kind: 'flow', flowId: awayFlowId },
      '400': { kind: 'announcement', prompt: 'not-in-service' },
    }
    const plan: ProcessPlan = {
      numberRoute: (dialedNumber) => routes[dialedNumber],
      divertedTo: () => `${outsideBegins}0002`,
      agentOfStation: (stationId) => this.agentAtStation(stationId)?.agentId,
      userOfStation: (stationId) => this.phones.find((phone) => phone.stationId === stationId)?.user,
      numberOfStation: (stationId) => this.agents.find((agent) => agent.numberStationId === stationId)?.number,
      userOfDialed: (dialed) => this.phones.find((phone) => phone.user === dialed)?.user,
      agentOfUser: (user) => this.phones.find((phone) => phone.user === user)?.agentId ?? undefined,
      stationOfUser: (user) => this.phones.find((phone) => phone.user === user)?.stationId,
      outboundRoute: (number, who) => {
        if (who.agentId === undefined && who.user === undefined) this.calledForNobody.push(number)
        return this.#outboundRoute(number)
      },
      placeOf: ({ number }) => (number ? placeOfNumber(number) : undefined),
      pausesAtDigits: () => this.pausesAtDigits,
    }
    this.core = new SimulatedCore(this.clock, this.random, this.edge, plan, faults?.(this.random) ?? noFaults)
    this.core.published = publishedFlows(this, (flowId) => !this.#takenBack.has(flowId))
    this.checkers = new Checkers(this)
    this.edge.onLegEnded = (legId, reason) => {
      const caller = this.callerOfLeg.get(legId)
      if (caller?.legId === legId) caller.ended = reason
      for (const phone of this.phones) phone.heard(legId, reason)
    }
    this.edge.onOutsideRings = (legId, number) => this.outside(number).rings(legId)
    this.edge.recordings.onStarted = (recordingId, left) => this.checkers.recordingBegan(recordingId, left)
    this.core.watch = (state, events) => this.checkers.afterDecision(state, events)
    this.core.tell = (event) => this.told.push(event)
    // Whoever calls talked with somebody before, mostly.
    this.core.knownCaller = () =>
      this.random.next() < 0.7 && this.agents.length > 0
        ? {
            lastAgentId: this.random.pick(this.agents).agentId,
            // Of some a matter is open, which somebody has in hand.
            ...(this.random.next() < 0.3 && { caseOwnerAgentId: this.random.pick(this.agents).agentId }),
          }
        : undefined
    this.core.onDied = () =>
      this.clock.after(restartMs, () => {
        this.checkers.afterRestart(this.core.storage.log)
        this.core.start()
        this.#configure()
      })
    this.core.onLinkBroken = () => this.clock.after(reconnectMs, () => this.core.connect())
    this.core.start()
    this.changesQueue(this.queueId, queue ?? {})
    this.passes(100)
  }

  // --- the tables, and who changes them ---

  /** Makes the queue, or changes some of it. */
  changesQueue(queueId: QueueId, change: Partial<QueueSettings>): void {
    this.configuredAtMs = this.clock.nowMs
    this.#queues.set(queueId, { ...(this.#queues.get(queueId) ?? defaultQueueSettings), ...change })
    this.#configure()
  }

  /** A flow that nobody new goes through. */
  takesBack(flowId: FlowId): void {
    this.#takenBack.add(flowId)
    this.#configure()
  }

  /** It is published again. */
  publishes(flowId: FlowId): void {
    this.#takenBack.delete(flowId)
    this.#configure()
  }

  /** From now on it tells those who wait nothing. */
  silencesQueue(queueId: QueueId): void {
    this.configuredAtMs = this.clock.nowMs
    const { announcements: _, ...quiet } = this.#queues.get(queueId) ?? defaultQueueSettings
    this.#queues.set(queueId, quiet)
    this.#configure()
  }

  /** Nobody serves it any more, and it goes as soon as no call needs it. */
  removesQueue(queueId: QueueId): void {
    this.configuredAtMs = this.clock.nowMs
    this.#queues.delete(queueId)
    this.#configure()
  }

  /** A rule that leads to a flow of which nothing is published does not hold. */
  #withPublishedFlows({ diversions, ...settings }: QueueSettings): QueueSettings {
    const held = diversions?.filter(({ to }) => to.kind !== 'flow' || !this.#takenBack.has(to.flowId)) ?? []
    return held.length === 0 ? settings : { ...settings, diversions: held }
  }

  hasQueue = (queueId: QueueId): boolean => this.#queues.has(queueId)

  changesAgent(agent: SimulatedAgent, settings: Partial<AgentSettings>): void {
    this.configuredAtMs = this.clock.nowMs
    agent.settings = settings
    this.#configure()
  }

  changesBreaks(rules: BreakRules): void {
    this.configuredAtMs = this.clock.nowMs
    this.#breakRules = rules
    this.#configure()
  }

  /** What the tables say of queues and agents is put to every core that starts; to what it knows it says nothing. */
  #configure(): void {
    const { core } = this
    if (!core.state) return
    const queueIds = [...this.#queues.keys()]
    // Members' own rules that tell or ask count before it is known who answers.
    const memberRecording = this.agents.flatMap(({ settings: { recordedPercent, recordingConsent = 'none' } }) =>
      recordedPercent === undefined || recordingConsent === 'none' ? [] : [{ recordedPercent, recordingConsent }],
    )
    const wanted = {
      breakRules: this.#breakRules,
      queues: new Map(
        [...this.#queues].map(([queueId, settings]) => [
          queueId,
          this.#withPublishedFlows(memberRecording.length > 0 ? { ...settings, memberRecording } : settings),
        ]),
      ),
      agents: new Map(
        this.agents.map(({ agentId, settings, membership }) => {
          const memberships = queueIds.map((queueId) => ({ queueId, priority: 0, ...membership }))
          return [agentId, { memberships, capacity: { voice: 1, task: 2 }, ...settings }]
        }),
      ),
      stationChoices: new Map(
        this.agents.flatMap(({ agentId, stationChoice }) => (stationChoice ? [[agentId, stationChoice] as const] : [])),
      ),
    }
    for (const command of settingsCommands(core.state, wanted)) core.execute(command)
  }

  newId = <Name extends IdName>(name: Name): Id<Name> =>
    newId(name, this.clock.nowMs, (count) => this.random.bytes(count))

  agentAtStation(stationId: StationId): SimulatedAgent | undefined {
    return this.agents.find(
      (agent) =>
        agent.stationId === stationId || agent.numberStationId === stationId || agent.phone?.stationId === stationId,
    )
  }

  /** Numbers outside have a rule, and so has help, whatever the limits say. */
  #outboundRoute(asked: string): OutboundRoute {
    const trunkIds = [this.trunkId]
    if (asked === '112') return { ok: { number: asked, trunkIds, isEmergency: true } }
    const number = this.readsKeypads && `+${asked}`.startsWith(outsideBegins) ? `+${asked}` : asked
    if (!number.startsWith(outsideBegins)) return { refusal: 'dial.no-rule' }
    if (this.outboundRefusal !== null) return { refusal: this.outboundRefusal }
    return { ok: { number, trunkIds, isEmergency: false } }
  }

  /** A phone of the house; an agent's, when he is named. */
  phone(user: string, agent?: { readonly agentId: AgentId }): HousePhone {
    const known = this.phones.find((phone) => phone.user === user)
    if (known) return known
    const phone = new HousePhone(this, user, agent?.agentId ?? null)
    this.phones.push(phone)
    return phone
  }

  /** What comes out of the receiver: a prompt's name, `music`, a name, `silence`, or `nothing` when there is no call. */
  heardOn(legId: LegId): string {
    const { legs, bridges, sounds } = this.edge
    const leg = legs.get(legId)
    if (!leg) return 'nothing'
    const bridge = leg.bridgeId && bridges.get(leg.bridgeId)
    if (sounds.collecting.has(legId)) return 'the question for a key'
    const announced = sounds.announced.get(legId)
    if (announced) return announced.what
    if (!bridge)
      return leg.state === 'alerting' && leg.direction === 'inbound'
        ? 'ringing'
        : (sounds.playing.get(legId)?.what ?? 'silence')
    if (bridge.heldLegIds.has(legId)) return 'music'
    const names = this.heardIn(bridge.bridgeId, legId).flatMap((other) => {
      const heard = legs.get(other)
      return heard ? [this.#nameOf(heard)] : []
    })
    return names.length > 0 ? names.sort().join(' and ') : 'silence'
  }

  /** Whose legs this one hears in a bridge. */
  heardIn(bridgeId: BridgeId, legId: LegId): readonly LegId[] {
    const { legs, bridges } = this.edge
    const bridge = bridges.get(bridgeId)
    if (!bridge || bridge.heldLegIds.has(legId)) return []
    const parties = [...bridge.legIds].filter((other) => other !== legId && !bridge.heldLegIds.has(other))
    const beside = [...bridge.monitors].flatMap(([other, heardBy]) => (heardBy.includes(legId) ? [other] : []))
    return [...parties, ...beside].filter((other) => legs.get(other)?.muted === false)
  }

  #nameOf({ legId, stationId, authenticatedUser }: Leg): string {
    const agent = (stationId && this.agentAtStation(stationId)) ?? this.#agentTalkingOn(legId)
    if (agent) return agent.name
    const user = authenticatedUser ?? this.phones.find((phone) => phone.stationId === stationId)?.user
    const phone = this.phones.find((candidate) => candidate.user === user)
    const owner = phone && this.agents.find((candidate) => candidate.agentId === phone.agentId)
    if (owner) return owner.name
    return user ?? this.callerOfLeg.get(legId)?.name ?? this.edge.legs.get(legId)?.dialedNumber ?? 'silence'
  }

  #agentTalkingOn(legId: LegId): SimulatedAgent | undefined {
    const { state } = this.core
    const interactionId = state?.indexes.agentLegs.get(legId)
    const calledId = state?.indexes.calledLegs.get(legId) ?? state?.indexes.monitorLegs.get(legId)
    const called = calledId && state?.calls.get(calledId)
    const agentId =
      (interactionId && state?.interactions.get(interactionId)?.engagement?.agentId) ??
      called?.calledParties.find((party) => party.legId === legId)?.agentId ??
      called?.monitors.find((monitor) => monitor.legId === legId)?.agentId
    return this.agents.find((agent) => agent.agentId === agentId)
  }

  /** Somebody's telephone out there. */
  outside(number: string): OutsideTelephone {
    const known = this.outsideTelephones.find((telephone) => telephone.number === number)
    if (known) return known
    const telephone = new OutsideTelephone(this, number)
    this.outsideTelephones.push(telephone)
    return telephone
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

  /** Work comes from outside; `null` while no core takes it. */
  bringsTask(): InteractionId | null {
    const interactionId = this.newId('interaction')
    const { taskQueueId: queueId } = this
    const chance = this.random
    // Some of it is somebody's.
    const owners = this.agents.filter(() => chance.next() < 0.3).slice(0, 1)
    const preferred = owners.map(({ agentId }) => ({ agentId, why: 'owner', patienceMs: 90_000 }) as const)
    const begun = this.core.execute({
      ...{ type: 'BeginTask', interactionId, channel: 'task', queueId, dueAtMs: null },
      ...(preferred.length > 0 && { wishes: { ...noWishes, preferred } }),
    })
    return begun.ok ? interactionId : null
  }

  /** Whoever brought it takes it back, whether anybody has it in hand or not. */
  cancelsTask(interactionId: InteractionId): boolean {
    return this.core.execute({ type: 'EndInteraction', interactionId, reason: 'cancelled' }).ok
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
