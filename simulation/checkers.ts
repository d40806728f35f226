import { type Area, distanceKm } from '#domain/geography/index.ts'
import {
  type Agent,
  type Asked,
  apply,
  brokenTruths,
  type Call,
  calledPartyOf,
  type Engagement,
  emptyState,
  type HeldWork,
  isStillDialed,
  type Membership,
  type Requirement,
  type RoutingEvent,
  type RoutingState,
  restoreState,
  snapshotSlices,
  truths,
} from '#domain/routing/index.ts'
import type { AgentId, InteractionId, LegId, OfferId, QueueId, RecordingId } from '#kernel/ids.ts'
import { breaksAreGrantedInOrder } from './break-rules.ts'
import { outsideBegins } from './outside-telephone.ts'
import { numbersBegin, type SimulatedAgent } from './people.ts'
import { portrait } from './portrait.ts'
import { isTakenAside, RecordingChecker } from './recording-checker.ts'
import { TimelineChecker } from './timeline-checker.ts'
import { holds, TruthBroken } from './truth.ts'
import type { World } from './world.ts'

/** More often than this an agent is offered one interaction only where something goes round in a circle. */
const mostOffersAMinute = 8

/** Look on while the world runs, and know nothing of how it is done. */
export class Checkers {
  readonly #world: World
  /** Who owns what, by the events alone. */
  readonly #ownerOf = new Map<InteractionId, AgentId>()
  readonly #over = new Set<InteractionId>()
  readonly #offered = new Set<OfferId>()
  /** When an interaction was offered to an agent, within the last minute. */
  readonly #offerTimes = new Map<string, readonly number[]>()
  /** Until when who declined is not asked again. */
  readonly #coolDowns = new Map<string, number>()
  readonly #timeline = new TimelineChecker()
  readonly #recordings: RecordingChecker
  #latestMs = 0
  #decisions = 0
  /** What the log alone says, read on from quiet moment to quiet moment. */
  readonly #rebuilt = emptyState()
  #rebuiltTo = 0
  /** How often nothing was under way, so that core and edge could be compared. */
  timesCompared = 0

  constructor(world: World) {
    this.#world = world
    this.#recordings = new RecordingChecker(world)
  }

  recordingBegan(recordingId: RecordingId, left: LegId): void {
    this.#recordings.began(recordingId, left)
  }

  /** Somebody said a verb again, the moment after: what stands because of him is granted, and happens once. */
  saidTwice({ agentId }: SimulatedAgent, isGrantedForNothing: boolean, interactionId: InteractionId): void {
    const interaction = this.#world.core.state?.calls.get(interactionId)
    if (!interaction || isGrantedForNothing) return
    const { engagement, givenByAgentId, parked } = interaction
    const isHis = [engagement?.agentId, givenByAgentId, parked?.byAgentId].includes(agentId)
    holds(!isHis, 'who says a verb twice is granted it twice, and it happens once')
  }

