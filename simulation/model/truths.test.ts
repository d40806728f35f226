import { expect, it } from 'vitest'
import { brokenTruths } from '#domain/routing/index.ts'
import { houseOf } from './house.ts'
import type { Model } from './model.ts'
import { replicate } from './replication.ts'
import { checked, outcomesOf } from './testing.ts'

/** Everything that a model can say, at once. */
const everything: Model = {
  horizonMs: 5400000,
  drain: true,
  beginsOn: 1,
  queues: [
    {
      id: 'support',
      arrivals: {
        poissonPerHour: 200,
      },
      handle: {
        exponentialMeanMs: 180000,
      },
      patience: {
        exponentialMeanMs: 120000,
      },
      retrial: {
        share: 0.5,
        after: {
          exponentialMeanMs: 60000,
        },
      },
      lastAgentPatienceMs: 20000,
      requirement: {
        any: [
          {
            skill: 'ka',
            least: 3,
          },
          {
            all: [
              {
                skill: 'tr',
                least: 2,
              },
              {
                not: {
                  skill: 'ru',
                  least: 5,
                },
              },
            ],
          },
        ],
      },
      reach: 'region',
      regions: [
        {
          region: 'GE-TB',
          share: 0.5,
        },
        {
          region: 'GE-IM',
          share: 0.3,
        },
      ],
      relaxation: [
        {
          afterMs: 10000,
          reach: 'neighbors',
        },
        {
          afterMs: 20000,
          isAnybody: true,
          reach: 'anywhere',
        },
      ],
      offersAtOnce: 2,
      wrapUp: {
        takes: {
          exponentialMeanMs: 20000,
        },
        limitMs: 60000,
      },
      greeting: { lengthMs: 4000 },
      announcements: { firstAfterMs: 5000, everyMs: 15000 },
      callback: {
        offer: {
          standardMs: 40000,
          acceptShare: 0.5,
        },
        answerShare: 0.7,
        retryAfterMs: [60000, 300000],
      },
      diversions: [
        {
          when: {
            kind: 'waited',
            afterMs: 90000,
          },
          to: {
            kind: 'queue',
            id: 'other',
          },
        },
        {
          when: {
            kind: 'full',
            waiting: 22,
          },
          to: {
            kind: 'voicemail',
            speaks: { exponentialMeanMs: 15000 },
            handle: { constantMs: 30000 },
          },
        },
        {
          when: {
            kind: 'full',
            waiting: 18,
          },
          to: {
            kind: 'outside',
            answerShare: 0.5,
          },
        },
      ],
    },
    {
      id: 'other',
      arrivals: {
        poissonPerHour: 60,
      },
      handle: {
        exponentialMeanMs: 120000,
      },
      patience: {
        exponentialMeanMs: 200000,
      },
      hours: [
        {
          fromMs: 0,
          toMs: 4500000,
        },
      ],
      diversions: [
        {
          when: {
            kind: 'closed',
          },
          to: {
            kind: 'announcement',
          },
        },
        {
          when: {
            kind: 'expected-wait',
            overMs: 60000,
          },
          to: {
            kind: 'callback',
          },
        },
      ],
      callback: {
        dials: 'ahead',
        answerShare: 0.9,
      },
      preferred: {
        share: 0.2,
        group: 'ka',
        patienceMs: 15000,
      },
    },
    {
      id: 'mail',
      channel: 'email',
      arrivals: {
        poissonPerHour: 40,
      },
      handle: {
        exponentialMeanMs: 300000,
      },
      dueAfterMs: 3600000,
    },
  ],
  agents: [
    {
      id: 'ka',
      count: 8,
      queues: [
        {
          id: 'support',
        },
        {
          id: 'other',
        },
        {
          id: 'mail',
          priority: -1,
        },
      ],
      skills: {
        ka: 4,
      },
      regions: ['GE-TB'],
      capacity: {
        voice: 1,
        email: 2,
      },
      shifts: [
        {
          fromMs: 0,
          toMs: 1800000,
        },
        {
          fromMs: 2100000,
          toMs: 5400000,
        },
      ],
      answers: {
        after: {
          exponentialMeanMs: 3000,
        },
        missShare: 0.02,
      },
      mistakes: {
        declineShare: 0.03,
        forgetWrapUpShare: 0.1,
        cutOffShare: 0.01,
        late: {
          exponentialMeanMs: 60000,
        },
      },
      breaks: {
        every: {
          exponentialMeanMs: 2400000,
        },
        lasts: {
          constantMs: 300000,
        },
        limit: {
          most: 1,
        },
      },
    },
    {
      id: 'tr',
      count: 5,
      queues: [
        {
          id: 'support',
        },
        {
          id: 'other',
        },
      ],
      skills: {
        tr: 3,
      },
      regions: ['GE-IM'],
      breaks: {
        every: {
          exponentialMeanMs: 2400000,
        },
        lasts: {
          constantMs: 300000,
        },
      },
    },
  ],
  reservations: [
    {
      skill: 'ka',
      least: 3,
      keepFree: 1,
      untilWaitedMs: 30000,
    },
  ],
  carriers: [
    {
      id: 'one',
      share: 0.5,
      fails: [
        {
          fromMs: 1800000,
          toMs: 2400000,
        },
      ],
      cutsCalls: true,
    },
    {
      share: 0.3,
      fails: {
        every: {
          exponentialMeanMs: 900000,
        },
        lasts: {
          constantMs: 120000,
        },
      },
    },
  ],
  core: {
    dies: {
      every: {
        exponentialMeanMs: 900000,
      },
    },
    takeOverMs: 15000,
  },
}

it.each([
  ...[1, 2, 3].map((seed) => ({ seed, isWhole: false })),
  ...[1, 2, 3].map((seed) => ({ seed, isWhole: true })),
])('no truth of routing is broken in a model that says everything (%j)', { timeout: 60_000 }, ({ seed, isWhole }) => {
  const model = checked(everything)
  let looked = 0
  const { queues, agents, carriers, core } = replicate(model, houseOf(model), {
    ...{ seed, replication: 0, isWhole },
    lookOn: (state, events) => {
      looked++
      expect(brokenTruths(state, events)).toEqual([])
    },
  })
  expect(looked).toBeGreaterThan(1000)
  for (const one of queues) {
    expect(outcomesOf(one)).toBe(one.offered)
    expect(one.reached + one.givenUp).toBeLessThanOrEqual(one.promised)
    expect(one.dials).toBeGreaterThanOrEqual(one.reached)
  }
  for (const { busyMs, staffedMs } of agents) {
    expect(busyMs).toBeGreaterThan(0)
    expect(busyMs).toBeLessThanOrEqual(staffedMs)
  }
  const [support] = queues
  expect(
    support && [support.diverted, support.promised, support.lost, support.reached].every((count) => count > 0),
  ).toBe(true)
  expect(carriers.every(({ failures }) => failures > 0)).toBe(true)
  expect(core.deaths).toBeGreaterThan(0)
})
