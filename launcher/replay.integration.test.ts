import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { appendEvents, type LoggedEvent } from '#adapters/postgres/event-log.ts'
import { readHistory } from '#adapters/postgres/history.ts'
import { takeLease } from '#adapters/postgres/lease.ts'
import type { Pool } from '#adapters/postgres/pool.ts'
import { startTestServer, type TestServer } from '#adapters/postgres/testing.ts'
import { blockOf, flowOf } from '#domain/flows/testing/flow.ts'
import { defaultQueueSettings, type RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, FlowId, FlowVersionId, InteractionId, OfferId, QueueId, RoutingDomainId } from '#kernel/ids.ts'
import { dayOf, eventTypes, modelOfHistory, settingTypes } from '#simulation/model/history/index.ts'
import { readWantedReplay } from './replay.ts'

const domainId = 'rdm_00000000000000000000000001' as RoutingDomainId
const nowMs = Date.parse('2026-11-22T08:00:00Z')
const yesterdayMs = Date.parse('2026-11-21T00:00:00Z')
const hourMs = 3_600_000
const queueId = 'que_1' as QueueId
const agentId = 'agt_1' as AgentId

let server: TestServer
let pool: Pool
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  pool = (await server.database()).pool
})

async function log(events: readonly (Partial<RoutingEvent> & { readonly type: string; readonly atMs: number })[]) {
  const lease = await takeLease(pool, { domainId, holder: 'test', lengthMs: 60_000, force: true })
  if (!lease) throw new Error('the lease is not free')
  const logged = events.map(
    (event): LoggedEvent => ({
      atMs: event.atMs,
      type: event.type,
      version: event.version ?? 1,
      payload: JSON.stringify({ version: 1, ...event }),
    }),
  )
  const at = { domainId, epoch: lease.epoch, position: lease.position }
  expect(await appendEvents(pool, at, { events: logged, particulars: [] })).toBe('appended')
}

const history = (day: string) => readHistory(pool, { settingTypes, eventTypes }, (zone) => dayOf(day, nowMs, zone))

it('a day out of the log is a model, by the names that the tables have', async () => {
  await pool.query(
    `INSERT INTO business_unit (business_unit_id, kind, name, time_zone) VALUES ('bun_1', 'root', 'All', 'UTC')`,
  )
  await pool.query(`INSERT INTO queue (queue_id, business_unit_id, name) VALUES ('que_1', 'bun_1', 'support')`)
  const settings = { ...defaultQueueSettings, strategy: 'fewestHandled' as const }
  const call = { interactionId: 'int_1' as InteractionId, queueId, agentId, offerId: 'off_1' as OfferId }
  await log([
    { type: 'QueueConfigured', atMs: yesterdayMs - 50 * hourMs, queueId, settings },
    {
      ...{ type: 'AgentConfigured', atMs: yesterdayMs - 50 * hourMs, agentId },
      settings: { memberships: [{ queueId, priority: 3 }], capacity: { voice: 1 } },
    },
    { type: 'PresenceChanged', atMs: yesterdayMs - 9 * hourMs, agentId, presence: { kind: 'offline' } },
    { type: 'PresenceChanged', atMs: yesterdayMs - hourMs, agentId, presence: { kind: 'available' } },
    { type: 'InteractionQueued', atMs: yesterdayMs + hourMs, ...call },
    { type: 'OfferAccepted', version: 3, atMs: yesterdayMs + hourMs + 4000, ...call },
    { type: 'WrapUpStarted', atMs: yesterdayMs + hourMs + 90_000, ...call },
    { type: 'WrapUpFinished', atMs: yesterdayMs + hourMs + 104_000, ...call },
    { type: 'PresenceChanged', atMs: yesterdayMs + 8 * hourMs, agentId, presence: { kind: 'offline' } },
    // Today's is none of yesterday's.
    { type: 'InteractionQueued', atMs: yesterdayMs + 25 * hourMs, ...call, interactionId: 'int_2' as InteractionId },
  ])
  const read = await history('yesterday')
  expect(read).toMatchObject({ ok: true })
  const made = read.ok ? modelOfHistory(read.value) : read
  expect(made).toMatchObject({
    ok: true,
    value: {
      remarks: [],
      model: {
        horizonMs: 24 * hourMs,
        queues: [
          {
            id: 'support',
            arrivals: { atMs: [hourMs] },
            handle: { empiricalMs: [100_000] },
            patience: null,
            strategy: 'fewestHandled',
          },
        ],
        agents: [{ id: 'agt_1', queues: [{ id: 'support', priority: 3 }], shifts: [{ fromMs: 0, toMs: 8 * hourMs }] }],
      },
    },
  })
})

