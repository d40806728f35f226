import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appendEvents } from '#adapters/postgres/event-log.ts'
import { takeLease } from '#adapters/postgres/lease.ts'
import type { Pool } from '#adapters/postgres/pool.ts'
import { startTestServer, type TestServer } from '#adapters/postgres/testing.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { InteractionId, RoutingDomainId } from '#kernel/ids.ts'
import { createProjector } from './projector.ts'

const domainId = 'rdm_00000000000000000000000001' as RoutingDomainId
let server: TestServer
let pool: Pool
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  pool = (await server.database()).pool
})

/** The life of one call, from its beginning to its abandonment, with a recording by the way. */
const call = (n: number): RoutingEvent[] => {
  const interactionId = `int_${n}` as InteractionId
  const at = (type: string, second: number, more: object = {}) =>
    ({ type, version: 1, atMs: 1_700_000_000_000 + second * 1000, interactionId, ...more }) as unknown as RoutingEvent
  return [
    at('InteractionBegan', 0, { kind: 'call', channel: 'voice' }),
    at('InteractionQueued', 1, { queueId: 'que_1' }),
    at('OfferMade', 2, { offerId: `off_${n}`, agentId: 'agt_1', queueId: 'que_1' }),
    at('OfferAccepted', 3, { offerId: `off_${n}`, agentId: 'agt_1', queueId: 'que_1' }),
    at('RecordingStarted', 3, { recordingId: `rec_${n}` }),
    at('InteractionEnded', 9, { reason: 'customer-left', stage: 'engaged', isAbandoned: false, isWrapUpDue: false }),
    at('RecordingClosed', 9, { recordingId: `rec_${n}`, outcome: 'edge-lost', durationMs: 0, missingMs: 0 }),
  ]
}
const calls = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => call(from + i)).flat()

/** Greeted, asked, sent to a number that nobody answers, back, and gone. */
const inFlow = (n: number): RoutingEvent[] => {
  const interactionId = `int_${n}` as InteractionId
  const flow = { flowId: 'flw_1', versionId: 'flv_1' }
  const at = (type: string, second: number, more: object = {}) =>
    ({ type, version: 1, atMs: 1_700_000_000_000 + second * 1000, interactionId, ...more }) as unknown as RoutingEvent
  const by = (blockId: string, exit: string) => ({ ...flow, blockId, exit })
  return [
    at('InteractionBegan', 0, { kind: 'call', channel: 'voice' }),
    at('FlowEntered', 1, { ...flow, blockId: 'hello' }),
    at('FlowAdvanced', 2, { ...flow, blockId: 'ask', passed: [by('hello', 'next'), by('open', 'open')] }),
    at('FlowAdvanced', 3, { ...flow, blockId: 'away', passed: [by('ask', 'key-1')] }),
    at('InteractionSentThrough', 3, { called: {} }),
    at('FlowReturned', 5, { ...flow, blockId: 'away', cause: 'busy' }),
    at('FlowAdvanced', 5, { ...flow, blockId: 'ask', passed: [by('away', 'failed')] }),
    at('FlowAdvanced', 6, { ...flow, blockId: 'out', passed: [by('ask', 'key-9'), by('out', 'failed')] }),
    at('InteractionEnded', 9, { reason: 'customer-left', stage: 'inFlow', isAbandoned: false, isWrapUpDue: false }),
  ]
}

async function log(events: readonly RoutingEvent[]): Promise<void> {
  const lease = await takeLease(pool, { domainId, holder: 'test', lengthMs: 60_000 })
  if (!lease) throw new Error('no lease')
  await appendEvents(pool, lease, {
    events: events.map((event) => ({ ...event, payload: JSON.stringify(event) })),
    particulars: [],
  })
}
const projector = () => createProjector({ pool, domainId, logger: silentLogger })
const tables = async () => ({
  interactions: await pool.kysely.selectFrom('interaction').selectAll().orderBy('interaction_id').execute(),
  segments: await pool.kysely.selectFrom('segment').selectAll().orderBy('interaction_id').orderBy('ordinal').execute(),
  steps: await pool.kysely.selectFrom('flow_step').selectAll().orderBy('interaction_id').orderBy('ordinal').execute(),
  recordings: await pool.kysely.selectFrom('recording').selectAll().orderBy('recording_id').execute(),
})

describe('the history', () => {
  it('is the same whether it followed each event or caught up with all of them', async () => {
    const events = [...calls(0, 150), ...inFlow(200), ...inFlow(201)]
    await log(events)
    const each = projector()
    for (const [i, event] of events.entries()) each.committed([event], i + 1)
    await each.catchUp()
    expect(each.position).toBe(events.length)
    const followed = await tables()
    expect(followed.interactions).toHaveLength(152)
    expect(followed.recordings[0]).toMatchObject({ state: 'failed', failure: 'edge-lost', agent_id: 'agt_1' })

    await pool.query('TRUNCATE interaction, segment, flow_step, recording, projection_checkpoint CASCADE')
    await projector().catchUp()
    expect(await tables()).toEqual(followed)
  })

  it('counts nothing twice when it is told again or begins again', async () => {
    await log(calls(0, 3))
    await projector().catchUp()
    const before = await tables()
    const again = projector()
    again.committed(calls(0, 3), 21)
    await again.catchUp()
    expect(await tables()).toEqual(before)
  })

  it('goes on in the middle of a call where another run stopped', async () => {
    const events = call(1)
    await log(events.slice(0, 3))
    await projector().catchUp()
    await log(events.slice(3))
    await projector().catchUp()
    const { interactions, segments } = await tables()
    expect(interactions).toMatchObject([{ state: 'ended', wait_ms: 2000, talk_ms: 6000 }])
    expect(segments.map(({ kind }) => kind)).toEqual(['flow', 'queue', 'offer', 'talk'])
  })

  it('tells each block to which a caller came, how he left it, and by which version, also when it stopped in between', async () => {
    const events = inFlow(1)
    for (const [from, to] of [
      [0, 3],
      [3, 6],
      [6, 8],
      [8, 9],
    ]) {
      await log(events.slice(from, to))
      await projector().catchUp()
    }
    const { steps, segments } = await tables()
    expect(steps.map(({ ordinal, block_id, exit, left_as }) => [ordinal, block_id, exit, left_as])).toEqual([
      [1, 'hello', 'next', null],
      [2, 'open', 'open', null],
      [3, 'ask', 'key-1', null],
      [4, 'away', null, 'sent-through'],
      [5, 'away', 'failed', null],
      [6, 'ask', 'key-9', null],
      [7, 'out', 'failed', 'customer-left'],
    ])
    expect(steps.map(({ at, left_at }) => (left_at?.getTime() ?? 0) - at.getTime())).toEqual([
      1000, 0, 1000, 0, 0, 1000, 3000,
    ])
    expect(segments.map(({ kind, flow_version_id: version, outcome }) => [kind, version, outcome])).toEqual([
      ['flow', 'flv_1', 'sent-through'],
      ['ring', null, 'busy'],
      ['flow', 'flv_1', 'customer-left'],
    ])
  })

  it('reads from the log what it was not told', async () => {
    await log(calls(0, 2))
    const running = projector()
    running.committed(call(1), 14)
    await running.catchUp()
    expect((await tables()).interactions).toHaveLength(2)
  })

  it('is written after all when the database was away', async () => {
    await log(calls(0, 2))
    const running = projector()
    await server.kill()
    const caughtUp = running.catchUp()
    await server.restart()
    await caughtUp
    expect((await tables()).interactions).toHaveLength(2)
  })
})
