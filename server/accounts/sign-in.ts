import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { PersonId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { audit } from './audit.ts'
import { verifyPassword } from './passwords.ts'
import type { WrongPasswords } from './wrong-passwords.ts'

export type SignInRefusal = { readonly kind: 'wrong' } | { readonly kind: 'slowed'; readonly waitMs: number }

/**
 * Whose e-mail address and password these are. An unknown address, a deactivated person and a wrong password cannot be told
 * apart from outside, neither by the answer nor by its time.
 */
export async function checkPassword(
  services: { db: Kysely<Database>; clock: Clock; wrongPasswords: WrongPasswords },
  given: { email: string; password: string },
  from: { address: string; addressKey: string },
): Promise<Result<PersonId, SignInRefusal>> {
  const { db, clock, wrongPasswords } = services
  const email = given.email.trim()
  const attempt = wrongPasswords.attempt(email, from.addressKey, clock.wallMs())
  if (!attempt.ok) {
    await audit(db, { action: 'sign-in.slowed', address: from.address })
    return failure({ kind: 'slowed', waitMs: attempt.waitMs })
  }
  const person = await db
    .selectFrom('person')
    .select(['person_id', 'password_hash', 'is_active'])
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst()
  const isRight = await verifyPassword(person?.password_hash, given.password)
  if (!isRight || !person?.is_active) {
    await db
      .insertInto('sign_in_failure')
      .values({ email: email.toLowerCase(), address: from.addressKey, at: new Date(clock.wallMs()) })
      .execute()
    await audit(db, { action: 'sign-in.failed', personId: person?.person_id, address: from.address })
    return failure({ kind: 'wrong' })
  }
  wrongPasswords.forgive(email, from.addressKey)
  await db.deleteFrom('sign_in_failure').where('email', '=', email.toLowerCase()).execute()
  return success(person.person_id)
}

/** Takes the wrong passwords of the last hour back into memory: a restart is no way around the slowing down. */
export async function recallWrongPasswords(
  db: Kysely<Database>,
  wrongPasswords: WrongPasswords,
  nowMs: number,
): Promise<void> {
  const rows = await db
    .selectFrom('sign_in_failure')
    .select(['email', 'address', 'at'])
    .where('at', '>', new Date(nowMs - 60 * 60_000))
    .orderBy('at', 'desc')
    .limit(5_000)
    .execute()
  for (const row of rows.reverse()) wrongPasswords.recall(row.email, row.address ?? '', row.at.getTime())
}

/** Wrong passwords are kept for a day. */
export async function sweepWrongPasswords(db: Kysely<Database>, nowMs: number): Promise<void> {
  await db
    .deleteFrom('sign_in_failure')
    .where('at', '<', new Date(nowMs - 24 * 60 * 60_000))
    .execute()
}
