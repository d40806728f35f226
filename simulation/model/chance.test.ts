import { describe, expect, it } from 'vitest'
import { EventHeap } from '../event-heap.ts'
import { arrivalsOf, expectedArrivals } from './arrivals.ts'
import { drawsOf, meanOf, normalQuantile } from './distributions.ts'
import { meanEstimate, ratioEstimate } from './estimate.ts'
import type { Arrivals, Duration } from './model.ts'
import { placeOf, streamAt } from './random-stream.ts'
import { studentQuantile } from './student.ts'

const uniform = (stream: number) => streamAt(placeOf(11), stream, 0)

describe('times by chance', () => {
  it('the normal quantile is as the tables have it', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13)
    expect(normalQuantile(0.5)).toBe(0)
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 11)
    expect(normalQuantile(0.05)).toBeCloseTo(-1.6448536269514722, 13)
  })

  it.each<[Duration, number]>([
    [{ exponentialMeanMs: 120_000 }, 120_000],
    [{ logNormal: { meanMs: 120_000, sdMs: 60_000 } }, 60_000],
    [{ constantMs: 5000 }, 0],
    [{ empiricalMs: [1000, 2000, 6000] }, Math.sqrt(14_000_000 / 3)],
  ])('%j has the mean and the deviation that it says', (duration, deviation) => {
    const draw = drawsOf(duration, uniform(3))
    const values = Array.from({ length: 40_000 }, draw)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    // Six standard errors: it fails by chance once in hundreds of millions of seeds, and this one is fixed.
    expect(Math.abs(mean - meanOf(duration))).toBeLessThanOrEqual((6 * deviation) / 200)
    expect(Math.abs(Math.sqrt(variance) - deviation)).toBeLessThanOrEqual(0.05 * deviation)
  })
})

describe('arrivals', () => {
  const hourMs = 3_600_000
  const timesOf = (arrivals: Arrivals, untilMs: number, stream = 1) => {
    const next = arrivalsOf(arrivals, uniform(stream))
    const times: number[] = []
    for (let atMs = next(); atMs < untilMs; atMs = next()) times.push(atMs)
    return times
  }

  it('come as often as their rate says, each hour its own', () => {
    const profile = { perHourByInterval: [1000, 0, 4000], intervalMs: hourMs }
    const times = timesOf(profile, 10 * hourMs)
    const of = (hour: number) => times.filter((atMs) => Math.floor(atMs / hourMs) === hour).length
    expect(Math.abs(of(0) - 1000)).toBeLessThan(160)
    expect(of(1)).toBe(0)
    expect(Math.abs(of(2) - 4000)).toBeLessThan(320)
    expect(times.length).toBe(of(0) + of(2))
    expect(expectedArrivals(profile, 2.5 * hourMs)).toBe(3000)
  })

  it('of a level profile are those of one rate', () => {
    const flat = timesOf({ perHourByInterval: [60, 60, 60, 60], intervalMs: hourMs }, 4 * hourMs)
    const plain = timesOf({ poissonPerHour: 60 }, 4 * hourMs)
    expect(flat.length).toBe(plain.length)
    flat.forEach((atMs, i) => {
      expect(atMs).toBeCloseTo(plain[i] as number, 3)
    })
  })

  it('may be as regular as a clock, or replayed', () => {
    expect(timesOf({ everyMs: 20_000 }, 60_001)).toEqual([20_000, 40_000, 60_000])
    expect(timesOf({ atMs: [5, 5, 9] }, hourMs)).toEqual([5, 5, 9])
    expect(timesOf({ poissonPerHour: 0 }, hourMs)).toEqual([])
  })
})

describe('figures over replications', () => {
  it('Student’s quantiles are as the tables have them', () => {
    const table = [
      [1, 12.7062],
      [2, 4.3027],
      [10, 2.2281],
      [30, 2.0423],
      [199, 1.972],
      [100_000, 1.96],
    ] as const
    for (const [freedom, quantile] of table) expect(studentQuantile(0.95, freedom)).toBeCloseTo(quantile, 3)
  })

  it('have an interval from the second replication on', () => {
    expect(meanEstimate([])).toEqual({ mean: null, low: null, high: null })
    expect(meanEstimate([4])).toEqual({ mean: 4, low: null, high: null })
    const { mean, low, high } = meanEstimate([1, 2, 3, 4])
    expect(mean).toBe(2.5)
    // 3.18245 x sqrt(5/3 / 4).
    expect((high as number) - (low as number)).toBeCloseTo(2 * 3.18245 * Math.sqrt(5 / 12), 3)
  })

  it('of a ratio count each customer the same', () => {
    expect(ratioEstimate([10, 0], [10, 90]).mean).toBe(0.1)
    expect(ratioEstimate([0, 0], [0, 0]).mean).toBeNull()
  })
})

it('what happens next is the earliest, and of the same time the first that was known', () => {
  const heap = new EventHeap<string>()
  const random = uniform(9)
  const times = Array.from({ length: 300 }, () => Math.floor(random() * 40))
  for (const [i, atMs] of times.entries()) {
    heap.add(atMs, `${String(atMs).padStart(2, '0')} ${String(i).padStart(3, '0')}`)
  }
  const taken = Array.from({ length: 300 }, () => heap.take() as string)
  expect(taken).toEqual([...taken].sort())
  expect(heap.take()).toBeUndefined()
  expect(heap.nextAtMs()).toBe(Number.POSITIVE_INFINITY)
})
