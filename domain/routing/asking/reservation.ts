import type { SkillId } from '#kernel/ids.ts'
import type { RoutingTables } from '../state.ts'
import type { Asked } from './relaxation.ts'
import type { Requirement, Skills } from './requirement.ts'

/**
 * Whoever has this skill at this level is kept for work that asks for it, while no more of them are free than `keepFree`. Other
 * work that has waited for `untilWaitedMs` may have them all the same.
 */
export interface Reservation {
  readonly skillId: SkillId
  readonly least: number
  readonly keepFree: number
  /** `null`: however long it waits. */
  readonly untilWaitedMs: number | null
}

export const mostReservations = 50
export const mostKeptFree = 100
const dayMs = 86_400_000

export const isReservation = ({ least, keepFree, untilWaitedMs }: Reservation): boolean => {
  const isWithin = (value: number, from: number, to: number) =>
    Number.isSafeInteger(value) && value >= from && value <= to
  return (
    isWithin(least, 1, 5) &&
    isWithin(keepFree, 1, mostKeptFree) &&
    (untilWaitedMs === null || isWithin(untilWaitedMs, 1000, dayMs))
  )
}

export const isReservedBy = ({ skillId, least }: Reservation, skills: Skills = {}): boolean =>
  (skills[skillId] ?? 0) >= least

/** The skills that are asked for, and not those that are refused. */
export function askedFor(requirement: Requirement | null): ReadonlySet<SkillId> {
  const found = new Set<SkillId>()
  const walk = (part: Requirement): void => {
    if ('skillId' in part) found.add(part.skillId)
    else if ('all' in part) part.all.forEach(walk)
    else if ('any' in part) part.any.forEach(walk)
  }
  if (requirement) walk(requirement)
  return found
}

/**
 * The same ladder, which says in each step for whose sake agents are kept back from it. What it asked for at the beginning counts:
 * whoever asks for Georgian goes on doing so, when in the end anybody would do.
 */
export function withReservations(
  { reservations }: Pick<RoutingTables, 'reservations'>,
  asked: readonly Asked[],
  requirement: Requirement | null,
): readonly Asked[] {
  if (reservations.size === 0) return asked
  const wanted = askedFor(requirement)
  const others = [...reservations.values()]
    .filter(({ skillId }) => !wanted.has(skillId))
    .sort((a, b) => (a.skillId < b.skillId ? -1 : 1))
  if (others.length === 0) return asked
  const times = others.map(({ untilWaitedMs }) => untilWaitedMs).filter((atMs) => atMs !== null)
  const steps = [...asked]
  for (const atMs of new Set(times)) {
    const at = steps.findLastIndex(({ afterMs }) => afterMs <= atMs)
    const step = steps[at]
    if (step && step.afterMs < atMs) steps.splice(at + 1, 0, { ...step, afterMs: atMs })
  }
  return steps.map((step) => {
    if (step.agentIds) return step
    const kept = others
      .filter(({ untilWaitedMs }) => untilWaitedMs === null || untilWaitedMs > step.afterMs)
      .map(({ skillId }) => skillId)
    return kept.length === 0 ? step : { ...step, kept }
  })
}

/** For which skill's sake agents who can do this are not asked now; `undefined`: they may be. */
export function keptBackFor(
  { reservations, indexes }: Pick<RoutingTables, 'reservations' | 'indexes'>,
  { kept }: Pick<Asked, 'kept'>,
  skills: Skills = {},
): Reservation | undefined {
  if (kept === undefined) return undefined
  for (const skillId of kept) {
    const reservation = reservations.get(skillId)
    if (!reservation || !isReservedBy(reservation, skills)) continue
    if ((indexes.free.get(skillId)?.entries.size ?? 0) <= reservation.keepFree) return reservation
  }
  return undefined
}

/** For which skills agents are kept back in this moment. */
export function holding({ reservations, indexes }: Pick<RoutingTables, 'reservations' | 'indexes'>): Set<SkillId> {
  const found = new Set<SkillId>()
  for (const { skillId, keepFree } of reservations.values()) {
    if ((indexes.free.get(skillId)?.entries.size ?? 0) <= keepFree) found.add(skillId)
  }
  return found
}
