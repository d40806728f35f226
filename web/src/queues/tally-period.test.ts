import { expect, it } from 'vitest'
import { minuteOfDay, readMinuteOfDay } from './tally-period.ts'

it('a minute of the day is written as a clock shows it, and read again', () => {
  for (const minute of [0, 61, 390, 1439]) expect(readMinuteOfDay(minuteOfDay(minute))).toBe(minute)
  expect(minuteOfDay(390)).toBe('06:30')
  for (const wrong of ['', '24:00', '6', '6:60', 'noon']) expect(readMinuteOfDay(wrong)).toBeUndefined()
})
