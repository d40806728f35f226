import {
  apply,
  emptyState,
  type Interaction,
  type RoutingEvent,
  type RoutingState,
  restoreState,
  snapshotSlices,
} from '#domain/routing/index.ts'
import type { AgentId, InteractionId, OfferId } from '#kernel/ids.ts'
import { numbersBegin } from './people.ts'
import { portrait } from './portrait.ts'
import type { World } from './world.ts'

/** What a checker saw that must never be. The message says which truth was broken, and the world's seed is in its test. */
export class TruthBroken extends Error {
  override readonly name = 'TruthBroken'
}
function holds(condition: boolean, truth: string): void {
  if (!condition) throw new TruthBroken(truth)
}

/** Look on while the world runs, and know nothing of how it is done. */
export class Checkers {
  readonly #world: World
  /** Who owns what, by the events alone. */
  readonly #ownerOf = new Map<InteractionId, AgentId>()
  readonly #over = new Set<InteractionId>()
  readonly #offered = new Set<OfferId>()
  #latestMs = 0
  #decisions = 0
  /** What the log alone says, read on from quiet moment to quiet moment. */
  readonly #rebuilt = emptyState()
  #rebuiltTo = 0
  /** How often nothing was under way, so that core and edge could be compared. */
  timesCompared = 0

  constructor(world: World) {
    this.#world = world
  }

