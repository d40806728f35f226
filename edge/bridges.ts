import type { BridgeId, EdgeId, LegId, RecordingId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { PlayItem } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { Bridge as BridgeView } from '#protocol/edge/parties.ts'
import { Bridge } from '#telephony/calls/bridge.ts'
import type { CallLeg } from './call-leg.ts'
import type { Emit, Legs } from './legs.ts'
import type { Playing } from './playing.ts'
import { refuse } from './refusal.ts'
import type { RelayedPair } from './relaying.ts'

/** A bridge by its name, with the legs that are in it. */
export interface LiveBridge {
  readonly bridgeId: BridgeId
  readonly mix: Bridge
  readonly legs: CallLeg[]
  recordingId: RecordingId | undefined
  /** Set while packets go from leg to leg as they are. */
  relayed: RelayedPair | undefined
}

/** All bridges of this edge: who is in them, who is on hold, and when they end. */
export class Bridges {
  /** For the media tick; read only. */
  readonly live: LiveBridge[] = []
  readonly #byId = new Map<BridgeId, LiveBridge>()
  readonly #legs: Legs
  readonly #playing: Playing
  readonly #edgeId: EdgeId
  readonly #emit: Emit
  readonly #atLeave: ((bridge: LiveBridge, leg: CallLeg) => void)[] = []

  constructor(of: { legs: Legs; playing: Playing; edgeId: EdgeId; emit: Emit }) {
    this.#legs = of.legs
    this.#playing = of.playing
    this.#edgeId = of.edgeId
    this.#emit = of.emit
    of.legs.whenEnding((leg) => this.#take(leg))
  }

  get(bridgeId: BridgeId): LiveBridge | undefined {
    return this.#byId.get(bridgeId)
  }

  /** Registers what must be put in order when a leg leaves a bridge, before the leg is gone from it. */
  whenLeaving(tidy: (bridge: LiveBridge, leg: CallLeg) => void): void {
    this.#atLeave.push(tidy)
  }

  /** Makes the bridge when it is not there. All legs join or none. A leg in another bridge leaves that one. */
  join(bridgeId: BridgeId, legIds: readonly LegId[]): Result<void, EdgeError> {
    const legs: CallLeg[] = []
    for (const legId of legIds) {
      const leg = this.#legs.get(legId)
      if (!leg || leg.origin.isPrivate) return refuse('no-such-leg', `Leg ${legId} is not on this edge.`)
      if (leg.life.state === 'failed') return refuse('wrong-state', `Leg ${legId} was refused.`)
      legs.push(leg)
    }
    const bridge = this.#byId.get(bridgeId) ?? {
      bridgeId,
      mix: new Bridge(),
      legs: [],
      recordingId: undefined,
      relayed: undefined,
    }
    for (const leg of legs) {
      if (leg.bridge === bridge && !bridge.mix.isMonitor(leg.legId)) continue
      if (!bridge.mix.join(leg)) return refuse('overloaded', `Bridge ${bridgeId} is full.`)
      if (leg.bridge !== bridge) this.#bring(leg, bridge)
    }
    if (!this.#byId.has(bridgeId)) {
      this.#byId.set(bridgeId, bridge)
      this.live.push(bridge)
    }
    return success(undefined)
  }

  /** Puts a leg beside the bridge, or changes who hears it. A bridge of monitors alone is none: it has to be there. */
  monitor(bridge: LiveBridge, leg: CallLeg, heardBy: readonly LegId[]): Result<void, EdgeError> {
    if (leg.life.state === 'failed') return refuse('wrong-state', `Leg ${leg.legId} was refused.`)
    if (leg.bridge === bridge && bridge.mix.parties === 1 && !bridge.mix.isMonitor(leg.legId)) {
      return refuse('wrong-state', `Leg ${leg.legId} is the last party of its bridge.`)
    }
    if (!bridge.mix.monitor(leg, heardBy)) return refuse('overloaded', `Bridge ${bridge.bridgeId} is full.`)
    if (leg.bridge !== bridge) this.#bring(leg, bridge)
    return success(undefined)
  }

  leave(leg: CallLeg): void {
    this.#take(leg)
  }

  #bring(leg: CallLeg, bridge: LiveBridge): void {
    this.#take(leg)
    this.#playing.silence(leg, 'stopped')
    bridge.legs.push(leg)
    leg.bridge = bridge
    leg.wasJoined = true
    leg.signalling.soundWanted?.(true)
  }

  hold(bridge: LiveBridge, leg: CallLeg, items: readonly PlayItem[]): Result<void, EdgeError> {
    const hears = this.#playing.open(items.length > 0 ? items : [{ kind: 'music' }], true)
    if (!hears.ok) return hears
    bridge.mix.hold(leg.legId, hears.value)
    return success(undefined)
  }

  end(bridge: LiveBridge): void {
    for (const leg of [...bridge.legs]) this.#take(leg)
  }

  #take(leg: CallLeg): void {
    const { bridge } = leg
    if (!bridge) return
    for (const tidy of this.#atLeave) tidy(bridge, leg)
    this.#playing.endAnnouncement(leg)
    bridge.mix.leave(leg.legId)
    bridge.legs.splice(bridge.legs.indexOf(leg), 1)
    leg.bridge = undefined
    if (!leg.life.isOver) leg.signalling.soundWanted?.(false)
    if (bridge.mix.parties > 0) return
    const monitor = bridge.legs[0]
    // The last party has left: those who listened go one after the other, and the last of them ends it.
    if (monitor) {
      this.#take(monitor)
      return
    }
    this.#byId.delete(bridge.bridgeId)
    const at = this.live.indexOf(bridge)
    if (at >= 0) this.live.splice(at, 1)
    this.#emit({ type: 'bridge.ended', bridgeId: bridge.bridgeId })
  }

  describe(): BridgeView[] {
    return this.live.map(({ bridgeId, mix, recordingId }) => ({
      bridgeId,
      edgeId: this.#edgeId,
      legIds: mix.legIds,
      heldLegIds: mix.heldLegIds,
      ...(mix.monitorLegIds.length === 0 ? {} : { monitorLegIds: mix.monitorLegIds }),
      ...(recordingId === undefined ? {} : { recordingId }),
    }))
  }
}