it('callers who came through a flow come through the version that was published when they did', async () => {
  await pool.query(
    `INSERT INTO business_unit (business_unit_id, kind, name, time_zone) VALUES ('bun_1', 'root', 'All', 'UTC')`,
  )
  await pool.query(`INSERT INTO queue (queue_id, business_unit_id, name) VALUES ('que_1', 'bun_1', 'support')`)
  const question = [{ kind: 'text', words: { en: 'what is it about?' } }]
  const definition = flowOf([
    blockOf(
      'menu',
      'menu',
      { question, choices: [{ key: '1', label: 'Support' }], timeoutMs: 5000, tries: 1 },
      { 'key-1': 'wait', 'no-answer': 'bye' },
    ),
    blockOf('wait', 'enqueue', { queueId }),
    blockOf('bye', 'hang-up', {}),
  ])
  await pool.query(
    `INSERT INTO flow (flow_id, name, folded_name, channels, languages, definition)
      VALUES ('flw_1', 'hotline', 'hotline', '{voice}', '{en}', '{}')`,
  )
  await pool.query(
    `INSERT INTO flow_version (flow_version_id, flow_id, number, languages, definition) VALUES ('flv_1', 'flw_1', 1, '{en}', $1)`,
    [JSON.stringify(definition)],
  )
  const at = (ms: number) => yesterdayMs + hourMs + ms
  const caller = (number: number) => ({ interactionId: `int_${number}` as InteractionId })
  const place = { flowId: 'flw_1' as FlowId, versionId: 'flv_1' as FlowVersionId }
  const offer = { queueId, agentId, offerId: 'off_1' as OfferId }
  await log([
    { type: 'QueueConfigured', atMs: yesterdayMs - hourMs, queueId, settings: defaultQueueSettings },
    {
      ...{ type: 'AgentConfigured', atMs: yesterdayMs - hourMs, agentId },
      settings: { memberships: [{ queueId, priority: 0 }], capacity: { voice: 1 } },
    },
    { type: 'PresenceChanged', atMs: yesterdayMs - hourMs, agentId, presence: { kind: 'available' } },
    ...[1, 2, 3, 4].map((number) => ({
      ...{ type: 'FlowEntered' as const, atMs: at(number * 1000), ...caller(number), ...place },
      blockId: 'menu',
    })),
    ...[1, 2].map((number) => ({
      ...{ type: 'FlowAdvanced' as const, atMs: at(number * 1000 + 3000), ...caller(number), ...place },
      ...{ blockId: 'wait', passed: [{ ...place, blockId: 'menu', exit: 'key-1' }] },
    })),
    ...[1, 2].map((number) => ({
      type: 'InteractionQueued' as const,
      atMs: at(number * 1000 + 3000),
      ...caller(number),
      queueId,
    })),
    { type: 'OfferAccepted', version: 3, atMs: at(9000), ...caller(1), ...offer },
    { type: 'WrapUpStarted', atMs: at(90_000), ...caller(1), ...offer },
    { type: 'WrapUpFinished', atMs: at(109_000), ...caller(1), ...offer },
    { type: 'InteractionEnded', version: 3, atMs: at(5000), ...caller(3), reason: 'customer-left', agentId: null },
  ])
  const read = await history('yesterday')
  const made = read.ok ? modelOfHistory(read.value) : read
  expect(made).toMatchObject({
    ok: true,
    value: {
      remarks: [],
      model: {
        queues: [{ id: 'support', arrivals: { atMs: [] }, handle: { empiricalMs: [100_000] } }],
        entrances: [
          { id: 'hotline', flow: 'hotline', arrivals: { atMs: [1000, 2000, 3000, 4000].map((ms) => hourMs + ms) } },
        ],
        // Of the three of whom it is known: the fourth was still asked.
        flows: [
          { id: 'hotline', names: { que_1: 'support' }, blocks: { menu: { keys: { 1: 0.666666 }, hangUp: 0.333333 } } },
        ],
      },
    },
  })
})

it('an empty log, and a day that nobody knows, are refused with a sentence', async () => {
  expect(await history('yesterday')).toMatchObject({ ok: false, error: expect.stringContaining('log is empty') })
  expect(await history('someday')).toMatchObject({ ok: false, error: expect.stringContaining('--replay takes') })
})

it('the arguments of a replay are read in both spellings, and the rest goes to the simulator', () => {
  expect(readWantedReplay(['--seed', '3', 'model.json'])).toBeUndefined()
  expect(readWantedReplay(['--replay=yesterday', '--seed', '3', '--save', 'x.json'])).toEqual({
    ok: true,
    value: { day: 'yesterday', save: 'x.json', trial: undefined, rest: ['--seed', '3'] },
  })
  expect(readWantedReplay(['--replay', 'today', '--trial=t.json'])).toMatchObject({ value: { trial: 't.json' } })
  expect(readWantedReplay(['--replay'])).toMatchObject({ ok: false })
})
