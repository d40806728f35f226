import { expect, it } from 'vitest'
import { type TimerName, timerMs } from './timers.ts'

it('A doubles without end (17.1.1.2)', () => {
  expect([0, 1, 2, 3, 4, 5].map((round) => timerMs('A', round, false))).toEqual([500, 1000, 2000, 4000, 8000, 16_000])
})

it.each(['E', 'G'] as const)('%s doubles up to T2 (17.1.2.2, 17.2.1)', (name) => {
  expect([0, 1, 2, 3, 4].map((round) => timerMs(name, round, false))).toEqual([500, 1000, 2000, 4000, 4000])
})

it('the others are those of table 4, and nothing is waited out on a reliable transport', () => {
  const both = (name: TimerName) => [timerMs(name, 0, false), timerMs(name, 0, true)]
  expect(
    Object.fromEntries((['B', 'D', 'F', 'H', 'I', 'J', 'K', 'L', 'M'] as const).map((name) => [name, both(name)])),
  ).toEqual({
    B: [32_000, 32_000],
    D: [32_000, 0],
    F: [32_000, 32_000],
    H: [32_000, 32_000],
    I: [5_000, 0],
    J: [32_000, 0],
    K: [5_000, 0],
    L: [32_000, 32_000],
    M: [32_000, 32_000],
  })
})
