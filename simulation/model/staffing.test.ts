import { describe, expect, it } from 'vitest'
import type { Model, ModelAgents } from './model.ts'
import { answer, counted, hourMs, minuteMs, outcomesOf, queue } from './testing.ts'

const group = (others: Partial<ModelAgents> = {}): ModelAgents => ({ count: 1, queues: [{ id: 'support' }], ...others })
const hour = (queues: Model['queues'], agents: Model['agents'], others: Partial<Model> = {}): Model => ({
  horizonMs: hourMs,
  drain: true,
  queues,
  agents,
  ...others,
})

describe('where customers are and agents work', () => {
  const asking = queue({
    regions: [{ region: 'GE-TB', share: 1 }],
    reach: 'region',
    relaxation: [
      { afterMs: 20_000, reach: 'neighbors' },
      { afterMs: 40_000, reach: 'anywhere' },
    ],
  })
  it.each([
    ['GE-TB', 0],
    ['GE-KK', 20_000],
    ['GE-AJ', 40_000],
  ])('an agent in %s is asked for a customer in Tbilisi after %i ms', (region, waitMs) => {
    expect(answer(hour([asking], [group({ regions: [region] })])).all.waitMs.ofAll.mean).toBe(waitMs)
  })

  it('of whom nobody knows where he is nothing is asked, and the nearest goes first', () => {
    const nowhere = queue({ regions: [{ region: 'GE-TB', share: 0 }], reach: 'region' })
    expect(answer(hour([nowhere], [group({ regions: ['GE-AJ'] })])).all.waitMs.ofAll.mean).toBe(0)
    const anywhere = queue({ regions: [{ region: 'GE-TB', share: 1 }], reach: 'anywhere' })
    const far = group({ id: 'far', regions: ['GE-AJ'] })
    const near = group({ id: 'near', regions: ['GE-TB'] })
    const { agents } = answer(hour([anywhere], [far, near]))
    expect(agents.map(({ occupancy }) => (occupancy.mean ?? 0) > 0)).toEqual([false, true])
  })
})

describe('what is asked of agents', () => {
  it('may be an expression', () => {
    const requirement = {
      any: [{ skill: 'ka', least: 3 }, { all: [{ skill: 'tr', least: 2 }, { not: { skill: 'ru', least: 5 } }] }],
    }
    const wait = (skills: Record<string, number>) =>
      counted(hour([queue({ requirement, patience: { constantMs: 1000 } })], [group({ skills })]))[0]?.answered
    expect([wait({ ka: 3 }), wait({ tr: 2 }), wait({ tr: 5, ru: 5 }), wait({})]).toEqual([59, 59, 0, 0])
  })

  it('may be a certain one of them, who is waited for', () => {
    const preferred = { share: 1, group: 'dear', patienceMs: 15_000 }
    const agents = [group({ count: 3 }), group({ id: 'dear', shifts: [{ fromMs: 30.5 * minuteMs, toMs: hourMs }] })]
    const { all, agents: groups } = answer(hour([queue({ preferred, arrivals: { everyMs: 2 * minuteMs } })], agents))
    // Whoever is not there is not waited for.
    expect(all.waitMs.ofAll.mean).toBe(0)
    expect(groups[1]?.occupancy.mean).toBeCloseTo((14 * 10_000) / (29.5 * minuteMs), 9)
  })

  it('may be kept for others who need them', () => {
    const reservations = [{ skill: 'ka', least: 1, keepFree: 1, untilWaitedMs: 25_000 }]
    const model = hour([queue()], [group({ skills: { ka: 4 } })], { reservations })
    expect(answer(model).all.waitMs.ofAll.mean).toBe(25_000)
  })
})

