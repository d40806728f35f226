import { describe, expect, it } from 'vitest'
import { type Answer, answerOf } from '../answer.ts'
import type { ReplicationCounts } from '../counts.ts'
import type { Estimate } from '../estimate.ts'
import type { Model, ModelQueue } from '../model.ts'
import { runModel } from '../run-model.ts'
import { checked, hourMs, minuteMs, outcomesOf } from '../testing.ts'

/** The same model through the decider alone and through the whole product: the same customers, and figures that agree. */

const busy = (others: Partial<ModelQueue> = {}): ModelQueue => ({
  id: 'support',
  arrivals: { poissonPerHour: 150 },
  handle: { exponentialMeanMs: 3 * minuteMs },
  patience: { exponentialMeanMs: minuteMs },
  ...others,
})
const serving = (count: number, ...queues: string[]): Model['agents'][number] => ({
  count,
  queues: queues.map((id) => ({ id })),
})
const day = (queues: ModelQueue[], agents: Model['agents'], others: Partial<Model> = {}): Model => ({
  horizonMs: 4 * hourMs,
  drain: true,
  queues,
  agents,
  ...others,
})

interface Ways {
  readonly alone: Answer
  readonly whole: Answer
  readonly counted: readonly ReplicationCounts[]
}

function bothWays(model: Model, replications = 4): Ways {
  const run = { model: checked(model), seed: 3, replications }
  const counted = runModel({ ...run, isWhole: true })
  return { alone: answerOf(model, 3, runModel(run)), whole: answerOf(model, 3, counted), counted }
}

/** Each lies within the interval of the other. */
function agree(name: string, one: Estimate, other: Estimate): void {
  expect(other.mean !== null, `${name} is there in both`).toBe(one.mean !== null)
  const isWithin = ({ mean }: Estimate, { low, high }: Estimate) =>
    mean === null || low === null || high === null || (mean >= low - 1e-9 && mean <= high + 1e-9)
  expect(isWithin(one, other) && isWithin(other, one), `${name}: ${JSON.stringify([one, other])}`).toBe(true)
}

function figuresAgree({ alone, whole, counted }: Ways): void {
  for (const [i, one] of alone.queues.entries()) {
    const other = whole.queues[i] as typeof one
    expect(other.offered, 'the same customers come').toEqual(one.offered)
    agree('answered', one.answered, other.answered)
    agree('abandoned', one.share.abandoned, other.share.abandoned)
    agree('delayed', one.share.delayed, other.share.delayed)
    agree('service level', one.serviceLevel.ofOffered, other.serviceLevel.ofOffered)
    agree('wait of the answered', one.waitMs.ofAnswered, other.waitMs.ofAnswered)
    agree('wait of all', one.waitMs.ofAll, other.waitMs.ofAll)
    agree('queue length', one.queueLength, other.queueLength)
    agree('blocked', one.blocked, other.blocked)
    agree('diverted', one.diverted, other.diverted)
    agree('outside', one.outside, other.outside)
    agree('promised', one.callbacks.promised, other.callbacks.promised)
    agree('reached', one.callbacks.reached, other.callbacks.reached)
    agree('dials', one.callbacks.dials, other.callbacks.dials)
    agree('wait for the callback', one.callbacks.waitMs, other.callbacks.waitMs)
    agree('messages', one.messages.left, other.messages.left)
    agree('wait of messages', one.messages.waitMs, other.messages.waitMs)
  }
  for (const [i, one] of alone.agents.entries()) {
    agree('occupancy', one.occupancy, (whole.agents[i] as typeof one).occupancy)
  }
  for (const { queues } of counted) for (const one of queues) expect(outcomesOf(one)).toBe(one.offered)
}

