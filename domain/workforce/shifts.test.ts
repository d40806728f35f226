import { describe, expect, it } from 'vitest'
import {
  isScheduledAt,
  keepingOf,
  type ShiftAssignment,
  type ShiftDay,
  shiftAt,
  shiftDayProblem,
  shiftsBetween,
} from './index.ts'

const hour = 3_600_000
const day = (weekday: number, begins: number, ends: number, breaks: ShiftDay['breaks'] = []): ShiftDay => ({
  ...{ weekday, beginsMinute: begins * 60, endsMinute: ends * 60, breaks },
})
const given = (
  days: readonly ShiftDay[],
  fromDate = '2026-01-01',
  untilDate: string | null = null,
): ShiftAssignment => ({
  ...{ patternId: `from ${fromDate}`, days, fromDate, untilDate },
})
const at = (text: string) => Date.parse(text)
const shown = (shifts: readonly { beginsMs: number; endsMs: number }[]) =>
  shifts.map(({ beginsMs, endsMs }) => [new Date(beginsMs).toISOString(), new Date(endsMs).toISOString()])

describe('a shift', () => {
  it('is of the wall clock of who has it', () => {
    const early = [given([day(1, 9, 17)])]
    // Tbilisi is four hours ahead, all year.
    expect(shown(shiftsBetween(early, 'Asia/Tbilisi', at('2026-11-23T00:00:00Z'), at('2026-11-24T00:00:00Z')))).toEqual(
      [['2026-11-23T05:00:00.000Z', '2026-11-23T13:00:00.000Z']],
    )
  })

  it('goes over midnight, and is found on both days', () => {
    const night = [given([day(5, 22, 30)])]
    for (const moment of ['2026-11-27T23:30:00Z', '2026-11-28T05:59:00Z']) {
      expect(shiftAt(night, 'UTC', at(moment))?.beginsMs).toBe(at('2026-11-27T22:00:00Z'))
    }
    expect(shiftAt(night, 'UTC', at('2026-11-28T06:00:00Z'))).toBeNull()
  })

  it('is an hour shorter in the night of spring, and longer in that of autumn, in Hungary', () => {
    const night = [given([day(6, 22, 30)])]
    const lengthOf = (date: string) => {
      const [shift] = shiftsBetween(night, 'Europe/Budapest', at(`${date}T23:00:00Z`), at(`${date}T23:30:00Z`))
      return shift && (shift.endsMs - shift.beginsMs) / hour
    }
    expect([lengthOf('2026-03-28'), lengthOf('2026-10-24'), lengthOf('2026-11-21')]).toEqual([7, 9, 8])
  })

  it('is by the assignment that began last, between its days', () => {
    const both = [given([day(1, 9, 17)]), given([day(1, 13, 21)], '2026-11-23', '2026-11-29')]
    const begins = shiftsBetween(both, 'UTC', at('2026-11-16T00:00:00Z'), at('2026-12-01T00:00:00Z'))
    expect(begins.map(({ beginsMs }) => new Date(beginsMs).getUTCHours())).toEqual([9, 13, 9])
  })

  it('has breaks, in which one is not at work', () => {
    const broken = [given([day(1, 22, 30, [{ reasonId: 'lunch', beginsMinute: 25 * 60, lengthMinutes: 30 }])])]
    expect(isScheduledAt(broken, 'UTC', at('2026-11-24T00:59:00Z'))).toBe(true)
    expect(isScheduledAt(broken, 'UTC', at('2026-11-24T01:15:00Z'))).toBe(false)
    expect(isScheduledAt(broken, 'UTC', at('2026-11-24T01:30:00Z'))).toBe(true)
  })

  it('is refused where it makes no sense', () => {
    expect(shiftDayProblem(day(1, 9, 17))).toBeUndefined()
    expect(shiftDayProblem(day(8, 9, 17))).toMatch('weekday')
    expect(shiftDayProblem(day(1, 9, 9))).toMatch('ends after')
    expect(shiftDayProblem(day(1, 9, 34))).toMatch('24 hours')
    const twice = [60, 70].map((minute) => ({ reasonId: 'rest', beginsMinute: 540 + minute, lengthMinutes: 15 }))
    expect(shiftDayProblem(day(1, 9, 17, twice))).toMatch('one after the other')
  })

  it('is kept, come late to, or missed', () => {
    const shift = { patternId: '', beginsMs: 0, endsMs: 8 * hour, breaks: [] }
    const missing = (minutes: number) => keepingOf(shift, { isThere: false, sinceMs: -hour }, minutes * 60_000)
    expect([missing(4), missing(5), missing(29), missing(30)]).toEqual(['on-shift', 'late', 'late', 'absent'])
    expect(keepingOf(shift, { isThere: true, sinceMs: 0 }, hour)).toBe('on-shift')
    expect(keepingOf(null, { isThere: true, sinceMs: 0 }, hour)).toBe('extra')
    expect(keepingOf(null, { isThere: false, sinceMs: 0 }, hour)).toBeNull()
  })
})
