import type { CustomerTierId, IncidentId } from '#kernel/ids.ts'

/** By how much something stands before others: both count beside what it asks for itself. */
export interface Lift {
  /** Whoever stands higher goes first, however long others wait. */
  readonly level: number
  /** Counts as if it had waited this much longer. */
  readonly boostMs: number
}

/** What lifts something that waits, and by how much. */
export type Lifted = Lift &
  (
    | { readonly by: 'tier'; readonly tierId: CustomerTierId }
    /** A rule of its queue on customers: its place among them, from 0. */
    | { readonly by: 'rule'; readonly place: number }
    | { readonly by: 'incident'; readonly incidentId: IncidentId }
  )

/** So many incidents last at the same time: whatever comes is compared with each. */
export const mostIncidents = 20
export const mostLevel = 1000
export const mostLiftMs = 86_400_000

export const isLift = ({ level, boostMs }: Lift): boolean =>
  Number.isSafeInteger(level) &&
  Math.abs(level) <= mostLevel &&
  Number.isSafeInteger(boostMs) &&
  Math.abs(boostMs) <= mostLiftMs

export const isNoLift = ({ level, boostMs }: Lift): boolean => level === 0 && boostMs === 0

/** What it asks for itself, and all that lifts it. */
export function priorityOf(own: Lift, lifts: readonly Lift[] | undefined): Lift {
  if (lifts === undefined) return own
  let { level, boostMs } = own
  for (const lift of lifts) {
    level += lift.level
    boostMs += lift.boostMs
  }
  return { level, boostMs }
}
