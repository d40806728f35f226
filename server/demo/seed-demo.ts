import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { SecretBox } from '#adapters/system/secret-box.ts'
import { type BusinessUnitId, newId, type QueueId, type RandomBytes } from '#kernel/ids.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { DirectTarget, NumberTarget } from '#protocol/http/index.ts'
import { hashPassword } from '../accounts/passwords.ts'
import { hasPeople, rootUnit } from '../accounts/set-up.ts'
import { sealSipPassword } from '../configuration/sip-accounts.ts'
import { comparableNumber } from '../phone-numbers.ts'
import { exampleOrganization as example } from './example-organization.ts'

export interface SeedOptions {
  readonly db: Kysely<Database>
  readonly secretBox: SecretBox
  readonly randomBytes: RandomBytes
  readonly nowMs: number
}
type Seeding = SeedOptions & { readonly db: Transaction<Database> }

/** The lock under which the first people are made, so that two cores that start at once make them once. */
export const lockSeeding = sql`SELECT pg_advisory_xact_lock(7272953902)`

/** Makes the example organisation in a database without people: all of it or nothing. */
export async function seedDemo(options: SeedOptions, password: string): Promise<'seeded' | 'present' | 'absent'> {
  const found = await demoAmongPeople(options.db)
  if (found) return found
  // Hashing takes long and needs no lock.
  const hashes = await Promise.all(example.people.map(() => hashPassword(password)))
  return options.db.transaction().execute(async (db) => {
    await lockSeeding.execute(db)
    const meanwhile = await demoAmongPeople(db)
    if (meanwhile) return meanwhile
    const seeding = { ...options, db }
    const unitId = await seedUnit(seeding)
    const queueId = await seedQueue(seeding, unitId)
    await seedNumbers(seeding, unitId, queueId)
    await seedOutbound(seeding)
    await seedPeople(seeding, unitId, queueId, hashes)
    await seedSipUsers(seeding, password)
    await seedCustomers(seeding)
    return 'seeded'
  })
}

/** Whether the people that there are include the example's; `undefined` when there is nobody at all. */
async function demoAmongPeople(db: Kysely<Database>): Promise<'present' | 'absent' | undefined> {
  if (!(await hasPeople(db))) return undefined
  const email = `${example.people[0]?.mailbox}@${example.emailDomain}`
  const demo = await db.selectFrom('person').select('person_id').where('email', '=', email).executeTakeFirst()
  return demo ? 'present' : 'absent'
}

async function seedUnit({ db, nowMs, randomBytes }: Seeding): Promise<BusinessUnitId> {
  const unitId = await rootUnit(db, example.name, newId('unit', nowMs, randomBytes))
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  await db.updateTable('business_unit').set({ time_zone: timeZone }).where('business_unit_id', '=', unitId).execute()
  await db.updateTable('organization').set({ region: example.region }).execute()
  return unitId
}

async function seedQueue({ db, nowMs, randomBytes }: Seeding, unitId: BusinessUnitId): Promise<QueueId> {
  const queueId = newId('queue', nowMs, randomBytes)
  await db
    .insertInto('queue')
    .values({ queue_id: queueId, business_unit_id: unitId, name: example.queueName })
    .execute()
  await db
    .insertInto('disposition')
    .values(
      example.dispositions.map((name, rank) => ({
        disposition_id: newId('disposition', nowMs, randomBytes),
        name,
        rank,
      })),
    )
    .execute()
  return queueId
}

