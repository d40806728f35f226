import { describe, expect, it } from 'vitest'
import { boundedQueue, erlangB, erlangC, impatientQueue, patientQueue, priorityWaitsMs } from './index.ts'

describe('Erlang B and C', () => {
  it('are as the published tables have them', () => {
    // CCITT tables of Erlang B: 1 % of 4.46 erlang are lost at 10 lines, 5 % of 15.2 at 20.
    expect(erlangB(4.46, 10)).toBeCloseTo(0.01, 3)
    expect(erlangB(15.25, 20)).toBeCloseTo(0.05, 3)
    expect(erlangB(0, 0)).toBe(1)
    // One agent: whoever comes waits as often as the agent is busy.
    expect(erlangC(0.7, 1)).toBeCloseTo(0.7, 12)
    // Two agents: a^2 / (2 + a) at a = 1.
    expect(erlangC(1, 2)).toBeCloseTo(1 / 3, 12)
    expect(erlangC(12, 12)).toBe(1)
  })

  it('give waits that are Little’s, and a service level that begins at who need not wait', () => {
    const queue = patientQueue({ perHour: 252, handleMs: 120_000, agents: 12 })
    expect(queue.waitMs).toBeCloseTo((queue.delayed * 120_000) / 3.6, 6)
    expect(queue.queueLength).toBeCloseTo((queue.waitMs * 252) / 3_600_000, 12)
    expect(queue.answeredWithin(0)).toBeCloseTo(1 - queue.delayed, 12)
    expect(queue.answeredWithin(1e9)).toBe(1)
    expect(patientQueue({ perHour: 400, handleMs: 120_000, agents: 12 }).waitMs).toBe(Number.POSITIVE_INFINITY)
  })

  it('lie at the ends of a queue with so many places', () => {
    const load = { perHour: 252, handleMs: 120_000, agents: 12 }
    expect(boundedQueue(load, 0).blocked).toBeCloseTo(erlangB(8.4, 12), 12)
    const wide = boundedQueue(load, 400)
    expect(wide.delayed).toBeCloseTo(erlangC(8.4, 12), 10)
    expect(wide.waitMs).toBeCloseTo(patientQueue(load).waitMs, 4)
    // What is served is what is offered and not turned away.
    const narrow = boundedQueue(load, 3)
    expect(narrow.occupancy * 12).toBeCloseTo(8.4 * (1 - narrow.blocked), 10)
  })
})

describe('Erlang A', () => {
  const load = { perHour: 252, handleMs: 120_000, agents: 8 }

  it('with endless patience is Erlang C, and with none Erlang B', () => {
    const calm = { ...load, agents: 12 }
    const patient = impatientQueue(calm, 1e12)
    expect(patient.delayed).toBeCloseTo(erlangC(8.4, 12), 6)
    expect(patient.answeredWaitMs).toBeCloseTo(patientQueue(calm).waitMs, 1)
    expect(patient.answeredWithin(20_000)).toBeCloseTo(patientQueue(calm).answeredWithin(20_000), 6)
    expect(impatientQueue(load, 0.001).abandoned).toBeCloseTo(erlangB(8.4, 8), 4)
  })

  it('holds more customers than it could serve, and loses the rest of them', () => {
    const queue = impatientQueue(load, 60_000)
    // Conservation: who is not lost is served.
    expect(queue.occupancy * 8).toBeCloseTo(8.4 * (1 - queue.abandoned), 9)
    expect(queue.answeredWithin(1e6)).toBeCloseTo(1 - queue.abandoned, 7)
    // All wait is that of the answered and that of the lost.
    expect(queue.answeredWaitMs).toBeLessThan(60_000)
    expect(queue.abandoned).toBeGreaterThan(0.05)
  })

  it('with equal patience and handle time is the endless house: the customers in it are Poisson', () => {
    // M/M/n+M with equal rates is M/M/∞: the chance to find n or more busy is Poisson's.
    const queue = impatientQueue(load, load.handleMs)
    let tail = 1
    for (let k = 0, p = Math.exp(-8.4); k < 8; k++, p *= 8.4 / k) tail -= p
    expect(queue.delayed).toBeCloseTo(tail, 10)
  })
})

describe('priorities', () => {
  it('share the wait that all have together (Kleinrock’s conservation law)', () => {
    const rates = [100, 120]
    const [urgent, patient] = priorityWaitsMs(rates, 120_000, 10) as [number, number]
    const all = patientQueue({ perHour: 220, handleMs: 120_000, agents: 10 })
    expect(urgent).toBeLessThan(all.waitMs)
    expect((100 * urgent + 120 * patient) / 220).toBeCloseTo(all.waitMs, 6)
  })

  it('leave nothing to who comes after more than can be served', () => {
    const [urgent, patient] = priorityWaitsMs([200, 200], 120_000, 10)
    expect(urgent).toBeLessThan(1e6)
    expect(patient).toBe(Number.POSITIVE_INFINITY)
  })
})
