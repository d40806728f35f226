import { describe, expect, it } from 'vitest'
import { boundedQueue, erlangB, impatientQueue, patientQueue, priorityWaitsMs } from '#domain/workforce/index.ts'
import { type Answer, answerOf } from './answer.ts'
import type { Estimate } from './estimate.ts'
import { beginIn, houseOf, queueIdAt } from './house.ts'
import type { Model, ModelQueue } from './model.ts'
import { checkModel } from './read-model.ts'
import { runModel } from './run-model.ts'

const hourMs = 3_600_000

function answer(model: Model, replications: number, seed = 1): Answer {
  const checked = checkModel(model)
  if (!checked.ok) throw new Error(checked.error)
  return answerOf(model, seed, runModel({ model, seed, replications }))
}

const queue = (others: Partial<ModelQueue> = {}): ModelQueue => ({
  id: 'support',
  arrivals: { poissonPerHour: 252 },
  handle: { exponentialMeanMs: 120_000 },
  ...others,
})
const oneQueue = (others: Partial<ModelQueue>, agents: number, rest: Partial<Model> = {}): Model => ({
  horizonMs: 5 * hourMs,
  warmupMs: hourMs,
  drain: true,
  queues: [queue(others)],
  agents: [{ count: agents, queues: [{ id: 'support' }] }],
  ...rest,
})

/** Within three of the 95 % interval's half-widths: with these fixed seeds it holds, and a wrong simulator is far beyond. */
function expectNear({ mean, low, high }: Estimate, value: number): void {
  expect(Math.abs((mean as number) - value), `${mean} (${low} to ${high}) and ${value}`).toBeLessThanOrEqual(
    (3 * ((high as number) - (low as number))) / 2,
  )
  // An interval so wide that everything fits in says nothing.
  expect((high as number) - (low as number)).toBeLessThan(0.8 * Math.abs(value) + 1e-9)
}

