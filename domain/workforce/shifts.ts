import { wallTime } from '../dialing/index.ts'

/** When people are to be there: patterns of a week, given to a person from one day to another. */

/** Minutes of the wall clock. */
export interface ShiftDay {
  /** 1 is Monday, 7 Sunday. */
  readonly weekday: number
  /** From midnight, 0 to 1439. */
  readonly beginsMinute: number
  /** Above 1440 it is on the next day; above `beginsMinute`, and 24 hours after it at most. */
  readonly endsMinute: number
  readonly breaks: readonly PlannedBreak[]
}
export interface PlannedBreak {
  readonly reasonId: string
  /** As those of the day: above 1440 on the next one. */
  readonly beginsMinute: number
  readonly lengthMinutes: number
}

export interface ShiftAssignment<Pattern extends string = string> {
  readonly patternId: Pattern
  readonly days: readonly ShiftDay[]
  /** `2026-11-23`, included; `null`: without an end. */
  readonly fromDate: string
  readonly untilDate: string | null
}

/** One time of being there, UTC milliseconds. */
export interface Shift<Pattern extends string = string> {
  readonly patternId: Pattern
  readonly beginsMs: number
  readonly endsMs: number
  readonly breaks: readonly { readonly reasonId: string; readonly beginsMs: number; readonly endsMs: number }[]
}

const minuteMs = 60_000
const dayMs = 86_400_000
const mostDays = 70

/** What is wrong with a day of a pattern, in words; `undefined`: nothing. */
export function shiftDayProblem({ weekday, beginsMinute, endsMinute, breaks }: ShiftDay): string | undefined {
  const isWithin = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most
  if (!isWithin(weekday, 1, 7)) return 'A weekday is 1 (Monday) to 7 (Sunday).'
  if (!isWithin(beginsMinute, 0, 1439)) return 'A shift begins between 0:00 and 23:59.'
  if (!isWithin(endsMinute, beginsMinute + 1, beginsMinute + 1440))
    return 'A shift ends after it begins, within 24 hours.'
  if (breaks.length > 20) return 'A shift has 20 breaks at most.'
  let freeFrom = beginsMinute
  for (const planned of [...breaks].sort((a, b) => a.beginsMinute - b.beginsMinute)) {
    if (!isWithin(planned.lengthMinutes, 1, 1440)) return 'A break lasts a minute at least.'
    if (planned.beginsMinute < freeFrom) return 'Breaks lie within the shift, one after the other.'
    freeFrom = planned.beginsMinute + planned.lengthMinutes
    if (freeFrom > endsMinute) return 'Breaks lie within the shift, one after the other.'
  }
  return undefined
}

/**
 * Shifts that touch the time from `fromMs` to `toMs` (UTC milliseconds, 70 days at most), the earliest first. Where two
 * assignments name the same day, the one that began later holds.
 * @param timeZone IANA, whose wall clock the patterns go by
 */
export function shiftsBetween<Pattern extends string>(
  assignments: readonly ShiftAssignment<Pattern>[],
  timeZone: string,
  fromMs: number,
  toMs: number,
): Shift<Pattern>[] {
  const found: Shift<Pattern>[] = []
  // A shift of the day before may reach into it.
  let date = dateBefore(wallTime(timeZone, fromMs).date)
  const last = wallTime(timeZone, toMs).date
  for (let looked = 0; date <= last && looked < mostDays; looked++, date = dateAfter(date)) {
    const assignment = assignmentOn(assignments, date)
    if (!assignment) continue
    const weekday = weekdayOf(date)
    for (const day of assignment.days) {
      if (day.weekday !== weekday) continue
      const shift = shiftOn(assignment.patternId, day, date, timeZone)
      if (shift.endsMs > fromMs && shift.beginsMs < toMs) found.push(shift)
    }
  }
  return found.sort((a, b) => a.beginsMs - b.beginsMs)
}

