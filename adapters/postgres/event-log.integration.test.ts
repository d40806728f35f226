import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RoutingDomainId } from '#kernel/ids.ts'
import { appendEvents, ensurePartitions, type LoggedEvent, readEvents } from './event-log.ts'
import { type Lease, releaseLease, renewLease, takeLease } from './lease.ts'
import { migrate } from './migrate.ts'
import type { Pool } from './pool.ts'
import { beginSnapshot, finishSnapshot, readSnapshot, writeSlice } from './snapshot.ts'
import { startTestServer, type TestServer } from './testing.ts'

const domainId = 'rdm_00000000000000000000000001' as RoutingDomainId
const atMs = Date.UTC(2026, 10, 21, 12)
const event = (n: number): LoggedEvent => ({ atMs, type: 'Test', version: 1, payload: JSON.stringify({ n }) })
const noParticulars = { particulars: [] }

let server: TestServer
let pool: Pool
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  pool = (await server.database()).pool
})

const take = async (holder: string, force = false): Promise<Lease> => {
  const lease = await takeLease(pool, { domainId, holder, lengthMs: 60_000, force })
  if (!lease) throw new Error('the lease is not free')
  return lease
}
const logged = async () => (await readEvents(pool, domainId, 0, 1000)).map(({ payload }) => payload)

