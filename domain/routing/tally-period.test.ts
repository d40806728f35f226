import { describe, expect, it } from 'vitest'
import { isTallyOver, type TallyPeriod } from './tally-period.ts'

const at = (text: string) => Date.parse(text)
const daily: TallyPeriod = { period: 'day', resetMinute: 0, timeZone: 'Asia/Tbilisi' }

describe('a period of counting', () => {
  it('is over at midnight of its zone', () => {
    const since = at('2026-11-22T05:00:00Z')
    expect(isTallyOver(daily, since, at('2026-11-22T19:59:00Z'))).toBe(false)
    expect(isTallyOver(daily, since, at('2026-11-22T20:00:00Z'))).toBe(true)
  })

  it('is over at another hour where that is wanted, for centres that work at night', () => {
    const nightly = { ...daily, resetMinute: 6 * 60 }
    const since = at('2026-11-22T18:00:00Z')
    expect(isTallyOver(nightly, since, at('2026-11-23T01:59:00Z'))).toBe(false)
    expect(isTallyOver(nightly, since, at('2026-11-23T02:00:00Z'))).toBe(true)
  })

  it('of a week is over on Monday', () => {
    const weekly = { ...daily, period: 'week' as const }
    const monday = at('2026-11-16T05:00:00Z')
    expect(isTallyOver(weekly, monday, at('2026-11-22T19:59:00Z'))).toBe(false)
    expect(isTallyOver(weekly, monday, at('2026-11-22T20:00:00Z'))).toBe(true)
    expect(isTallyOver({ ...weekly, period: 'never' }, monday, at('2036-01-01T00:00:00Z'))).toBe(false)
  })

  it('is over once where the clock is set back across its end', () => {
    const zone = { period: 'day', resetMinute: 150, timeZone: 'Europe/Budapest' } as const
    // 25 October 2026: at 03:00 it is 02:00 again. Begun anew at the first 02:30, and not at the second.
    const first = at('2026-10-25T00:30:00Z')
    expect(isTallyOver(zone, at('2026-10-24T10:00:00Z'), first)).toBe(true)
    expect(isTallyOver(zone, first, at('2026-10-25T01:10:00Z'))).toBe(false)
    expect(isTallyOver(zone, first, at('2026-10-25T01:45:00Z'))).toBe(false)
  })
})