/** The shift of this moment; `null`: he is not to be there. */
export function shiftAt<Pattern extends string>(
  assignments: readonly ShiftAssignment<Pattern>[],
  timeZone: string,
  nowMs: number,
): Shift<Pattern> | null {
  return shiftsBetween(assignments, timeZone, nowMs, nowMs + 1)[0] ?? null
}

/** Whether he is to be there and at work: on a shift, and on none of its breaks. For who asks whether others stand in for him. */
export const isScheduledAt = (assignments: readonly ShiftAssignment[], timeZone: string, nowMs: number): boolean => {
  const shift = shiftAt(assignments, timeZone, nowMs)
  return shift?.breaks.every(({ beginsMs, endsMs }) => nowMs < beginsMs || nowMs >= endsMs) ?? false
}

/** How somebody keeps to his shift, by whether he is logged in; `null`: no shift, and not there. */
export type Keeping = 'on-shift' | 'late' | 'absent' | 'extra'

/** A minute or two is nobody's fault; after half an hour nobody counts on him. */
const graceMs = 5 * minuteMs
const absentAfterMs = 30 * minuteMs

/** @param presence logged in, and since when he is so or is not, UTC milliseconds */
export function keepingOf(
  shift: Shift | null,
  presence: { readonly isThere: boolean; readonly sinceMs: number },
  nowMs: number,
): Keeping | null {
  if (!shift) return presence.isThere ? 'extra' : null
  if (presence.isThere) return 'on-shift'
  const missingMs = nowMs - Math.max(shift.beginsMs, presence.sinceMs)
  if (missingMs < graceMs) return 'on-shift'
  return missingMs < absentAfterMs ? 'late' : 'absent'
}

function assignmentOn<Pattern extends string>(
  assignments: readonly ShiftAssignment<Pattern>[],
  date: string,
): ShiftAssignment<Pattern> | undefined {
  let latest: ShiftAssignment<Pattern> | undefined
  for (const one of assignments) {
    if (one.fromDate > date || (one.untilDate !== null && one.untilDate < date)) continue
    if (!latest || one.fromDate > latest.fromDate) latest = one
  }
  return latest
}

function shiftOn<Pattern extends string>(
  patternId: Pattern,
  { beginsMinute, endsMinute, breaks }: ShiftDay,
  date: string,
  timeZone: string,
): Shift<Pattern> {
  const at = (minute: number) => instantOf(date, minute, timeZone)
  return {
    patternId,
    beginsMs: at(beginsMinute),
    endsMs: at(endsMinute),
    breaks: breaks.map((planned) => ({
      reasonId: planned.reasonId,
      beginsMs: at(planned.beginsMinute),
      endsMs: at(planned.beginsMinute + planned.lengthMinutes),
    })),
  }
}

/**
 * When the wall clock shows so many minutes after midnight of this day. In the hour that spring leaves out it is the moment
 * after it; in the one that autumn repeats, the first of the two.
 */
function instantOf(date: string, minute: number, timeZone: string): number {
  const wantedMs = Date.parse(`${date}T00:00:00Z`) + minute * minuteMs
  const offsetAt = (atMs: number) => {
    const wall = wallTime(timeZone, atMs)
    return Date.parse(`${wall.date}T00:00:00Z`) + wall.minute * minuteMs - Math.floor(atMs / minuteMs) * minuteMs
  }
  // A day around it no zone changes its clock twice.
  const [before, after] = [offsetAt(wantedMs - dayMs), offsetAt(wantedMs + dayMs)]
  const first = wantedMs - Math.max(before, after)
  if (first + offsetAt(first) === wantedMs) return first
  const second = wantedMs - Math.min(before, after)
  return second + offsetAt(second) === wantedMs ? second : wantedMs - before
}

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const dateAfter = (date: string): string => dateOf(Date.parse(`${date}T00:00:00Z`) + dayMs)
const dateBefore = (date: string): string => dateOf(Date.parse(`${date}T00:00:00Z`) - dayMs)
const weekdayOf = (date: string): number => ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