async function seedNumbers(
  { db, nowMs, randomBytes }: Seeding,
  unitId: BusinessUnitId,
  queueId: QueueId,
): Promise<void> {
  const { hours, numbers, numberByHours, numberBlock } = example
  const businessHoursId = newId('hours', nowMs, randomBytes)
  await db
    .insertInto('business_hours')
    .values({
      business_hours_id: businessHoursId,
      name: hours.name,
      time_zone: hours.timeZone,
      week: JSON.stringify(hours.week),
      exceptions: JSON.stringify(hours.exceptions),
    })
    .execute()
  const support = (greeting: string | null): DirectTarget => ({
    kind: 'queue',
    queueId,
    ...(greeting === null ? {} : { greeting }),
  })
  const byHours: NumberTarget = {
    kind: 'hours',
    businessHoursId,
    open: support(numberByHours.greeting),
    closed: { kind: 'announcement', prompt: numberByHours.closed },
  }
  const rules: { pattern: string; description: string; target: NumberTarget }[] = [
    ...numbers.map(({ number, greeting, description }) => ({
      pattern: number,
      description,
      target: support(greeting),
    })),
    { pattern: numberByHours.number, description: numberByHours.description, target: byHours },
    { ...numberBlock, target: support('greeting') },
  ]
  await db
    .insertInto('number_rule')
    .values(
      rules.map(({ pattern, description, target }) => ({
        number_rule_id: newId('number-rule', nowMs, randomBytes),
        pattern,
        business_unit_id: unitId,
        description,
        target: JSON.stringify(target),
      })),
    )
    .execute()
}

async function seedOutbound({ db, nowMs, randomBytes }: Seeding): Promise<void> {
  const { name, preset, ...fields } = example.trunk
  const trunkId = newId('trunk', nowMs, randomBytes)
  await db
    .insertInto('trunk')
    .values({ trunk_id: trunkId, name, preset, is_active: false, fields: JSON.stringify(fields) })
    .execute()
  for (const rule of example.outboundRules) {
    const outboundRuleId = newId('outbound-rule', nowMs, randomBytes)
    await db
      .insertInto('outbound_rule')
      .values({ outbound_rule_id: outboundRuleId, ...rule })
      .execute()
    await db
      .insertInto('outbound_rule_trunk')
      .values({ outbound_rule_id: outboundRuleId, ordinal: 0, trunk_id: trunkId })
      .execute()
  }
}

async function seedPeople(
  { db, nowMs, randomBytes }: Seeding,
  unitId: BusinessUnitId,
  queueId: QueueId,
  hashes: readonly string[],
): Promise<void> {
  for (const [i, { name, mailbox, roles }] of example.people.entries()) {
    const personId = newId('person', nowMs, randomBytes)
    await db
      .insertInto('person')
      .values({
        person_id: personId,
        business_unit_id: unitId,
        name,
        email: `${mailbox}@${example.emailDomain}`,
        password_hash: hashes[i] as string,
      })
      .execute()
    await db
      .insertInto('person_role')
      .values(roles.map((role) => ({ person_id: personId, role })))
      .execute()
    const has = (role: string) => (roles as readonly string[]).includes(role)
    if (!has('agent') && !has('supervisor')) continue
    const agentId = newId('agent', nowMs, randomBytes)
    await db
      .insertInto('agent')
      .values({ agent_id: agentId, person_id: personId, station_id: newId('station', nowMs, randomBytes) })
      .execute()
    if (has('agent')) await db.insertInto('agent_queue').values({ agent_id: agentId, queue_id: queueId }).execute()
  }
}

async function seedSipUsers({ db, secretBox }: Seeding, password: string): Promise<void> {
  const rows = example.sipUsers.map((user) => ({
    user_name: user,
    display_name: `Demo phone ${user}`,
    ...sealSipPassword(secretBox, user, password),
  }))
  await db.insertInto('sip_account').values(rows).execute()
}

async function seedCustomers({ db, nowMs, randomBytes }: Seeding): Promise<void> {
  for (const { name, numbers, email, language } of example.customers) {
    const customerId = newId('customer', nowMs, randomBytes)
    await db
      .insertInto('customer')
      .values({ customer_id: customerId, name, folded_name: foldText(name), email, language })
      .execute()
    await db
      .insertInto('customer_phone_number')
      .values(
        numbers.map((raw, rank) => ({
          customer_id: customerId,
          number: comparableNumber(raw, example.region),
          raw_text: raw,
          rank,
        })),
      )
      .execute()
  }
}
