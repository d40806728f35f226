import { expect, test } from 'vitest'
import { nextWaitMs, usualBackOff } from './back-off.ts'

test('a child that keeps dying is started after 250 ms, then twice as long each time, at most 10 s', () => {
  const waits: number[] = []
  for (let i = 0; i < 8; i++) waits.push(nextWaitMs(usualBackOff, waits.at(-1), 0))
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

test('a child that was well for a minute starts from the beginning', () => {
  expect(nextWaitMs(usualBackOff, 8000, 59_999)).toBe(10_000)
  expect(nextWaitMs(usualBackOff, 8000, 60_000)).toBe(250)
})