  /** After a decision, durable or not. */
  afterDecision(state: RoutingState, events: readonly RoutingEvent[]): void {
    for (const event of events) this.#follow(event)
    // Brute force grows with the square of the centre, so a big one is looked through now and then only.
    const stride = Math.max(1, Math.floor((state.agents.size + state.interactions.size) / 20))
    if (this.#decisions++ % stride !== 0) return
    nobodyWaitsWhileAnEligibleAgentIsIdle(state)
    everyWorkStateIsConsistent(state)
    if (this.#decisions % (16 * stride) === 1) indexesFollowFromTables(state)
  }

  /** What was not durable when the core died was never decided. */
  afterRestart(log: readonly string[]): void {
    this.#ownerOf.clear()
    this.#over.clear()
    this.#offered.clear()
    this.#latestMs = 0
    for (const line of log) this.#follow(JSON.parse(line) as RoutingEvent)
  }

  /** At most one accepted offer for an interaction; nothing happens to what is over; time runs forward. */
  #follow(event: RoutingEvent): void {
    holds(event.atMs >= this.#latestMs, `${event.type} is earlier than the event before it`)
    this.#latestMs = event.atMs
    switch (event.type) {
      case 'OfferMade':
        holds(!this.#over.has(event.interactionId), 'what is over is not offered')
        holds(!this.#ownerOf.has(event.interactionId), 'what an agent owns is not offered to another')
        holds(!this.#offered.has(event.offerId), 'an offer is made once')
        this.#offered.add(event.offerId)
        return
      case 'OfferAccepted':
        holds(!this.#ownerOf.has(event.interactionId), 'at most one accepted offer for an interaction')
        holds(this.#offered.has(event.offerId), 'only what was offered is accepted')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'InteractionReturned':
        holds(this.#ownerOf.delete(event.interactionId), 'only what an agent owned goes back')
        return
      case 'InteractionEnded':
        holds(!this.#over.has(event.interactionId), 'a contact ends once')
        this.#over.add(event.interactionId)
        return
      default:
    }
  }

  /** When nothing is under way between decider, disk and edge, the two sides agree. */
  whenQuiet(): void {
    const { core, edge } = this.#world
    const { state } = core
    for (const bridge of edge.bridges.values()) {
      for (const legId of bridge.legIds) holds(edge.legs.has(legId), 'an ended leg is in no bridge')
    }
    if (!state || !core.isQuiet || !core.isConnected || !edge.isUp) return
    this.timesCompared++
    for (const line of core.storage.log.slice(this.#rebuiltTo)) apply(this.#rebuilt, JSON.parse(line) as RoutingEvent)
    this.#rebuiltTo = core.storage.log.length
    holds(isSame(this.#rebuilt, state), 'the log alone rebuilds the state')
    for (const { legId, stationId, state: legState } of edge.legs.values()) {
      const isCustomers = stationId === undefined && legState === 'connected'
      holds(!isCustomers || state.indexes.customerLegs.has(legId), 'nobody is kept on the line whose contact is over')
    }
    for (const { agentId, stationId } of this.#world.agents) {
      const known = state.agents.get(agentId)?.station
      const there = edge.stations.get(stationId)
      holds(
        (known?.isReachable ?? false) === (there?.reachable ?? false),
        'who can be reached is known to be reachable',
      )
      holds(!known?.legId || known.legId === there?.legId, 'an agent’s station has the leg that the edge says')
    }
    const engaged = new Map<string, Interaction>()
    for (const interaction of state.interactions.values()) {
      const { stage, engagement, customerLegId } = interaction
      if (stage === 'wrapUp') continue
      const leg = edge.legs.get(customerLegId)
      holds(leg !== undefined, `a live interaction has a live customer leg, in ${stage}`)
      if (stage !== 'engaged' || !engagement) {
        holds(leg?.bridgeId === undefined, 'who waits is in no bridge')
        holds(stage !== 'queued' || edge.playing.get(customerLegId)?.what === 'music', 'who waits hears music')
        continue
      }
      engaged.set(engagement.bridgeId, interaction)
      if (edge.legs.get(engagement.agentLegId)?.state === 'alerting') continue
      const bridge = edge.bridges.get(engagement.bridgeId)
      holds(bridge?.legIds.has(customerLegId) === true, 'who owns an interaction is joined with its customer')
      holds(bridge?.legIds.has(engagement.agentLegId) === true, 'the agent is in the bridge')
      holds(bridge?.heldLegIds.has(customerLegId) === engagement.isHeld, 'the record of hold is the edge’s')
      holds(edge.legs.get(engagement.agentLegId)?.muted === engagement.isMuted, 'the record of mute is the edge’s')
    }
    for (const bridgeId of edge.bridges.keys())
      holds(engaged.has(bridgeId), 'a bridge belongs to an engaged interaction')
  }

  /** The day is over: everybody has hung up, and time has passed. */
  atTheEnd(): void {
    const { core, edge } = this.#world
    const { state } = core
    holds(!!state && core.isConnected, 'the core is there at the end')
    if (!state) return
    this.whenQuiet()
    holds(state.interactions.size === 0, 'no live interaction remains when all have hung up')
    holds(state.offers.size === 0, 'no offer remains')
    holds(state.recordings.size === 0, 'no recording stays open')
    holds(edge.bridges.size === 0, 'no bridge remains')
    for (const { stationId, direction } of edge.legs.values()) {
      holds(stationId !== undefined && direction === 'inbound', 'no leg of a call remains')
    }
    for (const agent of state.agents.values()) holds(agent.work.length === 0, 'no agent holds work')
    for (const recordingId of edge.promised) {
      holds(core.storage.recordings.has(recordingId), 'a finished recording is found again')
    }
    const log = core.storage.log.join('\n')
    holds(!log.includes(numbersBegin) && !/(caller|agent) \d/.test(log), 'no number or name is in the log')
    holds(isSame(restoreState(JSON.parse(JSON.stringify(snapshotSlices(state, 3)))), state), 'a snapshot is the state')
  }
}

const isSame = (a: RoutingState, b: RoutingState): boolean =>
  JSON.stringify(portrait(a)) === JSON.stringify(portrait(b))

/** By brute force, in words of its own: every waiting interaction against every agent. */
function nobodyWaitsWhileAnEligibleAgentIsIdle(state: RoutingState): void {
  for (const { waiting, edgeId } of state.interactions.values()) {
    if (!waiting || waiting.offerId !== null) continue
    for (const agent of state.agents.values()) {
      const isIdle = agent.presence.kind === 'available' && agent.work.length === 0 && agent.nextPresence === null
      const isHere = agent.station?.isReachable === true && agent.station.edgeId === edgeId
      const serves = agent.settings.memberships.some(({ queueId }) => queueId === waiting.queueId)
      const mayBeAsked = waiting.coolDowns.every(({ agentId }) => agentId !== agent.agentId)
      holds(!(isIdle && isHere && serves && mayBeAsked), 'nobody waits while an eligible agent is idle')
    }
  }
}

function everyWorkStateIsConsistent(state: RoutingState): void {
  let held = 0
  for (const agent of state.agents.values()) {
    holds(agent.work.length <= 1, 'nobody holds more than his capacity')
    for (const { interactionId, workState } of agent.work) {
      held++
      const interaction = state.interactions.get(interactionId)
      if (!interaction) throw new TruthBroken('who holds work holds a live interaction')
      const { stage, waiting, engagement, wrapUp } = interaction
      if (workState === 'offered') {
        const offer = waiting?.offerId ? state.offers.get(waiting.offerId) : undefined
        holds(offer?.agentId === agent.agentId, 'who is offered work has a pending offer')
        holds(
          agent.presence.kind === 'available' && agent.station?.isReachable === true,
          'only the ready are offered work',
        )
      } else {
        holds(engagement?.agentId === agent.agentId, 'who is engaged owns the interaction')
        holds(stage === workState, 'work state and stage say the same')
        holds((workState === 'wrapUp') === (wrapUp !== null), 'wrap-up has its clock')
      }
    }
  }
  let owned = 0
  for (const { stage, waiting, engagement } of state.interactions.values()) {
    if (waiting?.offerId || engagement) owned++
    holds((stage === 'queued') === (waiting !== null), 'who is queued waits')
    holds((stage === 'engaged' || stage === 'wrapUp') === (engagement !== null), 'who is engaged has an agent')
  }
  holds(held === owned, 'what an agent holds and who holds it say the same')
  for (const offer of state.offers.values()) {
    holds(
      state.interactions.get(offer.interactionId)?.waiting?.offerId === offer.offerId,
      'a pending offer is its interaction’s',
    )
  }
}

function indexesFollowFromTables(state: RoutingState): void {
  const fresh = restoreState(snapshotSlices(state))
  holds(isSame(fresh, state), 'the indexes follow from the tables')
}
