import type { EdgeId, LegId, StationId } from '#kernel/ids.ts'

export const stationKinds = ['browser', 'phone', 'number', 'address'] as const
export type StationKind = (typeof stationKinds)[number]

/** A place an agent talks through. */
export interface Station {
  readonly stationId: StationId
  /** `null` for an outside number and a fixed address, which every edge can call. */
  readonly edgeId: EdgeId | null
  /** The persistent leg of a browser station; `null` for a phone or a number. */
  readonly legId: LegId | null
  readonly isReachable: boolean
  /** A telephone at a fixed SIP address, which never registers. Absent: it is none. */
  readonly isAddress?: true
}

export interface StationChoice {
  readonly stationId: StationId
  readonly kind: StationKind
}

/**
 * The one station that counts. What the agent chose, reachable or not; an outside number or a fixed address always is. Where he chose none,
 * the browser at which he sits, before a phone that happens to register; of several of a kind the latest.
 * @param connected those that edges told of, the latest last
 */
export function stationThatCounts(choice: StationChoice | null, connected: readonly Station[]): Station | null {
  if (choice?.kind === 'number' || choice?.kind === 'address') {
    const station = { stationId: choice.stationId, edgeId: null, legId: null, isReachable: true }
    return choice.kind === 'address' ? { ...station, isAddress: true } : station
  }
  if (choice) return connected.find((station) => station.stationId === choice.stationId) ?? null
  const reachable = connected.filter((station) => station.isReachable)
  return reachable.findLast((station) => station.legId !== null) ?? reachable.at(-1) ?? connected.at(-1) ?? null
}

export function kindOf(station: Station): StationKind {
  if (station.legId !== null) return 'browser'
  if (station.isAddress) return 'address'
  return station.edgeId === null ? 'number' : 'phone'
}
