import type { Agent } from '../state.ts'
import type { Overload } from './rule.ts'

/** How much of his time somebody worked lately: `share` from 0 to 1, as it was at `atMs`. What it became since follows from what he does. */
export interface Lately {
  readonly share: number
  readonly atMs: number
}

/** What is half an hour old counts a third of what is new. */
const memoryMs = 30 * 60_000

/** He talks, works at something or writes it up. */
export const isOccupied = ({ work }: Pick<Agent, 'work'>): boolean =>
  work.some(({ workState }) => workState !== 'offered')

const shareAt = ({ share, atMs }: Lately, occupied: boolean, nowMs: number): number => {
  const target = occupied ? 1 : 0
  return target + (share - target) * Math.exp(-Math.max(0, nowMs - atMs) / memoryMs)
}

/** Counted on where he begins or ends to work, so most changes leave it as it is. */
export function latelyOf(before: Agent, next: Agent, nowMs: number): Lately | undefined {
  if (before.work === next.work || isOccupied(before) === isOccupied(next)) return before.lately
  const known = before.lately ?? { share: 0, atMs: nowMs }
  return { share: shareAt(known, isOccupied(before), nowMs), atMs: nowMs }
}

/** What an agent bears of what is his. */
export interface Burden {
  readonly lately: Lately | undefined
  readonly isOccupied: boolean
  /** In hand, and waiting for him. */
  readonly open: number
  /** Since when the oldest of those waits; `null`: none does. */
  readonly oldestSinceMs: number | null
}

/**
 * When it becomes too much, as long as nothing else happens; `null`: it does not. It may lie in the past.
 * @param asOfMs when anything of it last changed
 */
export function overloadedFromMs({ measure, on }: Overload, burden: Burden, asOfMs: number): number | null {
  if (measure === 'open-work') return burden.open >= on ? asOfMs : null
  if (measure === 'oldest-age') {
    return burden.oldestSinceMs === null ? null : Math.max(asOfMs, burden.oldestSinceMs + on)
  }
  const { lately, isOccupied: occupied } = burden
  if (lately === undefined) return null
  const fromMs = Math.max(asOfMs, lately.atMs)
  const share = shareAt(lately, occupied, fromMs)
  const limit = on / 100
  if (share >= limit) return fromMs
  return occupied ? fromMs + Math.ceil(memoryMs * Math.log((1 - share) / (1 - limit))) : null
}

/** When it is bearable again, at `leastUntilMs` at the earliest; `null`: not until something else happens. */
export function relievedFromMs(
  { measure, off }: Overload,
  burden: Burden,
  leastUntilMs: number,
  asOfMs: number,
): number | null {
  const fromMs = Math.max(leastUntilMs, asOfMs)
  if (measure === 'open-work') return burden.open <= off ? fromMs : null
  if (measure === 'oldest-age') {
    const { oldestSinceMs } = burden
    return oldestSinceMs === null || fromMs - oldestSinceMs <= off ? fromMs : null
  }
  const { lately, isOccupied: occupied } = burden
  if (lately === undefined) return fromMs
  const earliestMs = Math.max(fromMs, lately.atMs)
  const share = shareAt(lately, occupied, earliestMs)
  const limit = off / 100
  if (share <= limit) return earliestMs
  return occupied ? null : earliestMs + Math.ceil(memoryMs * Math.log(share / limit))
}