  /** After a decision, durable or not. */
  afterDecision(state: RoutingState, events: readonly RoutingEvent[]): void {
    for (const event of events) {
      this.#follow(event)
      this.#recordings.follow(event)
    }
    for (const { truth } of brokenTruths(state, events)) holds(false, truths[truth])
    // Brute force grows with the square of the centre, so a big one is looked through now and then only.
    const stride = Math.max(1, Math.floor((state.agents.size + state.interactions.size) / 20))
    if (this.#decisions++ % stride !== 0) return
    nobodyWaitsWhileAnEligibleAgentIsIdle(state)
    everyoneDoesHisOwnWorkOrIsStoodInFor(state)
    everyWorkStateIsConsistent(state)
    breaksAreGrantedInOrder(state)
    if (this.#decisions % (16 * stride) === 1) indexesFollowFromTables(state)
  }

  /** What was not durable when the core died was never decided. */
  afterRestart(log: readonly string[]): void {
    this.#ownerOf.clear()
    this.#over.clear()
    this.#offered.clear()
    this.#offerTimes.clear()
    this.#coolDowns.clear()
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
        this.#offerAgain(`${event.interactionId} ${event.agentId}`, event.atMs)
        return
      // A supervisor may ask him all the same.
      case 'CoolDownEnded':
        this.#coolDowns.delete(`${event.interactionId} ${event.agentId}`)
        return
      case 'InteractionMoved':
        this.#askAnew(event.interactionId)
        holds(!this.#ownerOf.has(event.interactionId), 'only what waits is moved')
        return
      case 'OfferDeclined':
        this.#coolDowns.set(`${event.interactionId} ${event.agentId}`, event.askAgainAtMs)
        return
      case 'OfferAccepted':
      case 'TaskAccepted':
        holds(!this.#ownerOf.has(event.interactionId), 'at most one accepted offer for an interaction')
        holds(this.#offered.has(event.offerId), 'only what was offered is accepted')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'CallbackDialed':
        this.#askAnew(event.interactionId)
        holds(!this.#ownerOf.has(event.interactionId), 'who is called back is nobody’s before')
        if (event.agentId === null || event.offerId === null) return
        holds(this.#offered.has(event.offerId), 'only what was offered is dialled')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'CallbackPutOff': {
        this.#askAnew(event.interactionId)
        const wasDialed = this.#ownerOf.delete(event.interactionId)
        holds(wasDialed === (event.agentId !== null), 'only who had it is let go when nobody was reached')
        return
      }
      case 'InteractionDialed':
        holds(!this.#ownerOf.has(event.interactionId), 'who calls somebody owns the interaction alone')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'InteractionReturned': {
        this.#askAnew(event.interactionId)
        const wasOwned = this.#ownerOf.delete(event.interactionId)
        holds(wasOwned === (event.agentId !== null), 'only what an agent owned goes back for his being lost')
        return
      }
      case 'TaskReturned':
        this.#askAnew(event.interactionId)
        holds(this.#ownerOf.get(event.interactionId) === event.agentId, 'a task goes back from who had it')
        this.#ownerOf.delete(event.interactionId)
        return
      case 'InteractionDiverted':
        // In another queue it is another question.
        this.#askAnew(event.interactionId)
        return
      case 'InteractionTransferred':
        this.#askAnew(event.interactionId)
        holds(!this.#over.has(event.interactionId), 'what is over is not sent on')
        holds(this.#ownerOf.get(event.interactionId) === (event.agentId ?? undefined), 'the owner sends on')
        this.#ownerOf.delete(event.interactionId)
        return
      case 'EngagementTakenOver':
        holds(this.#ownerOf.get(event.interactionId) === event.fromAgentId, 'it is taken over from its owner')
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'EngagementBegan':
        holds(!this.#over.has(event.interactionId), 'what is over is not taken')
        holds(
          this.#ownerOf.get(event.interactionId) === (event.fromAgentId ?? undefined),
          'nobody has what another one owns, but from him',
        )
        this.#ownerOf.set(event.interactionId, event.agentId)
        return
      case 'InteractionParked':
        holds(this.#ownerOf.get(event.interactionId) === event.agentId, 'the owner parks')
        this.#ownerOf.delete(event.interactionId)
        return
      case 'MonitoringStarted':
        holds(this.#ownerOf.has(event.interactionId), 'only what an agent owns is monitored')
        return
      case 'InteractionEnded':
      case 'TaskEnded':
        holds(!this.#over.has(event.interactionId), 'a contact ends once')
        this.#over.add(event.interactionId)
        return
      default:
    }
  }

  /** Somebody had it meanwhile, or it waits elsewhere: everybody may be asked. */
  #askAnew(interactionId: InteractionId): void {
    for (const pair of this.#coolDowns.keys()) if (pair.startsWith(interactionId)) this.#coolDowns.delete(pair)
  }

  #offerAgain(pair: string, atMs: number): void {
    holds(atMs >= (this.#coolDowns.get(pair) ?? 0), 'who declined is not asked again before the cool-down is over')
    const times = [...(this.#offerTimes.get(pair) ?? []).filter((time) => time > atMs - 60_000), atMs]
    this.#offerTimes.set(pair, times)
    holds(times.length <= mostOffersAMinute, 'no agent is offered one interaction again and again')
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
    for (const line of core.storage.log.slice(this.#rebuiltTo)) {
      const event = JSON.parse(line) as RoutingEvent
      apply(this.#rebuilt, event)
      this.#timeline.after(this.#rebuilt, event)
    }
    this.#rebuiltTo = core.storage.log.length
    holds(isSame(this.#rebuilt, state), 'the log alone rebuilds the state')
    const { customerLegs, agentLegs, calledLegs, monitorLegs } = state.indexes
    for (const { legId, transport, state: legState, direction } of edge.legs.values()) {
      const isKnown = customerLegs.has(legId) || agentLegs.has(legId) || calledLegs.has(legId) || monitorLegs.has(legId)
      const isCall = transport === 'sip' && (legState === 'connected' || direction === 'outbound')
      holds(!isCall || isKnown, 'nobody is kept on the line, or rung, whose contact is over')
    }
    for (const { agentId, stationId, phone } of this.#world.agents) {
      for (const id of phone ? [stationId, phone.stationId] : [stationId]) {
        const known = state.agents.get(agentId)?.stations.find((station) => station.stationId === id)
        const there = edge.stations.get(id)
        holds(
          (known?.isReachable ?? false) === (there?.reachable ?? false),
          'who can be reached is known to be reachable',
        )
        holds(!known?.legId || known.legId === there?.legId, 'an agent’s station has the leg that the edge says')
      }
    }
    this.#recordings.whenQuiet(state)
    const engaged = new Map<string, Call>()
    for (const interaction of state.calls.values()) {
      const { stage, waiting, engagement, customerLegId, transfer, farLegId } = interaction
      if (stage === 'wrapUp') continue
      const leg = edge.legs.get(customerLegId)
      // An agent who calls from his desk is rung himself before anybody else is.
      const isToBeCalled = stage === 'dialing' && engagement?.isConfirmed === false
      holds(isToBeCalled || leg !== undefined, `a live interaction has a live customer leg, in ${stage}`)
      for (const party of interaction.calledParties) {
        holds(isToBeCalled || edge.legs.has(party.legId), 'who is called, or was and answered, has a leg')
        engaged.set(party.bridgeId, interaction)
      }
      if (transfer) {
        holds(edge.legs.get(transfer.legId)?.state === 'alerting', 'a transfer is under way while it rings')
        holds(edge.legs.has(transfer.askedByLegId), 'who asked for a transfer that is under way is there')
      }
      if (stage === 'dialing') {
        // Called back ahead of an agent: nobody dials.
        if (engagement === null && isStillDialed(interaction)) continue
        holds(!!engagement && edge.legs.has(engagement.agentLegId), 'who dials is on the line')
        if (engagement?.isConfirmed && hearsUs(this.#world, engagement.agentLegId))
          hearsItRing(this.#world, engagement.agentLegId)
        continue
      }
      if (stage === 'through') {
        const party = calledPartyOf(interaction, farLegId)
        holds(party !== undefined, 'who is put through is so to somebody')
        if (party?.answeredAtMs === null && leg?.state === 'connected') hearsItRing(this.#world, customerLegId)
        if (party?.answeredAtMs == null || leg?.state !== 'connected') continue
        // A phone that took the place of one that had answered is being answered itself.
        if (edge.legs.get(party.legId)?.state !== 'connected') continue
        const bridge = edge.bridges.get(party.bridgeId)
        holds(bridge?.legIds.has(customerLegId) === true, 'who is put through is joined')
        holds(bridge?.legIds.has(party.legId) === true, 'the far end is in the bridge')
        for (const legId of interaction.members)
          holds(bridge?.legIds.has(legId) === true, 'who talks on is in the bridge')
        holds(bridge?.heldLegIds.size === 0, 'nobody is left on hold with whom nobody of ours is')
        continue
      }
      if (stage !== 'engaged' || !engagement) {
        holds(leg?.bridgeId === undefined, 'who waits is in no bridge')
        // A phone that took the place of one that waited hears it once it is answered.
        const isAnswered = leg?.state === 'connected'
        const heard = edge.playing.get(customerLegId)?.what
        // Or, for a moment, that he may be called back.
        const isMusic = heard === 'music' || (waiting?.isCallbackOffered === true && heard === 'callback-offer')
        const waits = stage === 'queued' || stage === 'parked'
        holds(!waits || !isAnswered || isMusic, 'who waits hears music')
        continue
      }
      engaged.set(engagement.bridgeId, interaction)
      if (edge.legs.get(engagement.agentLegId)?.state !== 'connected' || !engagement.isConfirmed) continue
      if (leg?.state !== 'connected') continue
      everybodyHearsWhoHeShould(this.#world, state, interaction, engagement)
      this.#recordings.inTalk(state, interaction, engagement)
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
    for (const recordingId of edge.recordings.promised) {
      holds(core.storage.recordings.has(recordingId), 'a finished recording is found again')
    }
    const log = core.storage.log.join('\n')
    holds(!log.includes(outsideBegins), 'no number outside is in the log')
    holds(!log.includes(numbersBegin) && !/(caller|agent) \d/.test(log), 'no number or name is in the log')
    holds(isSame(restoreState(JSON.parse(JSON.stringify(snapshotSlices(state, 3)))), state), 'a snapshot is the state')
  }
}

/** In words of its own: the truth about each ear, whatever the verbs were that led to it. */
function everybodyHearsWhoHeShould(world: World, state: RoutingState, interaction: Call, engagement: Engagement): void {
  const { edge } = world
  const { customerLegId, consultation, members, monitors, mutedLegIds, areDigitsMasked } = interaction
  const { bridgeId, agentLegId, isHeld, isMuted } = engagement
  const talk = edge.bridges.get(bridgeId)
  const isAside = consultation?.talksTo === 'consulted'
  const party = consultation ? calledPartyOf(interaction, consultation.legId) : undefined
  const consult = party && party.answeredAtMs !== null ? edge.bridges.get(party.bridgeId) : undefined
  // Who is told or asked whether he is recorded comes into the talk when that is over.
  const isTold = isTakenAside(world, state, interaction)
  holds((talk?.legIds.has(customerLegId) ?? false) === !isTold, 'who owns an interaction is joined with its customer')
  holds((talk?.legIds.has(agentLegId) ?? false) === !isAside, 'the agent is in the bridge, or consults')
  if (isAside && party?.answeredAtMs === null) hearsItRing(world, agentLegId)
  for (const legId of members) holds(talk?.legIds.has(legId) === true, 'who confers is in the bridge')
  const onHold = members.length === 0 && isHeld
  holds(isTold || talk?.heldLegIds.has(customerLegId) === onHold, 'the record of hold is the edge’s')
  if (!isAside) {
    const standsAside = members.length > 0 && isHeld
    holds(talk?.heldLegIds.has(agentLegId) === standsAside, 'in a conference it is the agent who is on hold')
  }
  holds(edge.legs.get(agentLegId)?.muted === isMuted, 'the record of mute is the edge’s')
  const answered = party && party.answeredAtMs !== null ? [party.legId] : []
  for (const legId of [customerLegId, ...members, ...answered]) {
    const isSo = edge.legs.get(legId)?.muted === mutedLegIds.includes(legId)
    holds(isSo, 'who is muted in a conference is so, and nobody else')
  }
  if (party && party.answeredAtMs !== null) {
    holds(consult?.legIds.has(party.legId) === true, 'who is consulted is in a bridge of his own')
    holds(consult?.legIds.has(agentLegId) === isAside, 'the agent talks to the consulted, or lets him wait')
    holds(consult?.heldLegIds.has(party.legId) === !isAside, 'the consulted who waits hears music')
  }
  const isHeardByCustomer = (legId: typeof agentLegId) => world.heardIn(bridgeId, customerLegId).includes(legId)
  const isAway = onHold || isAside || isTold
  holds(isAway || isMuted || isHeld || isHeardByCustomer(agentLegId), 'a customer hears his agent')
  const hears = world.heardOn(customerLegId)
  holds(isMuted || hears !== 'silence' || mutedLegIds.length > 0, 'no customer hears nothing')
  const place = isAside ? consult : talk
  for (const { legId, mode, isConfirmed } of monitors) {
    if (!isConfirmed || !place || edge.legs.get(legId)?.state !== 'connected') continue
    if (mode === 'barge') {
      holds(place.legIds.has(legId), 'who barges is a party')
      continue
    }
    const heardBy = place.monitors.get(legId)
    holds(heardBy !== undefined, 'a supervisor is beside the bridge in which the agent is')
    holds(!isHeardByCustomer(legId), 'the customer never hears who listens or coaches')
    holds(heardBy?.includes(agentLegId) === (mode === 'coach'), 'the agent hears who coaches, and not who listens')
  }
  const barging = monitors.filter(({ mode }) => mode === 'barge').map(({ legId }) => legId)
  const mayTalk = new Set([customerLegId, ...members, ...(isAside ? [] : [agentLegId, ...barging])])
  // While it rings at whom he consults, who barges stays with the customer.
  if (isAside && !consult) for (const legId of barging) mayTalk.add(legId)
  for (const legId of talk?.legIds ?? []) holds(mayTalk.has(legId), 'nobody else is in the talk')
  const mayConsult = new Set([party?.legId, ...(isAside ? [agentLegId, ...barging] : [])])
  for (const legId of consult?.legIds ?? []) holds(mayConsult.has(legId), 'nobody else is in the consultation')
  const beside = new Set(monitors.map(({ legId }) => legId))
  for (const legId of [...(talk?.monitors.keys() ?? []), ...(consult?.monitors.keys() ?? [])]) {
    holds(beside.has(legId), 'nobody listens who is not on record')
  }
  holds(edge.masked.has(customerLegId) === areDigitsMasked, 'the record of masked digits is the edge’s')
}

/** Whether it is we who say on this leg that it rings: a phone that called us says so by itself. */
function hearsUs({ edge }: World, legId: LegId): boolean {
  const leg = edge.legs.get(legId)
  return leg?.state === 'connected' && (leg.direction === 'outbound' || leg.transport === 'web')
}

function hearsItRing({ edge }: World, legId: LegId): void {
  const isHeard = edge.legs.get(legId)?.bridgeId === undefined && edge.playing.get(legId)?.tone === 'ringback'
  holds(isHeard, 'who waits for somebody to answer hears it ring')
}

const isSame = (a: RoutingState, b: RoutingState): boolean =>
  JSON.stringify(portrait(a)) === JSON.stringify(portrait(b))

/** By the letter of what is asked of where somebody works. */
function worksNearEnough(areas: readonly Area[], { place, reach }: NonNullable<Asked['area']>): boolean {
  if (reach === 'anywhere') return true
  if (typeof reach === 'object') return areas.some((area) => distanceKm(area, place) <= reach.km)
  const near = new Set([place.regionCode, ...(reach === 'neighbors' ? place.neighbors : [])])
  return areas.some(({ regionCode }) => near.has(regionCode))
}

/** By the letter of what is asked, without what the decider remembers of it. */
function canDo({ settings }: Agent, { ring = 1 }: Membership, asked: Asked | undefined): boolean {
  if (asked?.ring != null && ring > asked.ring) return false
  if (asked?.area && !worksNearEnough(settings.areas ?? [], asked.area)) return false
  const meets = (requirement: Requirement): boolean => {
    if ('skillId' in requirement) return (settings.skills?.[requirement.skillId] ?? 0) >= requirement.least
    if ('not' in requirement) return !meets(requirement.not)
    return 'all' in requirement ? requirement.all.every(meets) : requirement.any.some(meets)
  }
  return asked?.requirement == null || meets(asked.requirement)
}

/** By brute force, in words of its own: every waiting interaction against every agent. */
/** By counting who is free, and without what the decider remembers of it. */
function isKeptForASkill(state: RoutingState, agent: Agent, asked: Asked | undefined): boolean {
  const isFree = ({ presence, nextPresence, monitoring, coolsDownUntilMs, work, station }: Agent) => {
    if (presence.kind !== 'available' || nextPresence !== null || monitoring !== null) return false
    if (coolsDownUntilMs !== undefined) return false
    return canBearTask({ work } as Agent) || (station?.isReachable === true && work.every(isInterruptedByCall))
  }
  return (asked?.kept ?? []).some((skillId) => {
    const reservation = state.reservations.get(skillId)
    if (!reservation) return false
    const knows = ({ settings }: Agent) => (settings.skills?.[skillId] ?? 0) >= reservation.least
    const free = [...state.agents.values()].filter((other) => knows(other) && isFree(other)).length
    return knows(agent) && free <= reservation.keepFree
  })
}

function nobodyWaitsWhileAnEligibleAgentIsIdle(state: RoutingState): void {
  for (const interaction of state.interactions.values()) {
    const { waiting } = interaction
    if (!waiting || waiting.offerIds.length > 0) continue
    for (const agent of state.agents.values()) {
      const isIdle =
        agent.presence.kind === 'available' &&
        (interaction.kind === 'task' ? canBearTask(agent) : agent.work.every(isInterruptedByCall)) &&
        agent.nextPresence === null &&
        agent.monitoring === null &&
        agent.coolsDownUntilMs === undefined
      const { station } = agent
      const isHere =
        interaction.kind === 'task' ||
        (station?.isReachable === true &&
          (interaction.kind === 'callback' || station.edgeId === null || station.edgeId === interaction.edgeId))
      const membership = agent.settings.memberships.find(({ queueId }) => queueId === waiting.queueId)
      const isOfTeam = waiting.asked[waiting.step]?.isOfTeam === true
      const wantsHim = waiting.asked[waiting.step]?.agentIds !== undefined
      const isMember = membership !== undefined && (!membership.isStandIn || isOfTeam || wantsHim)
      const serves = isMember && canDo(agent, membership, waiting.asked[waiting.step])
      const wanted = waiting.asked[waiting.step]?.agentIds
      const isKept = isKeptForASkill(state, agent, waiting.asked[waiting.step])
      const mayBeAsked =
        !isKept &&
        waiting.coolDowns.every(({ agentId }) => agentId !== agent.agentId) &&
        (wanted === undefined || wanted.includes(agent.agentId))
      holds(!(isIdle && isHere && serves && mayBeAsked), 'nobody waits while an eligible agent is idle')
    }
  }
}

/** Rules hold in their time; whoever is stood in for is not asked for what is kept for him, and else nobody is in his place. */
function everyoneDoesHisOwnWorkOrIsStoodInFor(state: RoutingState): void {
  const isOn = (agentId: AgentId, queueId: QueueId, channel: string): boolean => {
    const known = state.substitutions.get(agentId)
    return (known?.rules ?? []).some(
      ({ substitutionId, queueIds, channels }) =>
        known?.active.some((active) => active.substitutionId === substitutionId) &&
        (queueIds?.includes(queueId) ?? true) &&
        (channels?.some((one) => one === channel) ?? true),
    )
  }
  for (const { agentId, rules, active } of state.substitutions.values()) {
    const dueMs = state.indexes.substitutionsDue.get(agentId)
    for (const { substitutionId, when } of rules) {
      const isActive = active.some((one) => one.substitutionId === substitutionId)
      if (when.kind !== 'absence') continue
      const isNow = when.fromMs <= state.latestMs && (when.untilMs === null || when.untilMs > state.latestMs)
      const isDue = dueMs !== undefined && dueMs <= state.latestMs
      holds(isActive === isNow || isDue, 'an absence begins and ends by its clock')
    }
  }
  for (const { waiting, wishes, channel } of state.interactions.values()) {
    const now = waiting?.asked[waiting.step]
    if (!waiting?.ofAgentIds || (now?.agentIds === undefined && !now?.isOfTeam)) continue
    const { queueId } = waiting
    const owners = [...(wishes.preferred ?? []).map(({ agentId }) => agentId)]
    const owner = state.queues.get(queueId)?.settings.ownerAgentId
    for (const agentId of owner === undefined ? owners : []) {
      const others = (waiting.handedOver ?? []).filter((one) => one.agentId !== agentId)
      const isAskedForAnother = others.some(({ to }) => to.includes(agentId))
      const isAsked = now.agentIds?.includes(agentId) === true
      holds(
        !(isOn(agentId, queueId, channel) && isAsked && !isAskedForAnother),
        'who is away is not asked for what is his',
      )
    }
    for (const { agentId } of waiting.handedOver ?? []) {
      holds(isOn(agentId, queueId, channel), 'what was handed over comes back')
    }
  }
}

/** In words of its own, as agents are in every world: two tasks at once, each a fifth of him; a call takes all of him. */
const isTask = ({ channel }: HeldWork): boolean => channel === 'task'
const isInterruptedByCall = (held: HeldWork): boolean => isTask(held) && held.workState === 'engaged'
const canBearTask = ({ work }: Agent): boolean => work.every(isTask) && work.length < 2

function everyWorkStateIsConsistent(state: RoutingState): void {
  let held = 0
  for (const agent of state.agents.values()) {
    if (agent.monitoring !== null) {
      const monitored = state.calls.get(agent.monitoring)
      holds(
        monitored?.monitors.some(({ agentId }) => agentId === agent.agentId) === true,
        'who monitors is beside a call',
      )
      const { customerLegs, agentLegs, calledLegs } = state.indexes
      const legId = monitored?.monitors.find(({ agentId }) => agentId === agent.agentId)?.legId
      const isElsewhere = legId && (customerLegs.has(legId) || agentLegs.has(legId) || calledLegs.has(legId))
      holds(!isElsewhere, 'who monitors talks on that leg to nobody else')
    }
    const [offered, other] = agent.work.filter(({ workState }) => workState === 'offered')
    if (offered && isTask(offered)) {
      holds(agent.work.every(isTask) && agent.work.length <= 2, 'nobody is offered a task beyond what he can bear')
    } else if (offered) {
      // What he began to write up after he was asked was no hindrance then.
      const isLater = (held: HeldWork) => held.workState === 'wrapUp' && held.sinceMs >= offered.sinceMs
      const others = agent.work.filter((held) => held !== offered && !isLater(held))
      holds(!other && others.every(isInterruptedByCall), 'who talks, rings or writes up is offered no call')
    }
    for (const { interactionId, workState } of agent.work) {
      held++
      const interaction = state.interactions.get(interactionId)
      if (!interaction) throw new TruthBroken('who holds work holds a live interaction')
      const { stage, waiting, engagement, wrapUps } = interaction
      const calledParties = interaction.kind === 'call' ? interaction.calledParties : []
      if (workState === 'offered') {
        const offers = waiting?.offerIds.map((offerId) => state.offers.get(offerId)) ?? []
        holds(
          offers.some((offer) => offer?.agentId === agent.agentId),
          'who is offered work has a pending offer',
        )
        holds(
          agent.presence.kind === 'available' && (interaction.kind === 'task' || agent.station?.isReachable === true),
          'only the ready are offered work',
        )
      } else if (workState === 'wrapUp') {
        holds(
          wrapUps.some(({ agentId }) => agentId === agent.agentId),
          'wrap-up has its clock',
        )
      } else {
        const isOwner = engagement?.agentId === agent.agentId && (stage === 'engaged' || stage === 'dialing')
        const isCalled = calledParties.some(({ agentId }) => agentId === agent.agentId)
        holds(isOwner !== isCalled, 'who is engaged owns the interaction, or is called in it')
        holds(stage !== 'wrapUp', 'nobody is engaged in what is over')
      }
    }
  }
  let owned = 0
  for (const interaction of state.interactions.values()) {
    const { stage, waiting, engagement, wrapUps } = interaction
    const isAhead = interaction.kind === 'call' && isStillDialed(interaction) && engagement === null
    const isHeld = stage === 'engaged' || (stage === 'dialing' && !isAhead)
    owned += (waiting?.offerIds.length ?? 0) + (isHeld ? 1 : 0)
    owned += wrapUps.length
    holds((stage === 'queued') === (waiting !== null), 'who is queued waits')
    holds(stage === 'wrapUp' || isHeld === (engagement !== null), 'who is engaged has an agent')
    holds(stage !== 'wrapUp' || wrapUps.length > 0, 'what is over is kept while somebody writes it up')
    if (interaction.kind === 'task') {
      holds(stage === 'queued' || stage === 'engaged' || stage === 'wrapUp', 'a task waits, is worked on or written up')
      continue
    }
    if (interaction.kind === 'callback') {
      const isDue = stage === 'scheduled' && interaction.dueAtMs !== null
      holds(stage === 'queued' || isDue, 'who is to be called back waits for his turn or has a time')
      continue
    }
    const { consultation, members, monitors, calledParties, farLegId } = interaction
    owned += calledParties.filter(({ agentId }) => agentId !== null).length
    holds((stage === 'through') === (farLegId !== null), 'who is put through has a far end')
    holds((stage === 'parked') === (interaction.parked !== null), 'who is parked has a slot')
    holds(consultation === null || stage === 'engaged', 'only an engaged agent consults')
    holds(members.length === 0 || stage === 'engaged' || stage === 'through', 'only who talks confers')
    holds(monitors.length === 0 || stage === 'engaged', 'only an engaged agent is monitored')
    for (const legId of [...members, ...(consultation ? [consultation.legId] : [])]) {
      holds(calledPartyOf(interaction, legId) !== undefined, 'who confers or is consulted was called')
    }
    for (const { agentId } of monitors) {
      holds(state.agents.get(agentId)?.monitoring === interaction.interactionId, 'a supervisor knows what he monitors')
    }
  }
  holds(held === owned, 'what an agent holds and who holds it say the same')
  for (const offer of state.offers.values()) {
    holds(
      state.interactions.get(offer.interactionId)?.waiting?.offerIds.includes(offer.offerId) === true,
      'a pending offer is its interaction’s',
    )
  }
}

function indexesFollowFromTables(state: RoutingState): void {
  const fresh = restoreState(snapshotSlices(state))
  holds(isSame(fresh, state), 'the indexes follow from the tables')
}
