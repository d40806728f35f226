import { expect, it } from 'vitest'
import { blockOf, english } from '#domain/flows/testing/flow.ts'
import type { RoutingEvent, StoredEvent } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import { answerOf } from '../answer.ts'
import { publishedOf } from '../flows/published.ts'
import { behindHotline, drawn, hotline, menuOf } from '../flows/testing.ts'
import { flowIdAt, houseOf, queueIdAt } from '../house.ts'
import { agentSettingsOf } from '../house-agents.ts'
import { queueSettingsOf } from '../house-queue.ts'
import type { Model, ModelFlow } from '../model.ts'
import { beginningMs } from '../moments.ts'
import { replicate } from '../replication.ts'
import { runModel } from '../run-model.ts'
import { checked, hourMs, minuteMs, outcomesOf } from '../testing.ts'
import { modelOfHistory } from './model-of-history.ts'

const busy = { handle: { exponentialMeanMs: 3 * minuteMs }, patience: { exponentialMeanMs: minuteMs } }

/** A day with all that a queue can do with those whom it does not keep. */
const day: Model = {
  horizonMs: 6 * hourMs,
  drain: false,
  queues: [
    {
      id: 'support',
      arrivals: { poissonPerHour: 120 },
      ...busy,
      hours: [{ fromMs: 0, toMs: 5 * hourMs }],
      regions: [
        { region: 'GE-TB', share: 0.6 },
        { region: 'GE-IM', share: 0.2 },
      ],
      reach: 'region',
      relaxation: [{ afterMs: 15_000, reach: 'anywhere' }],
      diversions: [
        { when: { kind: 'closed' }, to: { kind: 'voicemail', speaks: { constantMs: 12_000 } } },
        { when: { kind: 'full', waiting: 4 }, to: { kind: 'outside', answerShare: 0.6 } },
        { when: { kind: 'waited', afterMs: 90_000 }, to: { kind: 'queue', id: 'other' } },
      ],
      callback: {
        offer: { standardMs: 20_000, acceptShare: 0.4 },
        answerShare: 0.7,
        after: { constantMs: 6000 },
        retryAfterMs: [60_000],
      },
    },
    { id: 'other', arrivals: { poissonPerHour: 10 }, ...busy },
    { id: 'tasks', channel: 'task', arrivals: { poissonPerHour: 6 }, handle: { constantMs: 4 * minuteMs } },
  ],
  agents: [
    { count: 5, queues: [{ id: 'support' }, { id: 'tasks' }], regions: ['GE-TB'] },
    { count: 3, queues: [{ id: 'support' }, { id: 'other' }], regions: ['GE-IM'] },
  ],
}

/** What a log would hold of it, lived through by the whole product. */
function logOf(model: Model) {
  const house = houseOf(model)
  const happened: RoutingEvent[] = []
  const lookOn = (_: unknown, events: readonly RoutingEvent[]) => void happened.push(...events)
  const counts = replicate(model, house, { seed: 2, replication: 0, isWhole: true, lookOn })
  const idOf = {
    queue: (name: string) => queueIdAt(model.queues.findIndex(({ id }) => id === name)),
    flow: (name: string) => flowIdAt((model.flows ?? []).findIndex(({ id }) => id === name)),
  }
  const facts = { atMs: beginningMs, version: 1 }
  const settings = [
    ...model.queues.map((queue, index) => ({
      ...{ type: 'QueueConfigured', ...facts, queueId: queueIdAt(index) },
      settings: queueSettingsOf(queue, idOf),
    })),
    ...[...house.groupOf].map(([agentId, group]) => ({
      ...{ type: 'AgentConfigured', ...facts, agentId },
      settings: agentSettingsOf(model.agents[group] as Model['agents'][number], group, model, idOf.queue),
    })),
  ]
  const presences = [...house.groupOf.keys()].map((agentId: AgentId) => ({
    ...{ type: 'PresenceChanged', ...facts, agentId },
    ...{ presence: { kind: 'available' }, by: 'agent' },
  }))
  const newest = new Map(happened.map(({ type, version }) => [type as string, version]))
  const stored = (events: readonly object[]) =>
    events.map((event) => ({
      ...event,
      version: newest.get((event as StoredEvent).type) ?? (event as StoredEvent).version,
    })) as unknown as StoredEvent[]
  return { counts, happened, settings: stored(settings), presences: stored(presences) }
}

