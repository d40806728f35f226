import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '#domain/routing/index.ts'
import { World } from '../../world.ts'
import { answerOf } from '../answer.ts'
import { changeModel } from '../change.ts'
import { runModel } from '../run-model.ts'
import { dayOf } from './day.ts'
import { eventTypes, modelOfHistory, readHistory, settingTypes } from './model-of-history.ts'

describe('a day', () => {
  const nowMs = Date.parse('2026-11-22T08:00:00Z')
  it('is from midnight to midnight where the installation is', () => {
    expect(dayOf('yesterday', nowMs, 'Asia/Baku')).toEqual({
      ok: true,
      value: { fromMs: Date.parse('2026-11-20T20:00:00Z'), toMs: Date.parse('2026-11-21T20:00:00Z') },
    })
    expect(dayOf('today', nowMs, 'UTC')).toMatchObject({ ok: true, value: { toMs: nowMs } })
    // The clocks go back that night in Budapest, and forward in spring.
    const hours = (word: string) => {
      const day = dayOf(word, nowMs, 'Europe/Budapest')
      return day.ok ? (day.value.toMs - day.value.fromMs) / 3_600_000 : day.error
    }
    expect([hours('2026-10-25'), hours('2026-03-29'), hours('2026-06-01')]).toEqual([25, 23, 24])
  })
  it.each(['tomorrow', '2026-13-01', '2026-02-30', '2027-01-01', ''])('%s is refused', (word) => {
    expect(dayOf(word, nowMs, 'UTC')).toMatchObject({ ok: false, error: expect.stringMatching(/\.$/) })
  })
})

describe('a day that was, lived through again', () => {
  /** An hour of the simulated house: two agents, a caller every minute, some of whom leave. */
  function anHour() {
    const world = new World({ seed: 5, queue: { wrapUpLimitMs: 10_000, ringTimeoutMs: 60_000 } })
    const fromMs = world.clock.nowMs
    const agents = ['aylin', 'levan'].map((name) => world.agent(name).opensDesk())
    world.passes(50)
    for (const agent of agents) agent.goesAvailable()
    const [aylin, levan] = agents
    for (let minute = 0; minute < 60; minute++) {
      if (minute === 30) levan?.goesOnBreak('lunch')
      const caller = world.caller(`c${minute}`).dials('200')
      for (let second = 0; second < 60; second++) {
        world.passes(1000)
        // Every tenth is answered by nobody.
        if (second === 0 && minute % 10 !== 9) for (const agent of agents) agent.accepts()
        if (second === 40) caller.hangsUp()
      }
    }
    return { world, aylin, levan, period: { fromMs, toMs: world.clock.nowMs } }
  }

  it('has the same callers, agents with their hours, and times as they were', () => {
    const { world, aylin, levan, period } = anHour()
    const log: readonly StoredEvent[] = world.told
    const of = (types: readonly string[]) => log.filter(({ type }) => types.includes(type))
    const names = new Map<string, string>([[world.queueId, 'front desk']])
    const made = modelOfHistory({ period, settings: of(settingTypes), presences: [], events: of(eventTypes), names })
    if (!made.ok) throw new Error(made.error)
    const { model, remarks } = made.value
    // The same through another process.
    const text = JSON.stringify({
      period,
      settings: of(settingTypes),
      presences: [],
      events: of(eventTypes),
      names: Object.fromEntries(names),
    })
    expect(readHistory(text)).toEqual(made)
    expect(remarks).toEqual([])
    const queue = model.queues.find(({ id }) => id === 'front desk')
    expect(queue?.arrivals && 'atMs' in queue.arrivals && queue.arrivals.atMs.length).toBe(60)
    // 40 seconds of talk, and the wrap-up that nobody ended sooner.
    const handled = queue && 'empiricalMs' in queue.handle ? queue.handle.empiricalMs : []
    expect(Math.min(...handled)).toBeGreaterThan(45_000)
    expect(Math.max(...handled)).toBeLessThan(55_000)
    expect(queue?.patience).not.toBeNull()
    const shiftsOf = (agent: typeof aylin) => model.agents.find(({ id }) => id === agent?.agentId)?.shifts
    expect(shiftsOf(aylin)).toHaveLength(1)
    expect(shiftsOf(levan)).toMatchObject([{ toMs: expect.any(Number) }])
    const [last] = shiftsOf(levan) ?? []
    expect(last && 'toMs' in last && last.toMs).toBeLessThan(32 * 60_000)

    const { all } = answerOf(model, 1, runModel({ model, seed: 1, replications: 3 }))
    expect(all.offered).toMatchObject({ mean: 60, low: 60, high: 60 })
    const more = changeModel(model, `agents ${aylin?.agentId} count=3`)
    if (!more.ok) throw new Error(more.error)
    const better = answerOf(more.value, 1, runModel({ model: more.value, seed: 1, replications: 3 })).all
    expect(better.waitMs.ofAll.mean).toBeLessThanOrEqual(all.waitMs.ofAll.mean as number)
    expect(better.abandoned.mean).toBe(0)
  })

  it('asks of agents what its queues asked, however that was said', () => {
    const { world, period } = anHour()
    const requirement = { any: [{ skillId: 'skl_ka', least: 3 }, { not: { skillId: 'skl_ru', least: 1 } }] }
    const relaxation = [{ afterMs: 5000, reach: 'neighbors', drop: ['skl_ka'] }]
    const log = (world.told as readonly StoredEvent[]).map((event) =>
      event.type === 'QueueConfigured'
        ? { ...event, settings: { ...(event as unknown as { settings: object }).settings, requirement, relaxation } }
        : event,
    ) as readonly StoredEvent[]
    const of = (types: readonly string[]) => log.filter(({ type }) => types.includes(type))
    const names = new Map([['skl_ka', 'Georgian']])
    const made = modelOfHistory({ period, settings: of(settingTypes), presences: [], events: of(eventTypes), names })
    if (!made.ok) throw new Error(made.error)
    expect(made.value.model.queues[0]).toMatchObject({
      requirement: { any: [{ skill: 'Georgian', least: 3 }, { not: { skill: 'skl_ru', least: 1 } }] },
      relaxation: [{ afterMs: 5000, reach: 'neighbors', drop: ['Georgian'] }],
    })
    expect(
      answerOf(made.value.model, 1, runModel({ model: made.value.model, seed: 1, replications: 1 })).all.answered.mean,
    ).toBeGreaterThan(30)
  })

  it('in which nobody was served is refused', () => {
    const period = { fromMs: 0, toMs: 1000 }
    const empty = { period, settings: [], presences: [], events: [], names: new Map() }
    expect(modelOfHistory(empty)).toMatchObject({ ok: false, error: expect.stringContaining('nothing to replay') })
    for (const text of ['{', 'null', '{}', '{"period":{"fromMs":0,"toMs":1},"events":[]}']) {
      expect(readHistory(text)).toMatchObject({ ok: false, error: expect.stringContaining('the history') })
    }
  })
})
