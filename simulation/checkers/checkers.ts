import { brokenTruths, type RoutingEvent, type RoutingState, truths } from '#domain/routing/index.ts'
import type { InteractionId, LegId, RecordingId } from '#kernel/ids.ts'
import type { SimulatedAgent } from '../people.ts'
import type { World } from '../world.ts'
import { nobodyWhoTalksIsTold, whoeverIsToldStandsThere } from './announcements.ts'
import { AskingAgainChecker } from './asking-again.ts'
import { breaksAreGrantedInOrder } from './breaks.ts'
import { everyCallIsAtTheEdge } from './calls.ts'
import { everyFlowIsCarried } from './flows.ts'
import { endedLegsAreInNoBridge, nobodyIsKeptOnTheLine, noLineIsLeft } from './lines.ts'
import { LogChecker, nothingPersonalIsIn } from './log.ts'
import { OwnershipChecker } from './ownership.ts'
import { prioritiesAreAsExplained } from './priorities.ts'
import { RecordingChecker } from './recordings.ts'
import { aSnapshotIsTheState, indexesFollowFromTables } from './snapshots.ts'
import { stationsAreAsTheEdgeSays } from './stations.ts'
import { everyoneDoesHisOwnWorkOrIsStoodInFor } from './substitution.ts'
import { holds } from './truth.ts'
import { nobodyIsAskedForWhoSpeaksAlone } from './voicemail.ts'
import { nobodyWaitsWhileAnEligibleAgentIsIdle } from './waiting.ts'
import { everyWorkStateIsConsistent } from './work.ts'

/** Look on while the world runs, and know nothing of how it is done. */
export class Checkers {
  readonly #world: World
  #ownership = new OwnershipChecker()
  #askingAgain = new AskingAgainChecker()
  readonly #log = new LogChecker()
  readonly #recordings: RecordingChecker
  #latestMs = 0
  #decisions = 0
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
    whoeverIsToldStandsThere(state, events)
    for (const { truth } of brokenTruths(state, events)) holds(false, truths[truth])
    // Brute force grows with the square of the centre, so a big one is looked through now and then only.
    const stride = Math.max(1, Math.floor((state.agents.size + state.interactions.size) / 20))
    if (this.#decisions++ % stride !== 0) return
    nobodyWaitsWhileAnEligibleAgentIsIdle(state)
    everyoneDoesHisOwnWorkOrIsStoodInFor(state)
    nobodyIsAskedForWhoSpeaksAlone(state)
    prioritiesAreAsExplained(state)
    everyWorkStateIsConsistent(state)
    breaksAreGrantedInOrder(state)
    if (this.#decisions % (16 * stride) === 1) indexesFollowFromTables(state)
  }

  /** What was not durable when the core died was never decided. */
  afterRestart(log: readonly string[]): void {
    this.#ownership = new OwnershipChecker()
    this.#askingAgain = new AskingAgainChecker()
    this.#latestMs = 0
    for (const line of log) this.#follow(JSON.parse(line) as RoutingEvent)
  }

  #follow(event: RoutingEvent): void {
    holds(event.atMs >= this.#latestMs, `${event.type} is earlier than the event before it`)
    this.#latestMs = event.atMs
    this.#ownership.follow(event)
    this.#askingAgain.follow(event)
  }

  /** When nothing is under way between decider, disk and edge, the two sides agree. */
  whenQuiet(): void {
    const { core, edge } = this.#world
    const { state } = core
    endedLegsAreInNoBridge(edge)
    if (!state || !core.isQuiet || !core.isConnected || !edge.isUp) return
    this.timesCompared++
    this.#log.whenQuiet(state, core.storage.log)
    nobodyIsKeptOnTheLine(edge, state)
    stationsAreAsTheEdgeSays(this.#world, state)
    everyCallIsAtTheEdge(this.#world, state)
    everyFlowIsCarried(this.#world, state)
    nobodyWhoTalksIsTold(edge, state)
    this.#recordings.whenQuiet(state)
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
    noLineIsLeft(edge)
    for (const agent of state.agents.values()) holds(agent.work.length === 0, 'no agent holds work')
    for (const recordingId of edge.recordings.promised) {
      holds(core.storage.recordings.has(recordingId), 'a finished recording is found again')
    }
    nothingPersonalIsIn(core.storage.log)
    aSnapshotIsTheState(state)
  }
}
