import type { CalledParty, RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeEvent } from '#protocol/edge/index.ts'
import type { DeskGoneTask, DeskUnreached } from '#protocol/realtime/index.ts'
import { LineConditions } from './line-conditions.ts'
import type { ShownMoments } from './topic-view.ts'
import { withoutAbsent } from './without-absent.ts'

/** What an agent does when he goes on to something else, or what happens to him then. */
const goesOnAt: ReadonlySet<RoutingEvent['type']> = new Set<RoutingEvent['type']>([
  'InteractionDialed',
  'CallbackDialed',
  'OfferAccepted',
  'TaskAccepted',
  'EngagementBegan',
  'ConsultationStarted',
  'InteractionRetrieved',
  'WrapUpFinished',
  'AgentRemoved',
])

/** Keeps the moments that topics show, from the events that go by. What happened before is not known to it. */
export class Moments implements ShownMoments {
  readonly #station = new Map<AgentId, number>()
  readonly #held = new Map<InteractionId, number>()
  readonly #endReasons = new Map<InteractionId, string>()
  readonly lines = new LineConditions()
  readonly #unreached = new Map<AgentId, DeskUnreached>()
  readonly #goneTasks = new Map<AgentId, DeskGoneTask>()
  readonly #calledNumbers = new Map<LegId, string>()
  readonly #consulted = new Map<InteractionId, CalledParty>()
  #beganMs: number

  constructor(beganMs: number) {
    this.#beganMs = beganMs
  }

  stationSinceMs = (agentId: AgentId): number => this.#station.get(agentId) ?? this.#beganMs
  heldSinceMs = (interactionId: InteractionId): number | undefined => this.#held.get(interactionId)
  endReason = (interactionId: InteractionId): string | undefined => this.#endReasons.get(interactionId)
  unreached = (agentId: AgentId): DeskUnreached | undefined => this.#unreached.get(agentId)
  goneTask = (agentId: AgentId): DeskGoneTask | undefined => this.#goneTasks.get(agentId)
  calledNumber = (legId: LegId): string | undefined => this.#calledNumbers.get(legId)

  /** Forgets everything: the state was loaded anew. */
  clear(beganMs: number): void {
    this.#beganMs = beganMs
    this.#station.clear()
    this.#held.clear()
    this.#endReasons.clear()
    this.#consulted.clear()
  }

  note(event: RoutingEvent): void {
    switch (event.type) {
      case 'StationConnected':
      case 'StationDisconnected':
        this.#station.set(event.agentId, event.atMs)
        return
      case 'InteractionHeld':
      case 'ConsultationStarted':
        this.#held.set(event.interactionId, event.atMs)
        return
      case 'ConsultationAlternated':
        if (event.talksTo === 'consulted') this.#held.set(event.interactionId, event.atMs)
        else this.#held.delete(event.interactionId)
        return
      case 'InteractionRetrieved':
      case 'ConferenceJoined':
        this.#held.delete(event.interactionId)
        return
      case 'InteractionEnded':
        this.#held.delete(event.interactionId)
        // Only who is in wrap-up still shows it.
        if (event.isWrapUpDue) this.#endReasons.set(event.interactionId, event.reason)
        return
      case 'TaskEnded':
        if (event.isWrapUpDue) this.#endReasons.set(event.interactionId, event.reason)
        return
      case 'WrapUpFinished':
        this.#endReasons.delete(event.interactionId)
        return
      case 'AgentRemoved':
        this.#station.delete(event.agentId)
        this.#goneTasks.delete(event.agentId)
        return
      default:
    }
  }

  /** Somebody whom an agent called from his desk was not reached, or the agent goes on to something else. */
  noteUnreached(
    event: RoutingEvent,
    number: string | undefined,
    agentName: (agentId: AgentId) => string | undefined,
  ): void {
    this.#noteConsultation(event, agentName)
    if (event.type === 'InteractionEnded' && event.stage === 'dialing' && event.agentId !== null) {
      const { interactionId, reason, atMs } = event
      if (reason === 'agent-ended') return
      this.#unreached.set(event.agentId, { interactionId, ...(number === undefined ? {} : { number }), reason, atMs })
    }
    if (goesOnAt.has(event.type) && 'agentId' in event && event.agentId !== null) this.#unreached.delete(event.agentId)
  }

  /** A task was taken out of an agent's hands by whoever brought it, and no wrap-up says so. */
  noteGoneTask(event: RoutingEvent, subject: string | undefined): void {
    if (goesOnAt.has(event.type) && 'agentId' in event && event.agentId !== null) this.#goneTasks.delete(event.agentId)
    if (event.type !== 'TaskEnded' || event.reason !== 'cancelled' || event.agentId === null || event.isWrapUpDue)
      return
    const { interactionId, agentId, atMs } = event
    this.#goneTasks.set(agentId, { interactionId, ...withoutAbsent({ subject }), atMs })
  }

  /** Who was asked and did not come: the customer is on hold still, and who asked has to see why he hears nobody. */
  #noteConsultation(event: RoutingEvent, agentName: (agentId: AgentId) => string | undefined): void {
    if (event.type === 'ConsultationStarted') this.#consulted.set(event.interactionId, event.called)
    if (event.type === 'InteractionEnded' || event.type === 'ConferenceJoined')
      this.#consulted.delete(event.interactionId)
    if (event.type !== 'ConsultationEnded') return
    const called = this.#consulted.get(event.interactionId)
    this.#consulted.delete(event.interactionId)
    const { interactionId, agentId, cause: reason, atMs } = event
    if (reason === 'cancelled' || reason === 'left') return
    const name = called?.agentId ? agentName(called.agentId) : undefined
    const number = this.#calledNumbers.get(event.legId)
    this.#unreached.set(agentId, { interactionId, ...withoutAbsent({ name, number }), reason, atMs })
  }

  noteSent(command: EdgeCommand): void {
    if (command.type === 'leg.originate' && command.to.kind === 'trunk') {
      this.#calledNumbers.set(command.legId, command.to.number)
    }
  }

  /** @returns the leg whose sound is different now */
  noteEdge(event: EdgeEvent): LegId | undefined {
    if (event.type === 'leg.ended') this.#calledNumbers.delete(event.legId)
    return this.lines.noteEdge(event) && 'legId' in event ? event.legId : undefined
  }
}
