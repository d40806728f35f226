import type { EdgeId, LegId, StationId } from '#kernel/ids.ts'

export const stationKinds = ['browser', 'phone', 'number'] as const
export type StationKind = (typeof stationKinds)[number]

/** A place an agent talks through. */
export interface Station {
  readonly stationId: StationId
  /** `null` for an outside number, which every edge can call. */
  readonly edgeId: EdgeId | null
  /** The persistent leg of a browser station; `null` for a phone or a number. */
  readonly legId: LegId | null
  readonly isReachable: boolean
}

export interface StationChoice {
  readonly stationId: StationId
  readonly kind: StationKind
}

/**
 * The one station that counts. What the agent chose, reachable or not; an outside number always is. Where he chose none,
 * the browser at which he sits, before a phone that happens to register; of several of a kind the latest.
 * @param connected those that edges told of, the latest last
 */
export function stationThatCounts(choice: StationChoice | null, connected: readonly Station[]): Station | null {
  if (choice?.kind === 'number') {
    return { stationId: choice.stationId, edgeId: null, legId: null, isReachable: true }
  }
  if (choice) return connected.find((station) => station.stationId === choice.stationId) ?? null
  const reachable = connected.filter((station) => station.isReachable)
  return reachable.findLast((station) => station.legId !== null) ?? reachable.at(-1) ?? connected.at(-1) ?? null
}

export function kindOf(station: Station): StationKind {
  if (station.legId !== null) return 'browser'
  return station.edgeId === null ? 'number' : 'phone'
}
