import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Pool } from '#adapters/postgres/pool.ts'
import { startTestServer, type TestServer } from '#adapters/postgres/testing.ts'
import { systemClock } from '#adapters/system/clock.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { defaultQueueSettings, type RoutingState, snapshotSlices } from '#domain/routing/index.ts'
import {
  type AgentId,
  type EdgeId,
  type InteractionId,
  type LegId,
  newId,
  type QueueId,
  type RoutingDomainId,
} from '#kernel/ids.ts'
import { createDecider, type RunningDecider } from './decider.ts'
import { loadState } from './load-state.ts'
import { postgresRoutingStore } from './postgres-routing-store.ts'

const domainId = 'rdm_00000000000000000000000001' as RoutingDomainId
const queueId = 'que_00000000000000000000000001' as QueueId
const edgeId = 'edg_00000000000000000000000001' as EdgeId
let server: TestServer
let pool: Pool
const running: RunningDecider[] = []
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  pool = (await server.database()).pool
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((decider) => decider.stop()))
})

const store = (instance: string) =>
  postgresRoutingStore(pool, { domainId, holder: { name: instance, isDead: () => false }, leaseMs: 60_000 })
function make(instance: string, snapshotEvery = () => 1_000_000) {
  const decider = createDecider({
    store: store(instance),
    clock: systemClock,
    randomBytes: secureRandomBytes,
    logger: silentLogger,
    renewEveryMs: 200,
    snapshotEvery,
  })
  running.push(decider)
  return decider
}
const callFrom = (n: number) => {
  const interactionId = newId('interaction', Date.now(), secureRandomBytes)
  const customerLegId = `leg_${n}_${interactionId}` as LegId
  const begin = { type: 'BeginInteraction', kind: 'call', edgeId, entry: { queueId, greeting: null } } as const
  return { interactionId, command: { ...begin, interactionId, customerLegId } }
}
const configure = { type: 'ConfigureQueue', queueId, settings: defaultQueueSettings } as const
const untilReady = async (decider: RunningDecider) => {
  while (!decider.isReady) await new Promise((resolve) => setTimeout(resolve, 10))
}
/** What a state holds, in an order of its own: PostgreSQL keeps the keys of JSON in another one. */
const plain = (state: RoutingState | undefined) => {
  const canonical = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(canonical)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, canonical(inner)]),
    )
  }
  const parts = snapshotSlices(state as RoutingState, 1_000_000).map(
    ({ part, rows }) => `${part} ${rows.map((row) => JSON.stringify(canonical(row))).sort()}`,
  )
  // A digest, because the difference of two floors fills the screen and says nothing.
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}

describe('the decider on PostgreSQL', () => {
  it('has after a restart the state that it had: by snapshot and tail, and by the whole log', async () => {
    const first = make('first', () => 40)
    await first.start()
    await first.execute(configure)
    const agents = Array.from({ length: 5 }, (_, n) => `agt_0000000000000000000000000${n}` as AgentId)
    for (const agentId of agents) {
      const settings = { memberships: [{ queueId, priority: 0 }], capacity: { voice: 1 } }
      await first.execute({ type: 'ConfigureAgent', agentId, settings })
    }
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const { interactionId, command } = callFrom(n)
        await first.execute(command, { interactionId, callerNumber: `70${n}`, callerName: 'N\0\ud800ino' })
        if (n % 2 === 0) await first.execute({ type: 'EnqueueInteraction', interactionId, queueId })
        if (n % 3 === 0) await first.execute({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
      }),
    )
    const before = plain(first.state)
    while (!(await store('reader').snapshot(first.position))) await new Promise((resolve) => setTimeout(resolve, 10))
    await first.stop()

    const second = make('second')
    await second.start()
    expect(plain(second.state)).toBe(before)
    await pool.query('DELETE FROM routing_snapshot')
    expect(plain((await loadState(store('reader'), second.position)).state)).toBe(before)
    const names = await pool.query('SELECT DISTINCT caller_name FROM interaction_particulars')
    expect(names.rows).toEqual([{ caller_name: 'Nino' }])
  })

  it('writes nothing once another one has the lease, however much it still wants to say', async () => {
    const first = make('first')
    await first.start()
    await first.execute(configure)
    // Another core is sure that the first one is dead, as after a long pause of its machine.
    await pool.query(`UPDATE lease SET expires_at = '-infinity'`)
    const second = make('second')
    await second.start()
    const late = await Promise.all(Array.from({ length: 20 }, (_, n) => first.execute(callFrom(n).command)))
    expect(late.every((answer) => !answer.ok && answer.error.kind === 'unavailable')).toBe(true)
    const { interactionId, command } = callFrom(99)
    expect((await second.execute(command)).ok).toBe(true)
    const { rows } = await pool.query<{ payload: { interactionId: InteractionId } }>(
      `SELECT payload FROM routing_event WHERE type = 'InteractionBegan'`,
    )
    expect(rows.map(({ payload }) => payload.interactionId)).toEqual([interactionId])
    expect(first.isReady).toBe(false)
  })

  it('keeps every decision that it confirmed when the server is killed in the middle', async () => {
    const decider = make('first')
    await decider.start()
    await decider.execute(configure)
    const confirmed: InteractionId[] = []
    let isOver = false
    const callers = Array.from({ length: 4 }, async (_, n) => {
      while (!isOver) {
        const { interactionId, command } = callFrom(n)
        const answer = await decider.execute(command)
        if (answer.ok) confirmed.push(interactionId)
        else await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await server.killAndRestart()
    await untilReady(decider)
    isOver = true
    await Promise.all(callers)
    await untilReady(decider)
    expect(confirmed.length).toBeGreaterThan(0)
    const state = decider.state as RoutingState
    expect(confirmed.filter((id) => !state.interactions.has(id))).toEqual([])
    expect(plain((await loadState(store('reader'), decider.position)).state)).toBe(plain(state))
  })
})
