import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Refusal } from './refusal.ts'

/** How long an answer is kept for those who repeat the request. */
export const keepAnswersMs = 24 * 60 * 60_000
// A first request that has said nothing for this long died with its core; the next one starts over.
const underWayAtMostMs = 60_000

export interface Answered {
  readonly status: number
  readonly answer: unknown
}

/**
 * Creating posts that may be repeated: the first one with a key does the work, and every later one gets the same answer.
 * (draft-ietf-httpapi-idempotency-key-header-07)
 */
export interface Idempotency {
  /** Carries out `work` unless this key was answered before. The same key with another request is refused. */
  once(
    of: { readonly scope: string; readonly key: string; readonly request: unknown },
    work: () => Promise<Result<Answered, Refusal>>,
  ): Promise<Result<Answered & { readonly isRepeated: boolean }, Refusal>>
  sweep(): Promise<void>
}

const purposeOf = (scope: string, key: string): string => `idempotency_key.answer:${scope}:${key}`

export const isIdempotencyKey = (key: string): boolean => /^[\x21-\x7e]{1,128}$/.test(key)

/** @param box seals the answers: one may hold what is told once and never again, such as a phone's new password */
export function createIdempotency(db: Kysely<Database>, box: SecretBox): Idempotency {
  return {
    async once({ scope, key, request }, work) {
      const requestHash = createHash('sha256').update(canonical(request)).digest()
      const [mine] = await db
        .insertInto('idempotency_key')
        .values({ scope, key, request_hash: requestHash })
        .onConflict((conflict) =>
          conflict
            .columns(['scope', 'key'])
            .doUpdateSet({ request_hash: requestHash, created_at: sql`now()`, status: null, answer: null })
            // Only one whose time is over is taken over; a row that stays as it is comes back as no row at all.
            .where((eb) =>
              eb.or([
                eb(
                  'idempotency_key.created_at',
                  '<',
                  sql<Date>`now() - make_interval(secs => ${keepAnswersMs / 1000})`,
                ),
                eb.and([
                  eb('idempotency_key.status', 'is', null),
                  eb(
                    'idempotency_key.created_at',
                    '<',
                    sql<Date>`now() - make_interval(secs => ${underWayAtMostMs / 1000})`,
                  ),
                ]),
              ]),
            ),
        )
        .returning('key')
        .execute()
      if (!mine) return repeated(scope, key, requestHash)

      const release = () => db.deleteFrom('idempotency_key').where('scope', '=', scope).where('key', '=', key).execute()
      let done: Result<Answered, Refusal>
      try {
        done = await work()
      } catch (error) {
        await release().catch(() => undefined)
        throw error
      }
      if (!done.ok) {
        // Nothing was made, so the key is free for another try.
        await release()
        return done
      }
      await db
        .updateTable('idempotency_key')
        .set({ status: done.value.status, answer: sealed(scope, key, done.value.answer) })
        .where('scope', '=', scope)
        .where('key', '=', key)
        .execute()
      return success({ ...done.value, isRepeated: false })
    },

    async sweep() {
      await db
        .deleteFrom('idempotency_key')
        .where('created_at', '<', sql<Date>`now() - make_interval(secs => ${keepAnswersMs / 1000})`)
        .execute()
    },
  }

  function sealed(scope: string, key: string, answer: unknown): string {
    return JSON.stringify(box.seal(JSON.stringify(answer), purposeOf(scope, key)).toString('base64'))
  }

  async function repeated(
    scope: string,
    key: string,
    requestHash: Buffer,
  ): Promise<Result<Answered & { isRepeated: boolean }, Refusal>> {
    const row = await db
      .selectFrom('idempotency_key')
      .select(['request_hash', 'status', 'answer'])
      .where('scope', '=', scope)
      .where('key', '=', key)
      .executeTakeFirst()
    if (row && !row.request_hash.equals(requestHash)) return failure({ code: 'request.idempotency-conflict' })
    if (!row || row.status === null) {
      return failure({ code: 'request.idempotency-conflict', detail: 'The first request with this key is under way.' })
    }
    const opened = box.open(Buffer.from(String(row.answer), 'base64'), purposeOf(scope, key))
    // Sealed with another key than this data folder has: that the thing was made is all that can be said.
    if (!opened.ok) return failure({ code: 'request.idempotency-conflict', detail: 'The first answer cannot be read.' })
    return success({ status: row.status, answer: JSON.parse(opened.value) as unknown, isRepeated: true })
  }
}

/**
 * JSON with the keys in order, so that two writings of one request are the same request. Without passwords: a quick hash of
 * one, with all that is around it known, would let whoever has the database try millions a second.
 */
function canonical(value: unknown): string {
  return JSON.stringify(value, (name, part: unknown) => {
    if (name === 'password') return undefined
    return typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  })
}
