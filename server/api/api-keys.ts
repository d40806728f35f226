import { newId, type PersonId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { ApiKey } from '#protocol/http/index.ts'
import { mayHaveKeys } from '../accounts/api-keys.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

const dayMs = 86_400_000
const mostKeys = 50

/** The keys of accounts for systems: made, shown without their secret, withdrawn. */
export function apiKeyHandlers(services: ApiServices): Pick<Handlers, 'apiKeys' | 'createApiKey' | 'removeApiKey'> {
  const { db, clock, randomBytes, apiKeys } = services

  const rolesOf = async (personId: PersonId) =>
    (await db.selectFrom('person_role').select('role').where('person_id', '=', personId).execute()).map(
      ({ role }) => role,
    )

  return {
    async apiKeys({ id }) {
      const person = await db.selectFrom('person').select('person_id').where('person_id', '=', id).executeTakeFirst()
      if (!person) return refuse('person.not-found')
      const rows = await db
        .selectFrom('api_key')
        .leftJoin('person', 'person.person_id', 'api_key.created_by')
        .select(['api_key_id', 'api_key.name', 'api_key.created_at', 'expires_at', 'last_used_at'])
        .select('person.name as creator')
        .where('api_key.person_id', '=', id)
        .orderBy('api_key_id', 'desc')
        .execute()
      return success({
        items: rows.map(
          (row): ApiKey => ({
            apiKeyId: row.api_key_id,
            name: row.name,
            createdAt: row.created_at.toISOString(),
            ...(row.creator !== null && { createdBy: row.creator }),
            ...(row.expires_at && { expiresAt: row.expires_at.toISOString() }),
            ...(row.last_used_at && { lastUsedAt: row.last_used_at.toISOString() }),
          }),
        ),
      })
    },

    async createApiKey({ caller, id, body, address }) {
      const person = await db.selectFrom('person').select('person_id').where('person_id', '=', id).executeTakeFirst()
      if (!person) return refuse('person.not-found')
      if (!mayHaveKeys(await rolesOf(id))) return refuse('api-key.wrong-roles')
      const nowMs = clock.wallMs()
      const { secret, hash } = apiKeys.newSecret()
      const expiresAt = body.forDays === undefined ? null : new Date(nowMs + body.forDays * dayMs)
      const apiKeyId = newId('api-key', nowMs, randomBytes)
      const name = body.name.trim()
      const isMade = await db.transaction().execute(async (transaction) => {
        // Two who make the last one at the same time make one.
        await transaction.selectFrom('person').select('person_id').where('person_id', '=', id).forUpdate().execute()
        const { count } = await transaction
          .selectFrom('api_key')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('person_id', '=', id)
          .executeTakeFirstOrThrow()
        if (Number(count) >= mostKeys) return false
        await transaction
          .insertInto('api_key')
          .values({
            api_key_id: apiKeyId,
            person_id: id,
            name,
            token_hash: hash,
            created_at: new Date(nowMs),
            created_by: caller.personId,
            expires_at: expiresAt,
            last_used_at: null,
          })
          .execute()
        const details = { apiKeyId, expiresAt: expiresAt?.toISOString() ?? null }
        await audit(transaction, {
          action: 'api-key.created',
          personId: caller.personId,
          subject: id,
          address,
          details,
        })
        return true
      })
      if (!isMade) return refuse('api-key.too-many')
      const createdAt = new Date(nowMs).toISOString()
      return success({ apiKeyId, name, createdAt, secret, ...(expiresAt && { expiresAt: expiresAt.toISOString() }) })
    },

    async removeApiKey({ caller, id, address }) {
      const removed = await db.transaction().execute(async (transaction) => {
        const row = await transaction
          .deleteFrom('api_key')
          .where('api_key_id', '=', id)
          .returning('person_id')
          .executeTakeFirst()
        if (!row) return undefined
        const details = { apiKeyId: id }
        const { person_id: subject } = row
        await audit(transaction, { action: 'api-key.removed', personId: caller.personId, subject, address, details })
        return row
      })
      if (!removed) return refuse('api-key.not-found')
      await apiKeys.forget(removed.person_id)
      return success({})
    },
  }
}
