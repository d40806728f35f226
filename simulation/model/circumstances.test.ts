import { describe, expect, it } from 'vitest'
import { type Answer, answerOf } from './answer.ts'
import type { Model, ModelQueue } from './model.ts'
import { checkModel } from './read-model.ts'
import { runModel } from './run-model.ts'
import { checked, hourMs, minuteMs } from './testing.ts'

const answer = (model: Model, isWhole: boolean): Answer =>
  answerOf(model, 1, runModel({ model: checked(model), seed: 1, replications: 3, isWhole }))

const ways = [
  ['the decider alone', false],
  ['the whole product', true],
] as const

describe('an incident', { timeout: 60_000 }, () => {
  const queue = (id: string): ModelQueue => ({
    id,
    arrivals: { poissonPerHour: 55 },
    handle: { exponentialMeanMs: 3 * minuteMs },
    patience: { exponentialMeanMs: 5 * minuteMs },
    regions: [{ region: 'GE-IM', share: 1 }],
  })
  const model = (incidents: Model['incidents']): Model => ({
    horizonMs: 4 * hourMs,
    drain: true,
    queues: [queue('support'), queue('sales')],
    agents: [{ count: 5, queues: [{ id: 'support' }, { id: 'sales' }] }],
    ...(incidents && { incidents }),
  })

  it.each(ways)('lifts what belongs to it before the rest while it lasts, waiting or to come (%s)', (_, isWhole) => {
    const [support, sales] = answer(
      model([{ fromMs: hourMs / 2, toMs: 4 * hourMs, queues: ['support'], level: 5 }]),
      isWhole,
    ).queues
    const [before] = answer(model(undefined), isWhole).queues
    const wait = (of: typeof support) => of?.waitMs.ofAll.mean ?? 0
    expect(wait(support)).toBeLessThan(0.8 * wait(before))
    expect(wait(sales)).toBeGreaterThan(1.1 * wait(before))
  })

  it('lifts everybody alike where everybody belongs to it, and when it is over it is as if it had never been', () => {
    const everywhere = model([{ fromMs: 0, toMs: 2 * hourMs, regions: ['GE-IM'], headStartMs: 60_000 }])
    const [support] = answer(everywhere, false).queues
    const [before] = answer(model(undefined), false).queues
    expect(support?.answered).toEqual(before?.answered)
    expect(support?.waitMs.ofAnswered.mean).toBeCloseTo(before?.waitMs.ofAnswered.mean ?? 0, 3)
  })
})

describe('who stands in', { timeout: 60_000 }, () => {
  const model = (substitutions: Model['substitutions']): Model => ({
    horizonMs: 4 * hourMs,
    drain: true,
    queues: [
      {
        id: 'support',
        arrivals: { poissonPerHour: 20 },
        handle: { constantMs: 2 * minuteMs },
        preferred: { share: 1, group: 'owners', patienceMs: 10 * minuteMs },
      },
    ],
    agents: [
      { id: 'owners', count: 2, queues: [{ id: 'support' }] },
      { id: 'others', count: 2, queues: [{ id: 'support' }] },
    ],
    ...(substitutions && { substitutions }),
  })

  it.each(ways)('does the work of who is absent, and for so long (%s)', (_, isWhole) => {
    const away = answer(model([{ group: 'owners', by: 'others', fromMs: hourMs, toMs: 3 * hourMs }]), isWhole)
    const there = answer(model(undefined), isWhole)
    const [owners, others] = away.agents
    // Half of the time half of the work is theirs.
    expect(others?.occupancy.mean).toBeGreaterThan(0.6 * (owners?.occupancy.mean ?? 1))
    expect(there.agents[1]?.occupancy.mean).toBeLessThan(0.3 * (there.agents[0]?.occupancy.mean ?? 0))
  })
})

it.each([
  [{ incidents: [{ fromMs: 5, toMs: 5, queues: ['support'], level: 1 }] }, 'incidents[0] ends before it begins'],
  [{ incidents: [{ fromMs: 0, toMs: 5, level: 1 }] }, 'incidents[0] says of nobody'],
  [{ incidents: [{ fromMs: 0, toMs: 5, queues: ['support'] }] }, 'incidents[0] lifts nobody'],
  [{ incidents: [{ fromMs: 0, toMs: 5, queues: ['x'], level: 1 }] }, 'incidents[0].queues has "x"'],
  [{ incidents: [{ fromMs: 0, toMs: 5, regions: ['XX-Y'], level: 1 }] }, 'incidents[0].regions has "XX-Y"'],
  [{ substitutions: [{ group: 'x', fromMs: 0, toMs: 5 }] }, 'substitutions[0].group is "x"'],
  [{ substitutions: [{ group: 'day', by: 'day', fromMs: 0, toMs: 5 }] }, 'substitutions[0].by is the group itself'],
  [{ substitutions: [{ group: 'day', fromMs: 9, toMs: 5 }] }, 'substitutions[0] ends before it begins'],
])('%j is refused with a sentence', (part, sentence) => {
  const base = {
    horizonMs: hourMs,
    queues: [{ id: 'support', arrivals: { poissonPerHour: 1 }, handle: { constantMs: 1 } }],
    agents: [{ id: 'day', count: 1, queues: [{ id: 'support' }] }],
  }
  const said = checkModel({ ...base, ...part })
  expect(said.ok ? '' : said.error).toContain(sentence)
})