describe('the whole product and the decider alone agree', { timeout: 120_000 }, () => {
  it('where customers lose patience (M/M/n+M), and whoever finds somebody free waits not at all', () => {
    const ways = bothWays(day([busy()], [serving(8, 'support')]))
    figuresAgree(ways)
    const { offered, delayed, answeredInThreshold } = ways.whole.all
    expect(delayed.mean).toBeLessThan(0.7 * (offered.mean ?? 0))
    expect(answeredInThreshold.mean).toBeGreaterThan(0.5 * (offered.mean ?? 0))
  })

  it('where agents take their time to answer, miss calls, and write up', () => {
    const agents = [
      {
        ...serving(10, 'support'),
        answers: { after: { exponentialMeanMs: 3000 }, missShare: 0.03 },
        mistakes: { declineShare: 0.02, cutOffShare: 0.02 },
      },
    ]
    const wrapUp = { takes: { exponentialMeanMs: 15_000 } }
    const retrial = { share: 0.5, after: { constantMs: minuteMs } }
    const ways = bothWays(day([busy({ wrapUp, retrial })], agents))
    // Who comes again depends on what became of him: of these the customers are not quite the same.
    for (const answer of [ways.alone, ways.whole]) expect(answer.all.cutOff.mean).toBeGreaterThan(0)
    agree('answered', ways.alone.all.answered, ways.whole.all.answered)
    agree('wait', ways.alone.all.waitMs.ofAnswered, ways.whole.all.waitMs.ofAnswered)
    agree('cut off', ways.alone.all.cutOff, ways.whole.all.cutOff)
    agree('occupancy', ways.alone.agents[0]?.occupancy as Estimate, ways.whole.agents[0]?.occupancy as Estimate)
  })

  it('where one queue goes before another', () => {
    const first = busy({ arrivals: { poissonPerHour: 50 }, priority: 1, patience: null })
    const second = busy({ id: 'sales', arrivals: { poissonPerHour: 80 }, patience: null })
    const ways = bothWays(day([first, second], [serving(8, 'support', 'sales')]))
    figuresAgree(ways)
    const [high, low] = ways.whole.queues
    expect(high?.waitMs.ofAll.mean).toBeLessThan(0.6 * (low?.waitMs.ofAll.mean ?? 0))
  })

  it('where a queue sends people on: to another one, to a number outside, away', () => {
    const support = busy({
      diversions: [
        { when: { kind: 'full', waiting: 3 }, to: { kind: 'outside', answerShare: 0.7 } },
        { when: { kind: 'waited', afterMs: 30_000 }, to: { kind: 'queue', id: 'other' } },
      ],
    })
    const other = busy({ id: 'other', arrivals: { poissonPerHour: 15 }, places: 2 })
    const ways = bothWays(day([support, other], [serving(7, 'support'), serving(1, 'other')]))
    figuresAgree(ways)
    const [whole] = ways.whole.queues
    expect(Math.min(whole?.outside.mean ?? 0, whole?.diverted.mean ?? 0)).toBeGreaterThan(5)
    expect(ways.whole.queues[1]?.blocked.mean).toBeGreaterThan(0)
  })

  it.each(['agent-first', 'ahead'] as const)('where customers are called back (%s)', (dials) => {
    const callback = {
      dials,
      offer: { standardMs: 20_000, acceptShare: 0.4 },
      answerShare: 0.7,
      retryAfterMs: [60_000, 300_000],
    }
    const ways = bothWays(day([busy({ callback })], [serving(7, 'support')]))
    figuresAgree(ways)
    expect(ways.whole.all.callbacks.reached.mean).toBeGreaterThan(30)
    for (const { queues } of ways.counted)
      for (const one of queues) expect(one.reached + one.givenUp).toBe(one.promised)
  })

  it('where they leave messages, which are work', () => {
    const rule = {
      when: { kind: 'waited', afterMs: 30_000 },
      to: { kind: 'voicemail', handle: { constantMs: minuteMs } },
    } as const
    const ways = bothWays(day([busy({ diversions: [rule] })], [serving(7, 'support')]))
    figuresAgree(ways)
    const { left, handled, waitMs } = ways.whole.all.messages
    expect(left.mean).toBeGreaterThan(30)
    expect(handled).toEqual(left)
    expect(waitMs.mean).toBeGreaterThan(1000)
  })

  it('where tasks and calls share the agents', () => {
    const tasks = busy({ id: 'tasks', channel: 'task', arrivals: { poissonPerHour: 10 }, patience: null })
    const agents = [
      {
        count: 8,
        queues: [{ id: 'support' }, { id: 'tasks', priority: -1 }],
      },
    ]
    const ways = bothWays(day([busy({ arrivals: { poissonPerHour: 110 } }), tasks], agents))
    figuresAgree(ways)
    expect(ways.whole.queues[1]?.answered).toEqual(ways.whole.queues[1]?.offered)
  })

  it('where calls are greeted before they wait, and told of their place', () => {
    const greeted = busy({ greeting: { lengthMs: 12_000 }, announcements: { saysWait: true, everyMs: 20_000 } })
    const ways = bothWays(day([greeted], [serving(8, 'support')]))
    figuresAgree(ways)
    // A greeting is no wait.
    expect(ways.whole.all.share.delayed.mean).toBeLessThan(0.7)
    expect(ways.whole.all.waitMs.ofAnswered.mean).toBeLessThan(12_000)
  })

  it('where customers want somebody, and where they are counts', () => {
    const support = busy({
      arrivals: { poissonPerHour: 100 },
      preferred: { share: 0.3, group: 'near', patienceMs: 20_000 },
      regions: [
        { region: 'GE-TB', share: 0.5 },
        { region: 'GE-IM', share: 0.3 },
      ],
      reach: 'region',
      relaxation: [{ afterMs: 20_000, reach: 'anywhere' }],
    })
    const agents = [
      { id: 'near', ...serving(5, 'support'), regions: ['GE-TB'] },
      { ...serving(3, 'support'), regions: ['GE-IM'] },
    ]
    figuresAgree(bothWays(day([support], agents)))
  })
})

