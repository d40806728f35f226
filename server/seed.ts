import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { readablePassword } from '#adapters/system/secure-random.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { type BusinessUnitId, newId, type RoutingDomainId } from '#kernel/ids.ts'
import { hashPassword } from './accounts/passwords.ts'
import { lockSeeding, type SeedOptions, seedDemo } from './demo/seed-demo.ts'

export interface Seeded {
  readonly domainId: RoutingDomainId
  readonly demo: 'seeded' | 'present' | 'absent'
  /** The demo people's password, when it had to be made up here because nobody gave one. */
  readonly madeUpPassword?: string
}

/** Sees that there is an organisation, and the people that the settings ask for. Does nothing that was done before. */
export async function seed(
  options: SeedOptions,
  settings: Pick<Settings, 'demo' | 'demoPassword' | 'admin'>,
): Promise<Seeded> {
  const domainId = await ensureOrganization(options)
  if (!settings.demo) {
    if (settings.admin) await ensureAdministrator(options, settings.admin)
    return { domainId, demo: 'absent' }
  }
  const password = settings.demoPassword ?? readablePassword()
  const demo = await seedDemo(options, password)
  if (settings.admin) await ensureAdministrator(options, settings.admin)
  const isMadeUp = demo === 'seeded' && settings.demoPassword === undefined
  return { domainId, demo, ...(isMadeUp ? { madeUpPassword: password } : {}) }
}

export async function ensureOrganization({
  db,
  nowMs,
  randomBytes,
}: Pick<SeedOptions, 'db' | 'nowMs' | 'randomBytes'>): Promise<RoutingDomainId> {
  await db
    .insertInto('organization')
    .values({ routing_domain_id: newId('routing-domain', nowMs, randomBytes) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { routing_domain_id } = await db
    .selectFrom('organization')
    .select('routing_domain_id')
    .executeTakeFirstOrThrow()
  return routing_domain_id
}

/** PARLEY_ADMIN_EMAIL's administrator, unless somebody has that address: a changed password in the settings changes nothing. */
async function ensureAdministrator(
  { db, nowMs, randomBytes }: SeedOptions,
  admin: { readonly email: string; readonly password: string },
): Promise<void> {
  const email = admin.email.trim().toLowerCase()
  const isThere = () =>
    db.selectFrom('person').select('person_id').where(sql`lower(email)`, '=', email).executeTakeFirst()
  if (await isThere()) return
  const passwordHash = await hashPassword(admin.password)
  await db.transaction().execute(async (transaction) => {
    await lockSeeding.execute(transaction)
    if (await isThere()) return
    const unitId = await ensureRootUnit(transaction, newId('unit', nowMs, randomBytes))
    const personId = newId('person', nowMs, randomBytes)
    await transaction
      .insertInto('person')
      .values({ person_id: personId, business_unit_id: unitId, name: email, email, password_hash: passwordHash })
      .execute()
    await transaction.insertInto('person_role').values({ person_id: personId, role: 'administrator' }).execute()
  })
}

/** The root unit that there is, or a new one without a name: setting up gives it one. */
export async function ensureRootUnit(db: Kysely<Database>, newUnitId: BusinessUnitId): Promise<BusinessUnitId> {
  const { root_unit_id } = await db.selectFrom('organization').select('root_unit_id').executeTakeFirstOrThrow()
  if (root_unit_id !== null) return root_unit_id
  await db.insertInto('business_unit').values({ business_unit_id: newUnitId, kind: 'root', name: '' }).execute()
  await db.updateTable('organization').set({ root_unit_id: newUnitId }).execute()
  return newUnitId
}
