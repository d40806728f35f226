import { expect, test } from 'vitest'
import { gregorianDay, isoDate, isoOfJalali, jalaliDay } from './calendar.ts'

test.each([
  // Nowruz as the calendar of the University of Tehran has it.
  ['2024-03-20', 1403, 1, 1],
  ['2025-03-21', 1404, 1, 1],
  ['2025-03-20', 1403, 12, 30],
  ['2026-11-22', 1405, 9, 1],
  ['1979-02-11', 1357, 11, 22],
])('%s is %i-%i-%i', (iso, year, month, day) => {
  expect(jalaliDay(iso)).toEqual({ year, month, day })
  expect(isoOfJalali(year, month, day)).toBe(iso)
})

test('each day of sixty years goes there and back', () => {
  const strays: string[] = []
  for (let atMs = Date.UTC(1970, 0, 1); atMs < Date.UTC(2030, 0, 1); atMs += 86_400_000) {
    const iso = new Date(atMs).toISOString().slice(0, 10)
    const { year = 0, month = 0, day = 0 } = jalaliDay(iso) ?? {}
    if (isoOfJalali(year, month, day) !== iso) strays.push(iso)
  }
  expect(strays).toEqual([])
})

test('what is no day is none', () => {
  expect(isoOfJalali(1404, 12, 30)).toBeNull()
  expect(isoOfJalali(1405, 7, 31)).toBeNull()
  expect(isoDate(2025, 2, 29)).toBeNull()
  expect(gregorianDay('2025-02-29')).toBeNull()
  expect(gregorianDay('tomorrow')).toBeNull()
})
