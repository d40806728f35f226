import { failure, type Result, success } from '#kernel/result.ts'

/** From `fromMs` on and before `toMs`, UTC milliseconds. */
export interface Period {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * The day that somebody means by `yesterday`, `today` (until now) or a date such as `2026-11-21`, from midnight to midnight
 * in an IANA zone; a day may have 23 or 25 hours there. Fails with a sentence.
 */
export function dayOf(word: string, nowMs: number, zone: string): Result<Period, string> {
  const today = dateIn(zone, nowMs)
  const date = word === 'today' ? today : word === 'yesterday' ? dayAfter(today, -1) : word
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || dayAfter(date, 0) !== date) {
    return failure(`--replay takes yesterday, today, or a date such as 2026-11-21, and not "${word}".`)
  }
  const fromMs = midnightMs(date, zone)
  if (fromMs >= nowMs) return failure(`${date} has not begun yet: choose a day that was.`)
  return success({ fromMs, toMs: Math.min(midnightMs(dayAfter(date, 1), zone), nowMs) })
}

function dayAfter(date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)
}

/** As a calendar on the wall there shows it, `2026-11-21`. */
const dateIn = (zone: string, atMs: number): string => wallClock(zone, atMs).slice(0, 10)

function wallClock(zone: string, atMs: number): string {
  const options = { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' } as const
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', options).format(atMs)
}

/** The first moment of a date there. */
function midnightMs(date: string, zone: string): number {
  const asUtcMs = Date.parse(`${date}T00:00:00Z`)
  // What a clock there is ahead by, twice: the first look may fall on the other side of a change of the clocks.
  let atMs = asUtcMs
  for (let look = 0; look < 2; look++) {
    atMs = asUtcMs - (Date.parse(`${wallClock(zone, atMs).replace(' ', 'T')}Z`) - atMs)
  }
  return atMs
}
