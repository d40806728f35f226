import { type Kysely, sql, type Transaction } from 'kysely'
import { configurationNotices } from '#adapters/postgres/notices.ts'
import type { Database } from '#adapters/postgres/schema.ts'
import { type BusinessUnitId, newId, type QueueId, type RandomBytes } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { audit } from '../accounts/audit.ts'
import { noPassword } from '../accounts/passwords.ts'
import { ensureOrganization, ensureRootUnit } from '../seed.ts'
import { lockSeeding } from './seed-demo.ts'

/** What a load test needs: many agents at one SIP address, and a number that leads straight to them. */
export interface WantedLoad {
  readonly agents: number
  /** `sip:HOST:PORT`, without a user: that is each agent's number. */
  readonly station: string
}
export interface SeededLoad {
  /** How many were there before. */
  readonly before: number
  /** Whether a core runs on this database: it has them now. */
  readonly isTold: boolean
}

export const mostLoadAgents = 20_000
export const loadNumber = '210'
/** The first agent's number; each next one has the next. */
const firstAgentNumber = 10_001
const queueName = 'Load test'
/** `.invalid` belongs to nobody, for ever (RFC 2606 2). */
const emailDomain = 'load.invalid'
const rowsAtOnce = 2000

const stationShape =
  /^(sips?):(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(\d{1,5}))?(;transport=(?:udp|tcp|tls))?$/i

/** The address of the agent with this number; `undefined` when that is no station for many agents. */
export function stationOfAgent(station: string, number: number | string): string | undefined {
  const [, scheme, host, port, transport = ''] = stationShape.exec(station) ?? []
  if (host === undefined || (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))) return undefined
  return `${scheme?.toLowerCase()}:${number}@${host}${port === undefined ? '' : `:${port}`}${transport.toLowerCase()}`
}

interface Chance {
  readonly nowMs: number
  readonly randomBytes: RandomBytes
}

/**
 * Makes as many agents as are wanted, and as many as are wanted only: those of an earlier load beyond them are deactivated.
 * They sign in nowhere, are always available, and serve one queue, without wrap-up and unrecorded, to which 210 leads. A
 * core that runs on this database is told. Fails with a sentence.
 */
export async function seedLoad(
  options: Chance & { readonly db: Kysely<Database> },
  { agents, station }: WantedLoad,
): Promise<Result<SeededLoad, string>> {
  const { db } = options
  const example = stationOfAgent(station, '{number}')
  if (example === undefined) return failure(`"${station}" is no station: it has to look like sip:HOST:PORT.`)
  await ensureOrganization(options)
  return db.transaction().execute(async (transaction): Promise<Result<SeededLoad, string>> => {
    await lockSeeding.execute(transaction)
    const unitId = await ensureRootUnit(transaction, newId('unit', options.nowMs, options.randomBytes))
    const queueId = await ensureQueue(transaction, unitId, options)
    if (!(await ensureNumber(transaction, unitId, queueId, options))) {
      return failure(`The number ${loadNumber} leads elsewhere: remove it under Administration → Numbers first.`)
    }
    const before = await ensureAgents(transaction, unitId, agents, options)
    await serve(transaction, queueId, agents, example)
    await audit(transaction, { action: 'load.seeded', subject: queueId, details: { agents } })
    const { rows } = await sql<{ isHeld: boolean }>`
      SELECT EXISTS (SELECT FROM lease WHERE expires_at > now()) AS "isHeld"`.execute(transaction)
    await sql`SELECT pg_notify(${configurationNotices}, '')`.execute(transaction)
    return success({ before, isTold: rows[0]?.isHeld === true })
  })
}

