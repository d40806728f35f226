import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import { newId, type PersonId, type RandomBytes } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { SetUp } from '#protocol/http/index.ts'
import { audit } from './audit.ts'
import { hashPassword, noPassword } from './passwords.ts'
import { isTokenShaped, newToken, tokenHash } from './tokens.ts'

const linkLivesMs = 24 * 60 * 60_000

/**
 * The secret of a one-time link with which the first administrator is made; `undefined` when there are people already.
 * Links that were made before are void.
 */
export async function createSetUpToken(services: {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly randomBytes: RandomBytes
}): Promise<string | undefined> {
  const { db, clock, randomBytes } = services
  if (await hasPeople(db)) return undefined
  const token = newToken(randomBytes)
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('set_up_token').execute()
    await transaction
      .insertInto('set_up_token')
      .values({ token_hash: tokenHash(token), expires_at: new Date(clock.wallMs() + linkLivesMs) })
      .execute()
  })
  return token
}

/** Where the page of the link is, on the desk. */
export const setUpPath = (token: string): string => `/set-up?token=${token}`

/** Makes the first administrator. Of two who use the link at once, one succeeds. */
export async function setUp(
  services: { readonly db: Kysely<Database>; readonly clock: Clock; readonly randomBytes: RandomBytes },
  given: SetUp,
  address: string,
): Promise<Result<PersonId, 'link-spent'>> {
  const { db, clock, randomBytes } = services
  if (!isTokenShaped(given.token)) return failure('link-spent')
  const nowMs = clock.wallMs()
  const isOpen = await db
    .selectFrom('set_up_token')
    .select('token_hash')
    .where('token_hash', '=', tokenHash(given.token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(nowMs))
    .executeTakeFirst()
  // Before the expensive hash: strangers who guess at tokens must not cost anything.
  if (!isOpen || (await hasPeople(db))) return failure('link-spent')
  const passwordHash = await hashPassword(given.password)

  return db.transaction().execute(async (transaction) => {
    const spent = await transaction
      .updateTable('set_up_token')
      .set({ used_at: new Date(nowMs) })
      .where('token_hash', '=', tokenHash(given.token))
      .where('used_at', 'is', null)
      .returning('token_hash')
      .executeTakeFirst()
    if (!spent || (await hasPeople(transaction))) return failure('link-spent')
    const unitId = await rootUnit(transaction, given.organizationName, newId('unit', nowMs, randomBytes))
    const personId = newId('person', nowMs, randomBytes)
    await transaction
      .insertInto('person')
      .values({
        person_id: personId,
        business_unit_id: unitId,
        name: given.name.trim(),
        email: given.email,
        password_hash: passwordHash,
        language: given.language,
      })
      .execute()
    await transaction.insertInto('person_role').values({ person_id: personId, role: 'administrator' }).execute()
    await audit(transaction, { action: 'set-up', personId, subject: personId, address })
    return success(personId)
  })
}

/** Made-up people of a load test, who sign in nowhere, are none: an installation has to have somebody who can. */
export async function hasPeople(db: Kysely<Database>): Promise<boolean> {
  const somebody = await db
    .selectFrom('person')
    .where('password_hash', '<>', noPassword)
    .select('person_id')
    .limit(1)
    .executeTakeFirst()
  return somebody !== undefined
}

/** The organisation takes this name, and its root unit is made when the installation began without one. */
export async function rootUnit<Unit extends NonNullable<Database['organization']['root_unit_id']>>(
  db: Kysely<Database>,
  name: string,
  newUnitId: Unit,
): Promise<Unit> {
  const organization = await db.updateTable('organization').set({ name }).returning('root_unit_id').executeTakeFirst()
  const known = organization?.root_unit_id as Unit | null | undefined
  if (known) {
    await db.updateTable('business_unit').set({ name }).where('business_unit_id', '=', known).execute()
    return known
  }
  await db.insertInto('business_unit').values({ business_unit_id: newUnitId, kind: 'root', name }).execute()
  await db.updateTable('organization').set({ root_unit_id: newUnitId }).where(sql<boolean>`is_only`).execute()
  return newUnitId
}