describe('the whole product', { timeout: 120_000 }, () => {
  it('whose core dies twice loses no call', () => {
    const core = { dies: { atMs: [hourMs, 3 * hourMs + 7_000] }, takeOverMs: 8000 }
    const agents = [{ ...serving(8, 'support'), answers: { after: { exponentialMeanMs: 3000 } } }]
    const callback = { offer: { standardMs: 30_000, acceptShare: 0.3 }, retryAfterMs: [60_000] }
    const { alone, whole, counted } = bothWays(day([busy({ callback })], agents, { core }))
    expect(whole.core).toMatchObject({ deaths: { mean: 2 }, refused: { mean: 0 } })
    expect(whole.all).toMatchObject({ lost: { mean: 0 }, cutOff: { mean: 0 }, unfinished: { mean: 0 } })
    expect(whole.all.offered).toEqual(alone.all.offered)
    agree('answered', alone.all.answered, whole.all.answered)
    agree('wait', alone.all.waitMs.ofAnswered, whole.all.waitMs.ofAnswered)
    agree('occupancy', alone.agents[0]?.occupancy as Estimate, whole.agents[0]?.occupancy as Estimate)
    for (const { queues } of counted) {
      for (const one of queues) {
        expect(outcomesOf(one)).toBe(one.offered)
        expect(one.reached + one.givenUp).toBe(one.promised)
      }
    }
  })

  it('refuses who called while there was no core for longer than the edge holds anybody', () => {
    const core = { dies: { atMs: [hourMs] }, takeOverMs: 5 * minuteMs, graceMs: 30_000 }
    const { alone, whole } = bothWays(day([busy()], [serving(8, 'support')], { core }))
    expect(whole.core?.refused.mean).toBeGreaterThan(5)
    agree('lost', alone.all.lost, whole.all.lost)
  })

  it('is cut off by carriers', () => {
    const carriers = [{ share: 0.5, fails: [{ fromMs: hourMs, toMs: hourMs + 10 * minuteMs }], cutsCalls: true }]
    const { alone, whole } = bothWays(day([busy()], [serving(8, 'support')], { carriers }))
    agree('lost', alone.all.lost, whole.all.lost)
    agree('cut off', alone.all.cutOff, whole.all.cutOff)
    expect(whole.all.cutOff.mean).toBeGreaterThan(0)
  })

  it('gives the same answer for the same seed', () => {
    const run = { model: checked(day([busy()], [serving(8, 'support')])), replications: 1, isWhole: true }
    expect(runModel({ ...run, seed: 5 })).toEqual(runModel({ ...run, seed: 5 }))
    expect(runModel({ ...run, seed: 5 })).not.toEqual(runModel({ ...run, seed: 6 }))
  })
})