async function ensureQueue(
  db: Transaction<Database>,
  unitId: BusinessUnitId,
  { nowMs, randomBytes }: Chance,
): Promise<QueueId> {
  // Whoever picks up at the station takes the call: nobody has to click before it rings.
  const settings = { is_active: true, wrap_up_limit_ms: 0, is_auto_answered: true, decline_cool_down_ms: 5000 }
  const known = await db
    .updateTable('queue')
    .set((eb) => ({ ...settings, version: eb('version', '+', 1) }))
    .where('name', '=', queueName)
    .where('person_id', 'is', null)
    .returning('queue_id')
    .executeTakeFirst()
  if (known) return known.queue_id
  const queueId = newId('queue', nowMs, randomBytes)
  await db
    .insertInto('queue')
    .values({ ...settings, queue_id: queueId, business_unit_id: unitId, name: queueName })
    .execute()
  await db
    .insertInto('recording_rule')
    .values({
      recording_rule_id: newId('recording-rule', nowMs, randomBytes),
      queue_id: queueId,
      share_percent: 0,
    })
    .execute()
  return queueId
}

/** @returns false when the number leads elsewhere */
async function ensureNumber(
  db: Transaction<Database>,
  unitId: BusinessUnitId,
  queueId: QueueId,
  { nowMs, randomBytes }: Chance,
): Promise<boolean> {
  const rule = await db.selectFrom('number_rule').select('target').where('pattern', '=', loadNumber).executeTakeFirst()
  if (rule) return rule.target.kind === 'queue' && rule.target.queueId === queueId && rule.target.greeting === undefined
  await db
    .insertInto('number_rule')
    .values({
      number_rule_id: newId('number-rule', nowMs, randomBytes),
      pattern: loadNumber,
      business_unit_id: unitId,
      description: 'Load test',
      target: JSON.stringify({ kind: 'queue', queueId }),
    })
    .execute()
  return true
}

/** @returns how many there were */
async function ensureAgents(
  db: Transaction<Database>,
  unitId: BusinessUnitId,
  agents: number,
  { nowMs, randomBytes }: Chance,
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    SELECT split_part(email, '@', 1)::integer AS number FROM person
    WHERE email ~ ${`^\\d+@${emailDomain.replace('.', '\\.')}$`} AND password_hash = ${noPassword}`.execute(db)
  const known = new Set(rows.map(({ number }) => number))
  const missing: number[] = []
  for (let n = 0; n < agents; n++) if (!known.has(firstAgentNumber + n)) missing.push(firstAgentNumber + n)
  for (let from = 0; from < missing.length; from += rowsAtOnce) {
    const numbers = missing.slice(from, from + rowsAtOnce)
    const ids = <Name extends 'person' | 'agent' | 'station'>(name: Name) =>
      numbers.map(() => newId(name, nowMs, randomBytes))
    const persons = ids('person')
    await sql`
      INSERT INTO person (person_id, business_unit_id, name, email, password_hash)
      SELECT id, ${unitId}, 'Load ' || number, number || ${`@${emailDomain}`}, ${noPassword}
      FROM unnest(${persons}::text[], ${numbers}::integer[]) AS made (id, number)`.execute(db)
    await sql`
      INSERT INTO agent (agent_id, person_id, station_id, sip_address_station_id, station_choice, is_always_available)
      SELECT agent, person, browser, station, 'address', true
      FROM unnest(${ids('agent')}::text[], ${persons}::text[], ${ids('station')}::text[], ${ids('station')}::text[])
        AS made (agent, person, browser, station)`.execute(db)
  }
  return known.size
}

/** Each in the queue, at the station, and there; those beyond are away. */
async function serve(db: Transaction<Database>, queueId: QueueId, agents: number, example: string): Promise<void> {
  const [before, after] = example.split('{number}')
  const beyond = firstAgentNumber + agents
  await sql`
    UPDATE agent SET
      is_active = load.number < ${beyond},
      sip_address = ${before} || load.number || ${after},
      station_choice = 'address',
      is_always_available = true
    FROM (
      SELECT person_id, split_part(email, '@', 1)::integer AS number FROM person
      WHERE email LIKE ${`%@${emailDomain}`} AND password_hash = ${noPassword}
    ) AS load
    WHERE agent.person_id = load.person_id`.execute(db)
  await sql`
    INSERT INTO agent_queue (agent_id, queue_id)
    SELECT agent_id, ${queueId} FROM agent JOIN person USING (person_id)
    WHERE email LIKE ${`%@${emailDomain}`} AND password_hash = ${noPassword}
    ON CONFLICT DO NOTHING`.execute(db)
}