describe('agents', () => {
  it('come by a pattern of the week, with planned breaks', () => {
    const shifts = [
      { weekday: 2, beginsMinute: 9 * 60, endsMinute: 17 * 60, breaks: [{ beginsMinute: 720, lengthMinutes: 30 }] },
    ]
    const days: Model = {
      ...hour([queue({ arrivals: { everyMs: hourMs }, patience: { constantMs: minuteMs } })], [group({ shifts })]),
      horizonMs: 14 * 24 * hourMs,
    }
    // From 9 to 16 o'clock on two Tuesdays, but for noon.
    expect(counted(days)[0]?.answered).toBe(2 * 7)
    expect(counted({ ...days, beginsOn: 2, horizonMs: 24 * hourMs })[0]?.answered).toBe(7)
    expect(counted({ ...days, beginsOn: 3, horizonMs: 24 * hourMs })[0]?.answered).toBe(0)
  })

  it('come late, by what they are late', () => {
    const shifts = [{ fromMs: 0, toMs: 30 * minuteMs }]
    const late = { constantMs: 10.5 * minuteMs }
    const [one] = counted(hour([queue({ patience: { constantMs: 1000 } })], [group({ shifts, mistakes: { late } })]))
    expect(one).toMatchObject({ answered: 19, abandoned: 40 })
    const never = { constantMs: 40 * minuteMs }
    expect(counted(hour([queue()], [group({ shifts, mistakes: { late: never } })]))[0]?.answered).toBe(0)
  })

  it('take breaks, which no occupancy counts; and no more of them at once than their limit lets', () => {
    const breaks = { every: { constantMs: 10 * minuteMs }, lasts: { constantMs: 5 * minuteMs } }
    const one = hour([queue({ patience: { constantMs: 1000 } })], [group({ breaks })])
    // Away for 5 of each 15 minutes, after the talk that is under way.
    const away = counted(one)[0]?.abandoned ?? 0
    expect(away).toBeGreaterThan(14)
    expect(away).toBeLessThan(21)
    const { answered, agents } = { ...answer(one).all, agents: answer(one).agents }
    const here = (agents[0]?.occupancy.mean ?? 0) * 40 * minuteMs
    expect(here).toBeGreaterThan(0.9 * (answered.mean ?? 0) * 10_000)
    expect(here).toBeLessThan(1.15 * (answered.mean ?? 0) * 10_000)
    const both = { ...breaks, limit: { most: 1 } }
    const two = hour([queue({ patience: { constantMs: 1000 } })], [group({ count: 2, breaks: both })])
    expect(counted(two)[0]?.abandoned).toBe(0)
    expect(counted(hour(two.queues, [group({ count: 2, breaks })]))[0]?.abandoned).toBeGreaterThan(10)
  })

  it('decline, forget to say that they have written up, and cut people off', () => {
    const declines = hour(
      [queue({ declineCoolDownMs: 20_000, patience: { constantMs: 50_000 } })],
      [group({ mistakes: { declineShare: 1 } })],
    )
    expect(counted(declines)[0]).toMatchObject({ answered: 0, abandoned: 59 })
    const written = queue({ wrapUp: { takes: { constantMs: 5000 }, limitMs: 45_000 } })
    const busy = (mistakes: NonNullable<ModelAgents['mistakes']>) =>
      answer(hour([written], [group({ mistakes })])).agents[0]?.occupancy.mean
    expect(busy({})).toBeCloseTo((59 * 15_000) / hourMs, 9)
    expect(busy({ forgetWrapUpShare: 1 })).toBeCloseTo((59 * 55_000) / hourMs, 9)
    const cuts = queue({ retrial: { share: 1, after: { constantMs: 20_000 }, most: 1 } })
    const [one] = counted(hour([cuts], [group({ mistakes: { cutOffShare: 1 } })]))
    // Each of them comes again, and is cut off again.
    expect(one).toMatchObject({ offered: 118, answered: 118, cutOff: 118 })
  })

  it('do other work beside calls, which take them from it', () => {
    const mail = queue({
      id: 'mail',
      channel: 'email',
      arrivals: { atMs: [0, 1000, 2000] },
      handle: { constantMs: 10 * minuteMs },
    })
    const agent = group({
      queues: [{ id: 'mail' }, { id: 'support' }],
      capacity: { voice: 1, email: 2 },
      weights: { voice: 100, email: 50 },
    })
    const model = hour([mail, queue()], [agent])
    const [letters, calls] = counted(model)
    expect(calls).toMatchObject({ offered: 59, answered: 59, waitMs: 0 })
    // Two at a time; each call interrupts both, and they go on with what was left of them.
    expect(letters).toMatchObject({ offered: 3, answered: 3 })
    expect(letters?.waitMs).toBeGreaterThan(11 * minuteMs)
    // Two at a time for ten minutes with ten calls of ten seconds between them, then the third: about 12 and 12 minutes.
    const occupied = answer(model).agents[0]?.occupancy.mean ?? 0
    expect(occupied).toBeGreaterThan((20 * minuteMs + 59 * 10_000) / hourMs - 0.01)
    expect(occupied).toBeLessThan((20 * minuteMs + 59 * 10_000) / hourMs + 0.01)
    for (const one of [letters, calls]) expect(one && outcomesOf(one)).toBe(one?.offered)
  })

  it('are asked several at once, where the queue says so, and the first to accept has it', () => {
    const slow = group({ queues: [{ id: 'support', position: 1 }], answers: { after: { constantMs: 12_000 } } })
    const quick = group({ queues: [{ id: 'support', position: 2 }], answers: { after: { constantMs: 2000 } } })
    const wait = (offersAtOnce: number) =>
      answer(hour([queue({ offersAtOnce, strategy: 'fixedOrder' })], [slow, quick])).all.waitMs.ofAll.mean
    expect([wait(1), wait(2)]).toEqual([12_000, 2000])
  })
})