describe('the decider in a model', { timeout: 60_000 }, () => {
  it('serves as Erlang C says', () => {
    const { all, agents } = answer(oneQueue({}, 11), 7)
    const theory = patientQueue({ perHour: 252, handleMs: 120_000, agents: 11 })
    expectNear(all.share.delayed, theory.delayed)
    expectNear(all.waitMs.ofAll, theory.waitMs)
    expectNear(all.queueLength, theory.queueLength)
    expectNear(all.serviceLevel.ofOffered, theory.answeredWithin(20_000))
    expectNear(agents[0]?.occupancy as Estimate, theory.occupancy)
    expect(all.abandoned.mean).toBe(0)
    expect(all.waitMs.ofAll).toEqual(all.waitMs.ofAnswered)
  })

  it('loses the impatient as Erlang A says', () => {
    const { all, agents } = answer(oneQueue({ patience: { exponentialMeanMs: 90_000 } }, 8), 6)
    const theory = impatientQueue({ perHour: 252, handleMs: 120_000, agents: 8 }, 90_000)
    expectNear(all.share.abandoned, theory.abandoned)
    expectNear(all.share.delayed, theory.delayed)
    expectNear(all.waitMs.ofAll, theory.waitMs)
    expectNear(all.waitMs.ofAnswered, theory.answeredWaitMs)
    expectNear(all.serviceLevel.ofOffered, theory.answeredWithin(20_000))
    expectNear(agents[0]?.occupancy as Estimate, theory.occupancy)
  })

  it('turns away who finds no place, and with no place at all as Erlang B says', () => {
    const some = answer(oneQueue({ places: 5 }, 9), 5).all
    const theory = boundedQueue({ perHour: 252, handleMs: 120_000, agents: 9 }, 5)
    expectNear(some.share.blocked, theory.blocked)
    expectNear(some.share.delayed, theory.delayed)
    expectNear(some.waitMs.ofAll, theory.waitMs)
    const none = answer(oneQueue({ places: 0 }, 9), 4).all
    expectNear(none.share.blocked, erlangB(8.4, 9))
    expect([none.delayed.mean, none.queueLength.mean, none.waitMs.ofAll.mean]).toEqual([0, 0, 0])
  })

  it('serves the more urgent queue first, as Cobham says, whether the queue or the membership is the urgent one', () => {
    const of = (queuePriority: number, membershipPriority: number, hours: number) =>
      answer(
        {
          ...{ horizonMs: (hours + 1) * hourMs, warmupMs: hourMs, drain: true },
          queues: [
            queue({ id: 'plain', arrivals: { poissonPerHour: 140 } }),
            queue({ id: 'urgent', arrivals: { poissonPerHour: 100 }, priority: queuePriority }),
          ],
          agents: [{ count: 10, queues: [{ id: 'plain' }, { id: 'urgent', priority: membershipPriority }] }],
        },
        6,
      ).queues
    const [urgentMs, plainMs] = priorityWaitsMs([100, 140], 120_000, 10) as [number, number]
    const [plain, urgent] = of(5, 0, 6)
    expectNear(urgent?.waitMs.ofAll as Estimate, urgentMs)
    expectNear(plain?.waitMs.ofAll as Estimate, plainMs)
    expect(of(0, 1, 1)).toEqual(of(5, 0, 1))
  })

  it('asks only who has the skill', () => {
    const { queues, agents } = answer(
      {
        horizonMs: 4 * hourMs,
        queues: [
          queue({ id: 'plain', arrivals: { poissonPerHour: 40 } }),
          queue({ id: 'georgian', arrivals: { poissonPerHour: 40 }, requires: [{ skill: 'ka', least: 3 }] }),
        ],
        agents: [
          { count: 4, queues: [{ id: 'plain' }, { id: 'georgian' }], skills: { ka: 2 } },
          { id: 'nobody', count: 0, queues: [{ id: 'georgian' }], skills: [{ skill: 'ka', proficiency: 3 }] },
        ],
      },
      2,
    )
    expect(queues[0]?.answered.mean).toBeGreaterThan(0)
    // Nobody ever could: they wait to the end, neither answered nor abandoned.
    expect(queues[1]).toMatchObject({
      answered: { mean: 0 },
      abandoned: { mean: 0 },
      waitMs: { ofAll: { mean: null } },
    })
    expect(queues[1]?.unfinished).toEqual(queues[1]?.offered)
    expect(agents.map(({ id }) => id)).toEqual(['agents[0]', 'nobody'])
    expect(agents[1]?.occupancy.mean).toBeNull()
  })

  it('asks for less of who waits longer', () => {
    const model = oneQueue(
      {
        arrivals: { everyMs: 600_000 },
        handle: { constantMs: 1000 },
        requires: [{ skill: 'ka', least: 3 }],
        relaxation: [
          { afterMs: 30_000, lowerBy: 1 },
          { afterMs: 60_000, drop: ['ka'] },
        ],
      },
      1,
    )
    // Without the skill each of them waits until it is dropped.
    expect(answer(model, 1).all.waitMs).toMatchObject({ ofAll: { mean: 60_000 } })
    const able = { ...model, agents: [{ count: 1, queues: [{ id: 'support' }], skills: { ka: 2 } }] }
    expect(answer(able, 1).all.waitMs).toMatchObject({ ofAll: { mean: 30_000 } })
  })

  it('loses nobody from the count', () => {
    for (const drain of [true, false]) {
      const model = oneQueue({ patience: { constantMs: 40_000 }, places: 6 }, 7, {
        drain,
        warmupMs: 0,
        horizonMs: 2 * hourMs,
      })
      for (const { queues } of runModel({ model, seed: 3, replications: 5 })) {
        const [one] = queues
        if (!one) throw new Error('no queue was counted')
        expect(one.answered + one.abandoned + one.blocked + one.unfinished).toBe(one.offered)
        if (drain) expect(one.unfinished).toBe(0)
        expect(one.abandoned * one.blocked).toBeGreaterThan(0)
      }
    }
  })

  it('gives the same for the same seed, and the same customers to another world', () => {
    const model = oneQueue({ strategy: 'random' }, 10, { horizonMs: hourMs, warmupMs: 0 })
    expect(answer(model, 3)).toEqual(answer(model, 3))
    expect(answer(model, 3, 2).all.offered).not.toEqual(answer(model, 3).all.offered)
    const more = { ...model, agents: [{ count: 14, queues: [{ id: 'support' }] }] }
    expect(answer(more, 3).all.offered).toEqual(answer(model, 3).all.offered)
  })

  it('lets agents come and go in shifts, and busy ones finish first', () => {
    const model: Model = {
      horizonMs: 3 * hourMs,
      queues: [queue({ arrivals: { everyMs: 600_000 }, handle: { constantMs: 900_000 } })],
      agents: [{ count: 2, queues: [{ id: 'support' }], shifts: [{ fromMs: hourMs, toMs: 2 * hourMs }] }],
    }
    const { all, agents } = answer(model, 1)
    // 17 come; those of the first hour wait for it; 8 are served in the hour of two agents, who then go.
    expect(all).toMatchObject({ offered: { mean: 17 }, answered: { mean: 8 }, unfinished: { mean: 9 } })
    expect(agents[0]?.occupancy.mean).toBe(1)
  })

  it('rings at who takes his time, and asks the next one where somebody misses it', () => {
    const model: Model = {
      horizonMs: hourMs,
      drain: true,
      queues: [
        queue({
          arrivals: { everyMs: 600_000 },
          handle: { constantMs: 1000 },
          ringTimeoutMs: 15_000,
          strategy: 'fixedOrder',
        }),
      ],
      agents: [
        {
          count: 1,
          queues: [{ id: 'support', position: 1 }],
          answers: { missShare: 1, backAfterMs: 900_000 },
        },
        { count: 1, queues: [{ id: 'support', position: 2 }], answers: { after: { constantMs: 4000 } } },
      ],
    }
    const { all, agents } = answer(model, 1)
    // The first misses every other one: he is away for a quarter of an hour each time.
    expect(all).toMatchObject({ answered: { mean: 5 }, delayed: { mean: 5 } })
    expect(all.waitMs.ofAll.mean).toBeCloseTo((3 * 19_000 + 2 * 4000) / 5, 3)
    expect(agents[0]?.occupancy.mean).toBe(0)
  })

  it('sees customers again who did not get through', () => {
    const again = { share: 1, after: { constantMs: 60_000 }, most: 2 }
    const model = oneQueue({ arrivals: { everyMs: hourMs }, patience: { constantMs: 1000 }, retrial: again }, 0)
    // Each of them comes three times.
    expect(answer(model, 1).all).toMatchObject({ offered: { mean: 12 }, abandoned: { mean: 12 } })
  })
})

