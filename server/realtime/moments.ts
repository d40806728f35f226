import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, InteractionId, LegId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/index.ts'
import type { ShownMoments } from './topic-view.ts'

/** Keeps the moments that topics show, from the events that go by. What happened before is not known to it. */
export class Moments implements ShownMoments {
  readonly #station = new Map<AgentId, number>()
  readonly #held = new Map<InteractionId, number>()
  readonly #endReasons = new Map<InteractionId, string>()
  readonly #silentLegs = new Set<LegId>()
  #beganMs: number

  constructor(beganMs: number) {
    this.#beganMs = beganMs
  }

  stationSinceMs = (agentId: AgentId): number => this.#station.get(agentId) ?? this.#beganMs
  heldSinceMs = (interactionId: InteractionId): number | undefined => this.#held.get(interactionId)
  endReason = (interactionId: InteractionId): string | undefined => this.#endReasons.get(interactionId)
  isSilent = (legId: LegId): boolean => this.#silentLegs.has(legId)

  /** Forgets everything: the state was loaded anew. */
  clear(beganMs: number): void {
    this.#beganMs = beganMs
    this.#station.clear()
    this.#held.clear()
    this.#endReasons.clear()
  }

  note(event: RoutingEvent): void {
    switch (event.type) {
      case 'StationConnected':
      case 'StationDisconnected':
        this.#station.set(event.agentId, event.atMs)
        return
      case 'InteractionHeld':
        this.#held.set(event.interactionId, event.atMs)
        return
      case 'InteractionRetrieved':
        this.#held.delete(event.interactionId)
        return
      case 'InteractionEnded':
        this.#held.delete(event.interactionId)
        // Only who is in wrap-up still shows it.
        if (event.isWrapUpDue) this.#endReasons.set(event.interactionId, event.reason)
        return
      case 'WrapUpFinished':
        this.#endReasons.delete(event.interactionId)
        return
      case 'AgentRemoved':
        this.#station.delete(event.agentId)
        return
      default:
    }
  }

  /** @returns the leg whose sound came or went */
  noteEdge(event: EdgeEvent): LegId | undefined {
    if (event.type === 'leg.ended') this.#silentLegs.delete(event.legId)
    if (event.type !== 'leg.silent') return undefined
    if (event.isSilent) this.#silentLegs.add(event.legId)
    else this.#silentLegs.delete(event.legId)
    return event.legId
  }
}
