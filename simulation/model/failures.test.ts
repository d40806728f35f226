import { describe, expect, it } from 'vitest'
import type { Model } from './model.ts'
import { runModel } from './run-model.ts'
import { answer, checked, counted, hourMs, minuteMs, outcomesOf, queue } from './testing.ts'

const agents: Model['agents'] = [{ id: 'all', count: 2, queues: [{ id: 'support' }] }]
const base: Model = { horizonMs: hourMs, drain: true, queues: [queue()], agents }

describe('a carrier that fails', { timeout: 60_000 }, () => {
  const down = [{ fromMs: 600_500, toMs: 1_200_500 }]
  it('brings nobody while it is down, and whoever was lost may come again', () => {
    const carriers = [{ share: 1, fails: down }]
    expect(counted({ ...base, carriers })[0]).toMatchObject({ offered: 59, lost: 10, answered: 49 })
    const again = { share: 1, after: { constantMs: 10 * minuteMs }, most: 1 }
    const [one] = counted({ ...base, carriers, queues: [queue({ retrial: again })] })
    expect(one).toMatchObject({ offered: 69, lost: 10, answered: 59 })
    expect(answer({ ...base, carriers }).carriers).toMatchObject([
      { id: 'carriers[0]', failures: { mean: 1 }, downMs: { mean: 600_000 }, lost: { mean: 10 }, cutOff: { mean: 0 } },
    ])
    expect(counted({ ...base, carriers: [{ share: 0, fails: down }] })[0]).toMatchObject({ lost: 0, answered: 59 })
  })

  it('cuts off who talks or waits over it, who asks for his agent when he comes again', () => {
    const model: Model = {
      ...base,
      queues: [
        queue({
          arrivals: { atMs: [1000, 2000, 3000] },
          handle: { constantMs: 10 * minuteMs },
          retrial: { share: 1, after: { constantMs: 10 * minuteMs }, most: 1 },
          lastAgentPatienceMs: 20_000,
        }),
      ],
      carriers: [{ id: 'one', share: 1, fails: [{ fromMs: minuteMs, toMs: 2 * minuteMs }], cutsCalls: true }],
    }
    const [one] = counted(model)
    // Two talked for 59 and 58 s; the third waited. They come again in one moment, and the third has the agent of the first,
    // who waits for her in vain, and then until the second is through with what was left.
    expect(one).toMatchObject({ offered: 6, answered: 5, cutOff: 2, lost: 1, waitMs: (600 - 58) * 1000 })
    expect(outcomesOf(one as NonNullable<typeof one>)).toBe(6)
  })

  it('fails by chance as often as it says', () => {
    const fails = { every: { exponentialMeanMs: 9 * minuteMs }, lasts: { exponentialMeanMs: minuteMs } }
    const { carriers, all } = answer({ ...base, horizonMs: 40 * hourMs, carriers: [{ share: 0.5, fails }] }, 4)
    expect(carriers?.[0]?.failures.mean).toBeGreaterThan(200)
    expect(carriers?.[0]?.failures.mean).toBeLessThan(280)
    expect(all.lost.mean).toBeGreaterThan(0.035 * (all.offered.mean ?? 0))
    expect(all.lost.mean).toBeLessThan(0.065 * (all.offered.mean ?? 0))
  })
})

describe('a core that dies', { timeout: 60_000 }, () => {
  /** Something of everything, so that the log has to hold it all. */
  const lively: Model = {
    ...base,
    queues: [
      queue({
        arrivals: { poissonPerHour: 150 },
        handle: { exponentialMeanMs: 60_000 },
        patience: { exponentialMeanMs: 60_000 },
        retrial: { share: 0.5, after: { exponentialMeanMs: 60_000 } },
        strategy: 'weightedRandom',
        wrapUp: { takes: { exponentialMeanMs: 5000 } },
        callback: { offer: { standardMs: 20_000, acceptShare: 0.4 }, answerShare: 0.8, retryAfterMs: [60_000] },
        diversions: [{ when: { kind: 'waited', afterMs: 50_000 }, to: { kind: 'queue', id: 'other' } }],
      }),
      queue({ id: 'other', arrivals: { poissonPerHour: 20 } }),
    ],
    agents: [
      {
        count: 3,
        queues: [{ id: 'support' }, { id: 'other' }],
        answers: { after: { exponentialMeanMs: 3000 }, missShare: 0.05 },
        breaks: { every: { exponentialMeanMs: 600_000 }, lasts: { constantMs: 60_000 }, limit: { most: 1 } },
      },
    ],
  }
  const outcome = (model: Model) =>
    runModel({ model: checked(model), seed: 4, replications: 1 }).map(({ queues, agents: groups }) => ({
      queues,
      groups,
    }))

  it('and is replaced at once changes nothing: the log alone gives what was decided', () => {
    const atMs = Array.from({ length: 20 }, (_, i) => (i + 1) * 70_000.5)
    expect(outcome({ ...lively, core: { dies: { atMs }, takeOverMs: 0 } })).toEqual(outcome(lively))
  })

  it('lets everybody wait until the next one decides; who talks talks on', () => {
    const model: Model = { ...base, core: { dies: { atMs: [605_000] }, takeOverMs: 120_000, graceMs: 60_000 } }
    const [one] = counted(model)
    // He of 10:00 talks to his end; he of 11:00 is refused at 12:00, he of 12:00 waits for five seconds.
    expect(one).toMatchObject({ offered: 59, answered: 58, lost: 1, waitMs: 5000, delayed: 1 })
    expect(one?.waitingArea).toBe(60_000 + 5000)
    expect(answer(model).core).toMatchObject({ deaths: { mean: 1 }, downMs: { mean: 120_000 }, refused: { mean: 1 } })
  })

  it('loses nobody from the count', () => {
    const model: Model = { ...lively, core: { dies: { every: { exponentialMeanMs: 300_000 } }, takeOverMs: 20_000 } }
    for (const { queues } of runModel({ model: checked(model), seed: 9, replications: 3 })) {
      for (const one of queues) expect(outcomesOf(one)).toBe(one.offered)
      for (const one of queues) expect(one.reached + one.givenUp).toBe(one.promised)
    }
  })
})
