import { expect, test, vi } from 'vitest'
import { watchMachine } from './machine-watch.mjs'

test('a pause counts for whatever ran meanwhile, and for nothing else', () => {
  vi.useFakeTimers({ now: 1_000_000 })
  let stoodStillMs = 0
  const machine = watchMachine({ nowMs: () => Date.now() + stoodStillMs })
  vi.advanceTimersByTime(100)
  stoodStillMs = 60
  vi.advanceTimersByTime(100)
  machine.stop()
  vi.useRealTimers()
  expect(machine.longestPauseMs(1_000_000, 1_000_050)).toBe(0)
  expect(machine.longestPauseMs(1_000_050, 1_000_120)).toBe(70)
  expect(machine.longestPauseMs(1_000_200, 1_000_300)).toBe(0)
})
