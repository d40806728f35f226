import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MediaLoop } from './media-loop.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A loop in virtual time; `stall` lets the clock run on without the timers. */
function loop() {
  let aheadMs = 0
  const ticks: number[] = []
  const monotonicMs = () => Date.now() + aheadMs
  const startMs = monotonicMs()
  const failed = vi.fn()
  const takes = { ms: 0 }
  const tick = (nowMs: number) => {
    ticks.push(nowMs - startMs)
    aheadMs += takes.ms
  }
  const made = new MediaLoop({ tick, late: () => {}, monotonicMs, failed })
  made.start()
  return {
    made,
    ticks,
    failed,
    takes,
    stall: (ms: number) => {
      aheadMs += ms
    },
  }
}

describe('the media loop', () => {
  it('ticks each 20 ms and does not drift', () => {
    const { ticks } = loop()
    vi.advanceTimersByTime(10_000)
    expect(ticks).toHaveLength(500)
    expect(ticks.at(-1)).toBe(10_000)
  })

  it('makes up for two missed ticks and drops what lies beyond', () => {
    const { ticks, made, stall } = loop()
    vi.advanceTimersByTime(100)
    stall(45)
    vi.advanceTimersByTime(20)
    expect(ticks).toHaveLength(5 + 3)
    stall(500)
    vi.advanceTimersByTime(20)
    expect(ticks.length).toBeLessThanOrEqual(8 + 3)
    expect(made.dropped).toBeGreaterThanOrEqual(22)
    const before = ticks.length
    vi.advanceTimersByTime(1000)
    expect(ticks.length - before).toBe(50)
  })

  it('tells how late its ticks were', () => {
    const { made, stall } = loop()
    vi.advanceTimersByTime(1000)
    expect(made.takeWorstMs()).toBe(0)
    stall(30)
    vi.advanceTimersByTime(20)
    expect(made.takeWorstMs()).toBe(30)
    expect(made.takeWorstMs()).toBe(0)
    expect([...made.histogram].reduce((sum, count) => sum + count)).toBe(made.ticks)
  })

  it('tells how long its ticks took, and does not count the time between', () => {
    const { made, stall, takes } = loop()
    vi.advanceTimersByTime(1000)
    expect(made.takeBusyMs()).toBe(0)
    stall(30)
    vi.advanceTimersByTime(20)
    expect(made.takeBusyMs()).toBe(0)
    takes.ms = 7
    vi.advanceTimersByTime(20)
    expect(made.takeBusyMs()).toBe(7)
    expect(made.takeBusyMs()).toBe(0)
  })

  it('goes on when a tick throws, and stops when it is told to', () => {
    let count = 0
    const failed = vi.fn()
    const made = new MediaLoop({
      tick: () => {
        count++
        throw new Error('broken')
      },
      late: () => {},
      monotonicMs: () => Date.now(),
      failed,
    })
    made.start()
    vi.advanceTimersByTime(100)
    expect([count, failed.mock.calls.length]).toEqual([5, 5])
    made.stop()
    vi.advanceTimersByTime(100)
    expect(count).toBe(5)
  })
})
