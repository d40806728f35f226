import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import { permissionsOf } from '#domain/directory/index.ts'
import { newId, type PersonId, type RandomBytes, type SignInId } from '#kernel/ids.ts'
import type { Role } from '#protocol/http/index.ts'

import type { Caller } from './caller.ts'
import { rememberCallers } from './remembered-callers.ts'
import { newToken, tokenHash } from './tokens.ts'

/** A sign-in ends after this long without a request… */
export const idleLimitMs = 12 * 60 * 60_000
/** …and in any case after this long. */
export const absoluteLimitMs = 7 * 24 * 60 * 60_000

const touchEveryMs = 60_000

export type SignInsEnded = (ended: { readonly signInId?: SignInId; readonly personId?: PersonId }) => void

/** The browsers that are signed in. Only the hash of each one's secret is kept. */
export interface SignIns {
  /** Makes a sign-in and the secret that its cookie carries. */
  open(
    personId: PersonId,
    from: { address: string; userAgent?: string | undefined },
  ): Promise<{ token: string; signInId: SignInId }>
  /** Who carries this secret; `undefined` for nobody, one that expired, or a person who may no longer come in. */
  callerOf(token: string): Promise<Caller | undefined>
  /** Ends one sign-in. */
  close(signInId: SignInId): Promise<void>
  /** Ends all of a person's sign-ins, but for `except`. */
  closeAllOf(personId: PersonId, except?: SignInId): Promise<void>
  /** Whether the person has any sign-in left. */
  hasAny(personId: PersonId): Promise<boolean>
  /** The person's roles or name changed: what is remembered is void, and open streams ask again. */
  forget(personId: PersonId): Promise<void>
  /** Told at once when sign-ins end or change here, so that their streams can be closed. */
  onEnded(listener: SignInsEnded): () => void
  /** Removes what has expired. */
  sweep(): Promise<void>
}

export function createSignIns(services: { db: Kysely<Database>; clock: Clock; randomBytes: RandomBytes }): SignIns {
  const { db, clock, randomBytes } = services
  const listeners = new Set<SignInsEnded>()
  const { callerOf, forgetWhere } = rememberCallers(clock, load)
  const tell: SignInsEnded = (ended) => {
    for (const listener of listeners) listener(ended)
  }

  async function load(hash: Buffer): Promise<Caller | undefined> {
    const nowMs = clock.wallMs()
    const row = await db
      .selectFrom('sign_in')
      .innerJoin('person', 'person.person_id', 'sign_in.person_id')
      .leftJoin('agent', (join) =>
        join.onRef('agent.person_id', '=', 'person.person_id').on('agent.is_active', '=', true),
      )
      .select([
        'sign_in.sign_in_id',
        'sign_in.last_used_at',
        'person.person_id',
        'agent.agent_id',
        'agent.station_id',
        sql<
          Role[]
        >`ARRAY(SELECT role FROM person_role WHERE person_role.person_id = person.person_id ORDER BY role)`.as('roles'),
      ])
      .where('sign_in.token_hash', '=', hash)
      .where('sign_in.expires_at', '>', new Date(nowMs))
      .where('sign_in.last_used_at', '>', new Date(nowMs - idleLimitMs))
      .where('person.is_active', '=', true)
      .executeTakeFirst()
    if (!row) return undefined
    if (nowMs - row.last_used_at.getTime() > touchEveryMs) {
      await db
        .updateTable('sign_in')
        .set({ last_used_at: new Date(nowMs) })
        .where('sign_in_id', '=', row.sign_in_id)
        .execute()
    }
    return {
      signInId: row.sign_in_id,
      personId: row.person_id,
      ...(row.agent_id === null || row.station_id === null ? {} : { agentId: row.agent_id, stationId: row.station_id }),
      roles: row.roles,
      permissions: permissionsOf(row.roles),
    }
  }

  return {
    async open(personId, from) {
      const nowMs = clock.wallMs()
      const token = newToken(randomBytes)
      const signInId = newId('sign-in', nowMs, randomBytes)
      await db
        .insertInto('sign_in')
        .values({
          sign_in_id: signInId,
          person_id: personId,
          token_hash: tokenHash(token),
          created_at: new Date(nowMs),
          last_used_at: new Date(nowMs),
          expires_at: new Date(nowMs + absoluteLimitMs),
          address: from.address,
          user_agent: from.userAgent?.slice(0, 300) ?? null,
        })
        .execute()
      return { token, signInId }
    },

    callerOf,

    async close(signInId) {
      await db.deleteFrom('sign_in').where('sign_in_id', '=', signInId).execute()
      await forgetWhere((caller) => caller.signInId === signInId)
      tell({ signInId })
    },

    async closeAllOf(personId, except) {
      let ending = db.deleteFrom('sign_in').where('person_id', '=', personId)
      if (except !== undefined) ending = ending.where('sign_in_id', '!=', except)
      await ending.execute()
      await forgetWhere((caller) => caller.personId === personId)
      tell({ personId })
    },

    async hasAny(personId) {
      const nowMs = clock.wallMs()
      const row = await db
        .selectFrom('sign_in')
        .select('sign_in_id')
        .where('person_id', '=', personId)
        .where('expires_at', '>', new Date(nowMs))
        .where('last_used_at', '>', new Date(nowMs - idleLimitMs))
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    async forget(personId) {
      await forgetWhere((caller) => caller.personId === personId)
      tell({ personId })
    },

    onEnded(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    async sweep() {
      const nowMs = clock.wallMs()
      await db
        .deleteFrom('sign_in')
        .where((eb) =>
          eb.or([eb('expires_at', '<=', new Date(nowMs)), eb('last_used_at', '<=', new Date(nowMs - idleLimitMs))]),
        )
        .execute()
    },
  }
}
