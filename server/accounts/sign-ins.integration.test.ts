import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '#adapters/postgres/testing.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import type { BusinessUnitId, PersonId } from '#kernel/ids.ts'
import { createSignIns } from './sign-ins.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

async function signedIn() {
  const { kysely: db } = (await server.database()).pool
  const unitId = 'bun_1' as BusinessUnitId
  const personId = 'per_1' as PersonId
  await db.insertInto('business_unit').values({ business_unit_id: unitId, kind: 'root', name: '' }).execute()
  await db
    .insertInto('person')
    .values({ person_id: personId, business_unit_id: unitId, name: 'A', email: 'a@example.com', password_hash: '' })
    .execute()
  let monotonicMs = 0
  const clock = { wallMs: Date.now, monotonicMs: () => monotonicMs }
  const signIns = createSignIns({ db, clock, randomBytes: secureRandomBytes })
  const { token, signInId } = await signIns.open(personId, { address: '127.0.0.1' })
  expect((await signIns.callerOf(token))?.personId).toBe(personId)
  const later = (ms: number) => {
    monotonicMs += ms
  }
  return { signIns, token, signInId, personId, later, db }
}

describe('who is signed in', () => {
  it('is still known while the database is gone, but not for ever', async () => {
    const { signIns, token, personId, later } = await signedIn()
    later(60_000)
    await server.kill()
    try {
      expect((await signIns.callerOf(token))?.personId).toBe(personId)
      later(60_000)
      expect((await signIns.callerOf(token))?.personId).toBe(personId)
      later(15 * 60_000)
      await expect(signIns.callerOf(token)).rejects.toThrow()
    } finally {
      await server.restart()
    }
  })

  it('is forgotten when another core ended the sign-in and the database says so', async () => {
    const { signIns, token, signInId, later, db } = await signedIn()
    await db.deleteFrom('sign_in').where('sign_in_id', '=', signInId).execute()
    later(60_000)
    expect(await signIns.callerOf(token)).toBeUndefined()
  })
})
