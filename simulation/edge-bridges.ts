import type { BridgeId, LegId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeErrorCode, Leg } from '#protocol/edge/index.ts'

export interface SimulatedBridge {
  readonly bridgeId: BridgeId
  /** The parties; those beside it are in `monitors`, with who hears them. */
  readonly legIds: Set<LegId>
  readonly heldLegIds: Set<LegId>
  readonly monitors: Map<LegId, readonly LegId[]>
}
/** What follows from who comes and goes. */
interface Following {
  /** Whoever goes into a bridge hears and is asked nothing else. */
  enters(legId: LegId): void
  /** @param bridgeId `null`: he was beside it, and it is over */
  leaves(bridgeId: BridgeId | null, legId: LegId, isLast: boolean): void
  ended(bridgeId: BridgeId): void
}

/** Who talks with whom on an edge, who is held, and who listens beside them. */
export class EdgeBridges {
  readonly bridges = new Map<BridgeId, SimulatedBridge>()
  readonly #legs: Map<LegId, Leg>
  readonly #on: Following
  /** Legs that have been in a bridge. */
  readonly #joined = new Set<LegId>()

  constructor(legs: Map<LegId, Leg>, on: Following) {
    this.#legs = legs
    this.#on = on
  }

  join(bridgeId: BridgeId, legIds: readonly LegId[]): Result<void, EdgeErrorCode> {
    for (const legId of legIds) if (!this.#legs.has(legId)) return failure('no-such-leg')
    const bridge: SimulatedBridge = this.bridges.get(bridgeId) ?? {
      bridgeId,
      legIds: new Set(),
      heldLegIds: new Set(),
      monitors: new Map(),
    }
    this.bridges.set(bridgeId, bridge)
    for (const legId of legIds) {
      const leg = this.#legs.get(legId)
      if (!leg) continue
      const other = leg.bridgeId !== bridgeId && leg.bridgeId !== undefined && this.bridges.get(leg.bridgeId)
      if (other) this.#leave(other, legId)
      if (leg.bridgeId !== bridgeId) this.#on.enters(legId)
      bridge.legIds.add(legId)
      bridge.monitors.delete(legId)
      this.#legs.set(legId, { ...leg, bridgeId })
      this.#joined.add(legId)
    }
    return success(undefined)
  }

  monitor(bridgeId: BridgeId, legId: LegId, heardBy: readonly LegId[]): Result<void, EdgeErrorCode> {
    const bridge = this.bridges.get(bridgeId)
    const leg = this.#legs.get(legId)
    if (!leg) return failure('no-such-leg')
    if (!bridge) return failure('no-such-bridge')
    if (bridge.legIds.has(legId) && bridge.legIds.size === 1) return failure('wrong-state')
    const other = leg.bridgeId !== bridgeId && leg.bridgeId !== undefined && this.bridges.get(leg.bridgeId)
    if (other) this.#leave(other, legId)
    if (leg.bridgeId !== bridgeId) this.#on.enters(legId)
    bridge.legIds.delete(legId)
    bridge.heldLegIds.delete(legId)
    bridge.monitors.set(legId, heardBy)
    this.#legs.set(legId, { ...leg, bridgeId })
    this.#joined.add(legId)
    return success(undefined)
  }

  #leave(bridge: SimulatedBridge, legId: LegId): void {
    if (!bridge.legIds.has(legId) && !bridge.monitors.has(legId)) return
    const isLast = bridge.legIds.size === 1 && bridge.legIds.has(legId)
    this.#on.leaves(bridge.bridgeId, legId, isLast)
    bridge.legIds.delete(legId)
    bridge.monitors.delete(legId)
    bridge.heldLegIds.delete(legId)
    const leg = this.#legs.get(legId)
    if (leg?.bridgeId === bridge.bridgeId) {
      const { bridgeId: _, ...without } = leg
      this.#legs.set(legId, without)
    }
    if (bridge.legIds.size > 0) return
    for (const monitorLegId of [...bridge.monitors.keys()]) {
      bridge.monitors.delete(monitorLegId)
      this.#on.leaves(null, monitorLegId, false)
      const beside = this.#legs.get(monitorLegId)
      if (!beside) continue
      const { bridgeId: _, ...without } = beside
      this.#legs.set(monitorLegId, without)
    }
    this.bridges.delete(bridge.bridgeId)
    this.#on.ended(bridge.bridgeId)
  }

  hold(bridgeId: BridgeId, legId: LegId, isHeld: boolean): Result<void, EdgeErrorCode> {
    const bridge = this.bridges.get(bridgeId)
    if (!bridge) return failure('no-such-bridge')
    if (!bridge.legIds.has(legId)) return failure('wrong-state')
    if (isHeld) bridge.heldLegIds.add(legId)
    else bridge.heldLegIds.delete(legId)
    return success(undefined)
  }

  leave(bridgeId: BridgeId, legId: LegId): void {
    const bridge = this.bridges.get(bridgeId)
    if (bridge) this.#leave(bridge, legId)
  }

  /** A leg is in one bridge at most, as a party or beside it. */
  leaveAny(legId: LegId): void {
    const bridgeId = this.#legs.get(legId)?.bridgeId
    if (bridgeId !== undefined) this.leave(bridgeId, legId)
  }

  end(bridgeId: BridgeId): void {
    const bridge = this.bridges.get(bridgeId)
    for (const legId of bridge ? [...bridge.legIds] : []) if (bridge) this.#leave(bridge, legId)
  }

  /** The leg is over. @returns whether it ever was in a bridge */
  forget(legId: LegId): boolean {
    return this.#joined.delete(legId)
  }

  clear(): void {
    this.bridges.clear()
  }
}
