import { describe, expect, it } from 'vitest'
import { formatsFor } from './formats.ts'

const nowruz = Date.UTC(2026, 2, 21, 8, 5, 9)

describe('dates', () => {
  it('are Jalali with Persian digits for Persian', () => {
    expect(formatsFor('fa', 'Asia/Tehran').date(nowruz)).toMatch(/۱ فروردین ۱۴۰۵/)
  })
  it('have own names for Georgian and Azerbaijani, which the browser lacks or writes wrongly', () => {
    expect(formatsFor('ka', 'Asia/Tbilisi').date(nowruz)).toBe('21 მარ. 2026')
    expect(formatsFor('az', 'Asia/Baku').date(nowruz)).toBe('21 mar 2026')
  })
  it('are shown in the zone that is asked for', () => {
    const lateEvening = Date.UTC(2026, 0, 31, 22, 30)
    expect(formatsFor('az', 'Asia/Baku').dateTime(lateEvening)).toBe('1 fev 2026, 02:30')
    expect(formatsFor('az', 'UTC').dateTime(lateEvening)).toBe('31 yan 2026, 22:30')
  })
  it('survive a zone that nobody knows', () => {
    expect(formatsFor('en', 'Mars/Olympus').time(nowruz)).toBe('08:05')
  })
  it('leave out what is the same as now', () => {
    const formats = formatsFor('en', 'UTC')
    expect(formats.moment(nowruz, nowruz + 60_000)).toBe('08:05')
    expect(formats.moment(nowruz, nowruz + 3 * 86_400_000)).toBe('21 Mar, 08:05')
    expect(formats.moment(nowruz, nowruz + 400 * 86_400_000)).toBe('21 Mar 2026, 08:05')
  })
})

describe('durations', () => {
  it('are written as a clock face', () => {
    const { clock } = formatsFor('en', 'UTC')
    expect([0, 42_900, 725_000, 3_723_000, -5].map(clock)).toEqual(['0:00', '0:42', '12:05', '1:02:03', '0:00'])
  })
  it('take the digits of the language', () => {
    expect(formatsFor('fa', 'UTC').clock(725_000)).toBe('۱۲:۰۵')
  })
})

describe('numbers', () => {
  it('group as the language does', () => {
    expect(formatsFor('en', 'UTC').number(12_345)).toBe('12,345')
    expect(formatsFor('ka', 'UTC').number(12_345)).toBe('12\u00a0345')
    expect(formatsFor('az', 'UTC').number(12_345)).toBe('12.345')
    expect(formatsFor('fa', 'UTC').number(12_345)).toBe('۱۲٬۳۴۵')
  })
  it('of bytes take the unit that keeps them short', () => {
    const { bytes } = formatsFor('en', 'UTC')
    expect([999, 101_800, 1_500_000, 80_877_600_000].map(bytes)).toEqual(['1 kB', '101.8 kB', '1.5 MB', '80.9 GB'])
  })
})
