import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestDatabase, type TestServer } from '#adapters/postgres/testing.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import type { PersonId, TrunkId } from '#kernel/ids.ts'
import { SpendLedger } from './spend-ledger.ts'

let server: TestServer
let database: TestDatabase
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  database = await server.database()
})

const trunkId = 'trk_1' as TrunkId
const nino = 'per_nino' as PersonId
const at = (text: string) => Date.parse(`2026-11-21T${text}Z`)
const ledgerOf = () => new SpendLedger(database.pool.kysely, silentLogger)
const rows = () =>
  database.pool.kysely.selectFrom('dial_spend').select(['minute', 'micros']).orderBy('minute').execute()

describe('what was spent', () => {
  it('counts at once, is written by the minute, and is there for the next core', async () => {
    const ledger = ledgerOf()
    await ledger.settle(at('10:59:00'))
    ledger.add(at('10:59:10'), trunkId, nino, 100)
    ledger.add(at('10:59:50'), trunkId, nino, 50)
    expect(ledger.spentThisHourMicros(at('10:59:55'))).toBe(150)
    await ledger.settle(at('10:59:55'))
    ledger.add(at('11:00:05'), trunkId, nino, 7)
    expect(ledger.spentThisHourMicros(at('11:00:06'))).toBe(7)
    expect(ledger.spentTodayMicros(at('11:00:06'))).toBe(157)
    await ledger.settle(at('11:00:06'))
    expect((await rows()).map((row) => row.micros)).toEqual([150, 7])

    const next = ledgerOf()
    await next.settle(at('11:30:00'))
    expect(next.chargedUntilMs(trunkId)).toBe(at('11:01:00'))
    expect(ledger.chargedUntilMs(trunkId)).toBeUndefined()
    expect(next.spentThisHourMicros(at('11:30:00'))).toBe(7)
    expect(next.spentTodayMicros(at('11:30:00'))).toBe(157)
  })

  it('has its hour and its day, and then it is nothing', async () => {
    const ledger = ledgerOf()
    ledger.add(at('23:59:00'), trunkId, undefined, 100)
    expect(ledger.spentThisHourMicros(at('23:59:59'))).toBe(100)
    expect(ledger.spentThisHourMicros(at('24:00:00'))).toBe(0)
    expect(ledger.spentTodayMicros(at('24:00:00'))).toBe(0)
  })

  it('does not lose the hour that has begun over a minute of the last one that is charged late', () => {
    const ledger = ledgerOf()
    ledger.add(at('11:00:00'), trunkId, nino, 100)
    ledger.add(at('10:59:59'), trunkId, nino, 7)
    expect(ledger.spentThisHourMicros(at('11:00:01'))).toBe(100)
    expect(ledger.spentTodayMicros(at('11:00:01'))).toBe(107)
  })

  it('has the parts of all cores, each once', async () => {
    const [one, other] = [ledgerOf(), ledgerOf()]
    one.add(at('10:00:00'), trunkId, nino, 100)
    other.add(at('10:00:30'), trunkId, nino, 10)
    await Promise.all([one.settle(at('10:01:00')), other.settle(at('10:01:00'))])
    await one.settle(at('10:01:00'))
    await one.settle(at('10:01:00'))
    expect(one.spentThisHourMicros(at('10:01:00'))).toBe(110)
    expect((await rows()).map((row) => row.micros)).toEqual([110])
  })

  it('is kept while the database is away, and written when it is back', async () => {
    const ledger = ledgerOf()
    await ledger.settle(at('10:00:00'))
    await server.kill()
    ledger.add(at('10:00:10'), trunkId, nino, 100)
    await ledger.settle(at('10:00:20'))
    expect(ledger.spentThisHourMicros(at('10:00:20'))).toBe(100)
    await server.restart()
    for (let i = 0; i < 50 && (await rows().catch(() => [])).length === 0; i++) {
      await ledger.settle(at('10:00:30'))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect((await rows()).map((row) => row.micros)).toEqual([100])
    expect(ledger.spentThisHourMicros(at('10:00:30'))).toBe(100)
  })
})