describe('the schema', () => {
  it('is applied once, whoever comes first', async () => {
    expect(await Promise.all([migrate(pool), migrate(pool)])).toEqual([
      { ok: true, value: [] },
      { ok: true, value: [] },
    ])
  })
  it('refuses a database whose migration was another one', async () => {
    const changed = await migrate(pool, [{ name: '0001-foundations', sql: 'SELECT 1' }])
    expect(changed).toMatchObject({ ok: false, error: expect.stringContaining('0001-foundations') })
  })
  it('refuses a database that a newer Parley made', async () => {
    await pool.query(`INSERT INTO schema_migration (name, checksum) VALUES ('9999-later', 'x')`)
    expect(await migrate(pool)).toMatchObject({ ok: false, error: expect.stringContaining('9999-later') })
  })
  it('has no table without a comment or obvious columns only', async () => {
    const { rows } = await pool.query<{ tables: number }>(
      `SELECT count(*) AS tables FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
    )
    expect(rows[0]?.tables).toBeGreaterThan(20)
  })
})

describe('the lease', () => {
  it('is one holder’s at a time, and each taking has a higher epoch', async () => {
    const first = await take('a')
    expect(await takeLease(pool, { domainId, holder: 'b', lengthMs: 1000 })).toBeUndefined()
    const again = await take('a')
    expect(again.epoch).toBe(first.epoch + 1)
    expect(await renewLease(pool, first, 1000)).toBe(false)
    expect(await renewLease(pool, again, 1000)).toBe(true)
  })
  it('is free again when it is given back, but not by an older epoch', async () => {
    const first = await take('a')
    const second = await take('b', true)
    await releaseLease(pool, first)
    expect(await takeLease(pool, { domainId, holder: 'c', lengthMs: 1000 })).toBeUndefined()
    await releaseLease(pool, second)
    expect((await take('c')).epoch).toBe(3)
  })
  it('goes to one of many who reach for it at once', async () => {
    const reached = await Promise.all(
      Array.from({ length: 8 }, (_, i) => takeLease(pool, { domainId, holder: `h${i}`, lengthMs: 60_000 })),
    )
    expect(reached.filter((lease) => lease !== undefined)).toHaveLength(1)
  })
})

describe('the log', () => {
  it('keeps events in the order of their batches, without a gap', async () => {
    const lease = await take('a')
    await appendEvents(pool, lease, { events: [event(1), event(2)], ...noParticulars })
    await appendEvents(pool, { ...lease, position: 2 }, { events: [event(3)], ...noParticulars })
    expect(await readEvents(pool, domainId, 0, 10)).toEqual([
      { position: 1, payload: { n: 1 } },
      { position: 2, payload: { n: 2 } },
      { position: 3, payload: { n: 3 } },
    ])
    expect((await take('a')).position).toBe(3)
  })

  it('takes nothing from a decider whose lease went to another while it slept', async () => {
    const sleeper = await take('sleeper')
    const successor = await take('successor', true)
    expect(await appendEvents(pool, sleeper, { events: [event(1)], particulars: [{ interaction_id: 'i' }] })).toBe(
      'fenced',
    )
    expect(await logged()).toEqual([])
    expect(await pool.kysely.selectFrom('interaction_particulars').selectAll().execute()).toEqual([])
    expect(await appendEvents(pool, successor, { events: [event(2)], ...noParticulars })).toBe('appended')
  })

  it('takes one of two batches that were meant for the same position', async () => {
    const lease = await take('a')
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => appendEvents(pool, lease, { events: [event(n)], ...noParticulars })),
    )
    expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(1)
    expect(await logged()).toHaveLength(1)
  })

  it('finds an event in the month that it belongs to and in one that has no partition', async () => {
    await ensurePartitions(pool, atMs)
    expect(await ensurePartitions(pool, atMs)).toEqual([])
    const lease = await take('a')
    const old = { ...event(2), atMs: Date.UTC(2001, 0, 1) }
    await appendEvents(pool, lease, { events: [event(1), old], ...noParticulars })
    const { rows } = await pool.query(
      'SELECT tableoid::regclass::text AS part, position FROM routing_event ORDER BY position',
    )
    expect(rows).toEqual([
      { part: 'routing_event_2026_11', position: 1 },
      { part: 'routing_event_default', position: 2 },
    ])
    expect(await logged()).toEqual([{ n: 1 }, { n: 2 }])
  })

  it('makes no partition over rows that the default one has already', async () => {
    const lease = await take('a')
    await appendEvents(pool, lease, { events: [event(1)], ...noParticulars })
    expect(await ensurePartitions(pool, atMs, 0)).toEqual([])
    expect(await logged()).toEqual([{ n: 1 }])
  })

  it('writes who called in the same breath; later words overwrite, but not whose call it was', async () => {
    await pool.query(
      `INSERT INTO customer (customer_id, name, folded_name) VALUES ('cus_1', 'N', 'n'), ('cus_2', 'M', 'm')`,
    )
    const lease = await take('a')
    await appendEvents(pool, lease, {
      events: [event(1)],
      particulars: [
        { interaction_id: 'one', caller_number: '+995322000001', caller_name: 'Nino', customer_id: 'cus_1' },
        { interaction_id: 'stranger', customer_id: 'cus_gone' },
      ],
    })
    await appendEvents(
      pool,
      { ...lease, position: 1 },
      {
        events: [event(2)],
        particulars: [{ interaction_id: 'one', caller_name: 'Nino B.', dialed_number: '200', customer_id: 'cus_2' }],
      },
    )
    const rows = await pool.kysely
      .selectFrom('interaction_particulars')
      .select(['interaction_id', 'caller_name', 'dialed_number', 'customer_id'])
      .orderBy('interaction_id')
      .execute()
    expect(rows).toEqual([
      { interaction_id: 'one', caller_name: 'Nino B.', dialed_number: '200', customer_id: 'cus_1' },
      { interaction_id: 'stranger', caller_name: null, dialed_number: null, customer_id: null },
    ])
  })

  it('takes over who called and what he answered into what came of his call', async () => {
    const lease = await take('a')
    await appendEvents(pool, lease, {
      events: [event(1)],
      particulars: [{ interaction_id: 'call', caller_number: '+995322000001' }],
    })
    const said = [{ key: 'about', label: 'About', value: 'An order' }]
    await pool.kysely
      .updateTable('interaction_particulars')
      .set({ answers: JSON.stringify(said) })
      .execute()
    await appendEvents(
      pool,
      { ...lease, position: 1 },
      {
        events: [event(2)],
        particulars: [
          { interaction_id: 'back', caller_number: '+995322000002', from_interaction_id: 'call' },
          { interaction_id: 'other', from_interaction_id: 'gone' },
        ],
      },
    )
    const rows = await pool.kysely
      .selectFrom('interaction_particulars')
      .select(['interaction_id', 'caller_number', 'answers'])
      .where('interaction_id', '!=', 'call' as never)
      .orderBy('interaction_id')
      .execute()
    expect(rows).toEqual([
      { interaction_id: 'back', caller_number: '+995322000002', answers: said },
      { interaction_id: 'other', caller_number: null, answers: [] },
    ])
  })
})

describe('snapshots', () => {
  it('count only when they are finished, and the newest of the right version is read', async () => {
    for (const position of [5, 9, 12]) {
      await beginSnapshot(pool, domainId, position, 1)
      await writeSlice(pool, domainId, position, 0, JSON.stringify({ position }))
      if (position !== 12) await finishSnapshot(pool, domainId, position, 1)
    }
    expect(await readSnapshot(pool, domainId, 100, 1)).toEqual({ position: 9, version: 1, slices: [{ position: 9 }] })
    expect(await readSnapshot(pool, domainId, 8, 1)).toMatchObject({ position: 5 })
    expect(await readSnapshot(pool, domainId, 100, 2)).toBeUndefined()
  })
  it('are kept two at a time', async () => {
    for (const position of [1, 2, 3]) {
      await beginSnapshot(pool, domainId, position, 1)
      await finishSnapshot(pool, domainId, position, 0)
    }
    expect(await pool.kysely.selectFrom('routing_snapshot').select('position').orderBy('position').execute()).toEqual([
      { position: 2 },
      { position: 3 },
    ])
  })
})

describe('a server that is killed', () => {
  it('has every batch that it said it had, and none in part', async () => {
    const lease = await take('a')
    let position = 0
    let acknowledged = 0
    const appending = (async () => {
      while (true) {
        const outcome = await appendEvents(
          pool,
          { ...lease, position },
          { events: [event(position + 1), event(position + 2)], ...noParticulars },
        )
        expect(outcome).toBe('appended')
        position += 2
        acknowledged = position
      }
    })().catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await server.killAndRestart()
    expect(await appending).toBeInstanceOf(Error)
    const events = await readEvents(pool, domainId, 0, 1_000_000)
    expect(acknowledged).toBeGreaterThan(0)
    // The one that was under way is either there as a whole or not at all.
    expect([acknowledged, acknowledged + 2]).toContain(events.length)
    expect((await take('a')).position).toBe(events.length)
  })
})
