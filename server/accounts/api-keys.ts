import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import { permissionsOf } from '#domain/directory/index.ts'
import type { PersonId, RandomBytes } from '#kernel/ids.ts'
import type { Role } from '#protocol/http/index.ts'
import type { Caller } from './caller.ts'
import { rememberCallers } from './remembered-callers.ts'
import { newToken, tokenHash } from './tokens.ts'

/** Before each secret, so that whoever finds one in a file or a log knows what it is, and programs that look for such find it. */
const prefix = 'parley_'
const touchEveryMs = 60_000

/** The accounts that have keys: a key lies in a file of another system, so it opens what brings work and no more. */
export const mayHaveKeys = (roles: readonly Role[]): boolean => roles.length === 1 && roles[0] === 'integrator'

/** Keys with which programs ask over HTTP in the name of an account. Only the hash of each is kept. */
export interface ApiKeys {
  /** What a program sends, told once, and what is kept of it. */
  newSecret(): { readonly secret: string; readonly hash: Buffer }
  /** Whose key an `Authorization` header brings: `null` when it brings none, `undefined` when nobody has it or not any more. */
  callerOf(authorization: string | undefined): Promise<Caller | null | undefined>
  /** What this account may do changed, or a key of it was withdrawn. */
  forget(personId: PersonId): Promise<void>
}

export function createApiKeys(services: { db: Kysely<Database>; clock: Clock; randomBytes: RandomBytes }): ApiKeys {
  const { db, clock, randomBytes } = services
  const remembered = rememberCallers(clock, load)

  async function load(hash: Buffer): Promise<Caller | undefined> {
    const nowMs = clock.wallMs()
    const row = await db
      .selectFrom('api_key')
      .innerJoin('person', 'person.person_id', 'api_key.person_id')
      .select([
        'api_key.api_key_id',
        'api_key.last_used_at',
        'person.person_id',
        sql<Role[]>`ARRAY(SELECT role FROM person_role WHERE person_role.person_id = person.person_id)`.as('roles'),
      ])
      .where('api_key.token_hash', '=', hash)
      .where((eb) => eb.or([eb('api_key.expires_at', 'is', null), eb('api_key.expires_at', '>', new Date(nowMs))]))
      .where('person.is_active', '=', true)
      .executeTakeFirst()
    if (!row || !mayHaveKeys(row.roles)) return undefined
    if (nowMs - (row.last_used_at?.getTime() ?? 0) > touchEveryMs) {
      await db
        .updateTable('api_key')
        .set({ last_used_at: new Date(nowMs) })
        .where('api_key_id', '=', row.api_key_id)
        .execute()
    }
    return { personId: row.person_id, roles: row.roles, permissions: permissionsOf(row.roles) }
  }

  return {
    newSecret() {
      const token = newToken(randomBytes)
      return { secret: prefix + token, hash: tokenHash(token) }
    },

    async callerOf(authorization) {
      // Another kind of it is between the browser and a proxy in front of us.
      if (authorization === undefined || !/^Bearer\b/i.test(authorization)) return null
      const secret = authorization.slice('Bearer'.length).trim()
      return secret.startsWith(prefix) ? remembered.callerOf(secret.slice(prefix.length)) : undefined
    },

    forget: (personId) => remembered.forgetWhere((caller) => caller.personId === personId),
  }
}