it('a day comes back from its own log: who came, where he was sent, who was called back, and where people are', () => {
  const { counts, happened, settings, presences } = logOf(checked(day))
  const period = { fromMs: beginningMs, toMs: beginningMs + day.horizonMs }
  const events = happened.filter(({ atMs }) => atMs < period.toMs) as unknown as StoredEvent[]
  const names = new Map(day.queues.map(({ id }, index): [string, string] => [queueIdAt(index), id]))
  const made = modelOfHistory({ period, settings, presences, events, names })
  if (!made.ok) throw new Error(made.error)
  expect(made.value.remarks).toEqual([])
  const { model } = made.value
  for (const [index, queue] of model.queues.entries()) {
    const arrivals = queue.arrivals && 'atMs' in queue.arrivals ? queue.arrivals.atMs.length : 0
    // Whoever was on his way at the end is in no log.
    expect(Math.abs(arrivals - (counts.queues[index]?.offered ?? 0))).toBeLessThanOrEqual(1)
  }
  const [support, , tasks] = model.queues
  expect(tasks).toMatchObject({ channel: 'task' })
  expect(support?.hours).toMatchObject([{ fromMs: 0, toMs: expect.closeTo(5 * hourMs, -2) }])
  expect(support?.reach).toBe('region')
  const shareOf = (code: string) => support?.regions?.find(({ region }) => region === code)?.share
  expect(shareOf('GE-TB')).toBeGreaterThan(0.4)
  const [closed, full, waited] = support?.diversions ?? []
  expect(closed).toMatchObject({ when: { kind: 'closed' }, to: { kind: 'voicemail' } })
  const spoken = closed?.to.kind === 'voicemail' && closed.to.speaks
  expect(spoken && 'empiricalMs' in spoken && spoken.empiricalMs[0]).toBeCloseTo(12_000, -2)
  const outside = full?.to.kind === 'outside' ? full.to.answerShare : undefined
  expect(outside).toBeGreaterThan(0.3)
  expect(outside).toBeLessThan(0.9)
  expect(waited?.to).toEqual({ kind: 'queue', id: 'other' })
  expect(support?.callback).toMatchObject({ retryAfterMs: [60_000], offer: { standardMs: 20_000 } })
  expect(Math.abs((support?.callback?.offer?.acceptShare ?? 0) - 0.4)).toBeLessThan(0.15)
  expect(Math.abs((support?.callback?.answerShare ?? 0) - 0.7)).toBeLessThan(0.2)
  expect(model.agents[0]?.regions).toEqual(['GE-TB'])

  const was = answerOf(checked(day), 2, [counts]).all
  const again = answerOf(model, 1, runModel({ model, seed: 1, replications: 4 })).all
  const near = (figure: 'answered' | 'abandoned', share: number) =>
    expect(Math.abs((again[figure].mean ?? 0) - (was[figure].mean ?? 0)), figure).toBeLessThan(
      share * (was.offered.mean ?? 0),
    )
  near('answered', 0.1)
  near('abandoned', 0.1)
  expect(again.messages.left.mean).toBeGreaterThan(0.5 * (was.messages.left.mean ?? 0))
  expect(again.callbacks.promised.mean).toBeGreaterThan(0.5 * (was.callbacks.promised.mean ?? 0))
})

