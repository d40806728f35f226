import { wallTime } from '../dialing/index.ts'

/** Over which time strategies count what agents did, and when that begins anew. */
export interface TallyPeriod {
  /** A week begins on Monday. */
  readonly period: 'day' | 'week' | 'never'
  /** Of the day, from midnight. */
  readonly resetMinute: number
  /** IANA. */
  readonly timeZone: string
}

const dayMs = 86_400_000
/** 1 January 1970 was a Thursday. */
const mondayOffset = 3

/** Which period it is, counted on; `null` where there is but one. */
function numberOf({ period, resetMinute, timeZone }: TallyPeriod, atMs: number): number | null {
  if (period === 'never') return null
  const { date, minute } = wallTime(timeZone, atMs)
  const day = Date.parse(`${date}T00:00:00Z`) / dayMs - (minute < resetMinute ? 1 : 0)
  return period === 'day' ? day : Math.floor((day + mondayOffset) / 7)
}

/** Whether what was counted since `sinceMs` belongs to a period before that of `nowMs`. */
export function isTallyOver(of: TallyPeriod, sinceMs: number, nowMs: number): boolean {
  const [before, now] = [numberOf(of, sinceMs), numberOf(of, nowMs)]
  return before !== null && now !== null && before < now
}