it('what a model says of queues and agents is what the decider is told', () => {
  const model: Model = {
    horizonMs: 1000,
    queues: [
      queue({
        strategy: 'weightedRandom',
        priority: 7,
        places: 3,
        ringTimeoutMs: 5000,
        requires: [
          { skill: 'ka', least: 2 },
          { skill: 'tr', least: 1 },
        ],
        relaxation: [{ afterMs: 1000, drop: ['ka'], ring: 2 }],
        serviceLevel: { thresholdMs: 30_000, percent: 90 },
      }),
    ],
    agents: [
      {
        count: 1,
        queues: [{ id: 'support', priority: 4, ring: 2, weight: 3, position: 5, share: 6 }],
        skills: { ka: 5 },
        choosesBy: 'share',
        answers: {},
      },
    ],
  }
  const { queues, agents } = beginIn(houseOf(model))
  expect([...queues.values()][0]?.settings).toMatchObject({
    ...{ strategy: 'weightedRandom', priority: 7, ringTimeoutMs: 5000, wrapUpLimitMs: 0 },
    requirement: {
      all: [
        { skillId: 'skl_ka', least: 2 },
        { skillId: 'skl_tr', least: 1 },
      ],
    },
    relaxation: [{ afterMs: 1000, drop: ['skl_ka'], ring: 2 }],
    serviceLevel: { thresholdMs: 30_000, percent: 90 },
    diversions: [{ when: { kind: 'full', waiting: 3 } }],
  })
  expect([...agents.values()][0]?.settings).toEqual({
    memberships: [{ queueId: queueIdAt(0), priority: 4, ring: 2, weight: 3, position: 5, share: 6 }],
    capacity: { voice: 1 },
    skills: { skl_ka: 5 },
    isAutoAnswered: false,
    choosesBy: 'share',
  })
})