it('callers of a flow come back through it as it was drawn, and give its answers as often and as soon', {
  timeout: 120_000,
}, () => {
  const { definition } = hotline()
  const { blocks } = definition as Exclude<typeof definition, string>
  const code = {
    ...{ question: english('type your code'), timeoutMs: 3000, betweenMs: 1000, tries: 2, terminator: '#' },
    ...{ variable: 'code', least: 3, most: 8, check: 'luhn', isSecret: false },
  }
  const flow: ModelFlow = {
    id: 'hotline',
    definition: {
      ...drawn(
        blockOf('open', 'hours', { businessHoursId: 'office', hasHolidays: false }, { open: 'code', closed: 'bye' }),
        blockOf('code', 'collect-digits', code, { next: 'who', 'no-answer': 'menu' }),
        blockOf('who', 'caller', { by: 'known' }, { known: 'support', unknown: 'menu' }),
        ...blocks,
      ),
      variables: [{ name: 'code', label: 'Code' }],
    },
    blocks: {
      code: { keys: { '18#': 0, '0000#': 0.5 }, hangUp: 0.05 },
      who: { exits: { known: 0.3, unknown: 0.7 } },
      menu: { keys: { 1: 0.5, 2: 0.3, 7: 0.05 }, hangUp: 0.05, after: { exponentialMeanMs: 1500 } },
    },
  }
  const overflow: ModelFlow = {
    id: 'overflow',
    definition: drawn(
      menuOf('offer', { 'key-1': 'sales', 'no-answer': 'bye' }),
      blockOf('sales', 'enqueue', { queueId: 'sales' }),
      blockOf('bye', 'hang-up', {}),
    ),
    blocks: { offer: { keys: { 1: 0.6 }, hangUp: 0.2 } },
  }
  const { queues } = behindHotline()
  const was = behindHotline({
    ...{ flows: [flow, overflow], horizonMs: 6 * hourMs },
    hours: [{ id: 'office', open: [{ fromMs: 0, toMs: 5 * hourMs }] }],
    queues: queues.map((queue) =>
      queue.id === 'sales'
        ? queue
        : {
            ...queue,
            diversions: [{ when: { kind: 'waited', afterMs: 30_000 }, to: { kind: 'flow', id: 'overflow' } }],
          },
    ),
  })
  const { counts, happened, settings, presences } = logOf(checked(was))
  const period = { fromMs: beginningMs, toMs: beginningMs + was.horizonMs }
  // A block that goes by shares is a lot in the simulator; a log has its own exits.
  const inLog = (event: RoutingEvent): RoutingEvent =>
    event.type === 'FlowAdvanced'
      ? { ...event, passed: event.passed.map((one) => ({ ...one, exit: one.exit.replace(/^case-/, '') })) }
      : event
  const events = happened.filter(({ atMs }) => atMs < period.toMs).map(inLog) as unknown as StoredEvent[]
  const published = publishedOf({ ...was, flows: [flow, overflow].map(({ blocks: _, ...one }) => one) })
  const flows = [flow, overflow].map(({ id }, index) => {
    const source = published.sourceOf(flowIdAt(index), null)
    if (!source) throw new Error('it is published')
    return { ...source, name: id }
  })
  const names = new Map(was.queues.map(({ id }, index): [string, string] => [queueIdAt(index), id]))
  const made = modelOfHistory({ period, settings, presences, events, names, flows })
  if (!made.ok) throw new Error(made.error)
  expect(made.value.remarks).toEqual([])
  const { model } = made.value
  expect(model.entrances).toMatchObject([{ id: 'hotline', flow: 'hotline' }])
  expect(model.hours).toMatchObject([{ id: 'office', open: [{ fromMs: 0, toMs: expect.closeTo(5 * hourMs, -5.5) }] }])
  // Everybody came by the flow.
  for (const { arrivals } of model.queues) expect(arrivals).toEqual({ atMs: [] })
  const counted = runModel({ model, seed: 1, replications: 4 })
  for (const { queues } of counted) for (const one of queues) expect(outcomesOf(one)).toBe(one.offered)
  const [before, after] = [answerOf(checked(was), 2, [counts]), answerOf(model, 1, counted)]
  const all = before.flows?.[0]?.entered.mean ?? 0
  expect(Math.abs((after.flows?.[0]?.entered.mean ?? 0) - all)).toBeLessThanOrEqual(1)
  for (const [index, one] of (before.flows ?? []).entries()) {
    const other = after.flows?.[index]
    for (const way of ['queue', 'hungUpByFlow', 'hungUpByCaller'] as const) {
      expect(Math.abs((one.left[way].mean ?? 0) - (other?.left[way].mean ?? 0)), `${one.id} ${way}`).toBeLessThan(
        0.06 * all,
      )
    }
  }
  for (const [index, one] of before.queues.entries()) {
    const offered = after.queues[index]?.offered.mean ?? 0
    expect(Math.abs((one.offered.mean ?? 0) - offered), one.id).toBeLessThan(0.06 * all)
  }
  const [took, takes] = [before, after].map(({ flows }) => flows?.[0]?.timeMs.mean ?? 0) as [number, number]
  expect(Math.abs(took - takes)).toBeLessThan(0.2 * took)
})
