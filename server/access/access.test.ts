import type { Kysely } from 'kysely'
import { Value } from 'typebox/value'
import { expect, it } from 'vitest'
import type { Database } from '#adapters/postgres/schema.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import type { EdgeId } from '#kernel/ids.ts'
import { EdgeCommand } from '#protocol/edge/index.ts'
import type { EdgeListener } from '../core-services.ts'
import { createAccess } from './access.ts'

/** Every statement works, and the settings are as they come. */
function agreeableDatabase(): Kysely<Database> {
  const statement: object = new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === 'then') return undefined
        if (name === 'execute') return async () => []
        if (name === 'executeTakeFirst') return async () => ({ numDeletedRows: 1n })
        if (name === 'executeTakeFirstOrThrow') return async () => ({ policy: {}, version: 1 })
        return () => statement
      },
    },
  )
  return statement as Kysely<Database>
}

it('tells an edge no more bans than it takes, the latest, and none that ran out', async () => {
  let listener: EdgeListener = {}
  let nowMs = 0
  const edgeId = 'edg_1' as EdgeId
  const access = createAccess({
    db: agreeableDatabase(),
    edge: {
      edgeIds: [],
      send: async () => ({ ok: true, value: {} }) as never,
      subscribe: (given) => {
        listener = given
        return () => {}
      },
    },
    clock: { wallMs: () => nowMs },
    logger: silentLogger,
    ownNumbers: () => [],
    emergencyNumbers: () => ['112'],
    isInRange: () => false,
  })
  await access.reload()
  for (let n = 0; n < 10_500; n++) {
    const address = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`
    listener.event?.(
      { type: 'address.banned', ban: { address, reason: 'probing', offences: 5, sinceMs: n, untilMs: 600_000 + n } },
      edgeId,
    )
  }
  await new Promise((resolve) => setImmediate(resolve))
  const told = access.greeting()
  expect(told?.bans).toHaveLength(10_000)
  expect(told?.bans.at(-1)?.address).toBe('10.0.41.3')
  expect(Value.Check(EdgeCommand, told)).toBe(true)
  nowMs = 600_000 + 10_400
  expect(access.greeting()?.bans).toHaveLength(99)
})
