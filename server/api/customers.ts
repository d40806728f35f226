import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type Whereabouts, whereabouts } from '#domain/geography/index.ts'
import { type CustomerId, isId, newId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { BodyOf, Customer } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { asLanguage } from '../accounts/me.ts'
import { noteCustomerOf } from '../note-customers.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import { unknownKinds } from './customer-kinds.ts'
import { etagOf, readIfMatch } from './etag.ts'
import { unknownRegion } from './geography.ts'
import type { Handlers } from './handler.ts'
import { type Refusal, refuse } from './refusal.ts'
import { containing, numberPart } from './search-pattern.ts'
import { isWebCallerNumber } from './web-calls.ts'

type Kinds = Pick<BodyOf<'changeCustomer'>, 'tierId' | 'segmentId' | 'ownerAgentId'>
type Routes = 'customers' | 'customer' | 'createCustomer' | 'changeCustomer'

const isCustomerId = (text: string): text is CustomerId => isId('customer', text)

/** The people who contact us. */
export function customerHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, desks } = services

  async function regionOfOrganization(): Promise<string> {
    return (await db.selectFrom('organization').select('region').executeTakeFirst())?.region ?? 'GB'
  }

  /** The numbers as they are kept, each once, in the order in which they were given. */
  async function readNumbers(given: readonly string[]): Promise<Result<ReadonlyMap<string, string>, Refusal>> {
    const region = given.length === 0 ? '' : await regionOfOrganization()
    const numbers = new Map<string, string>()
    for (const text of given) {
      const number = comparableNumber(text, region)
      // Nothing in it that could be dialled.
      if (!/[0-9]{2}/.test(number) && !isWebCallerNumber(number)) return failure({ code: 'phone-number.invalid' })
      if (!numbers.has(number)) numbers.set(number, text)
    }
    return success(numbers)
  }

  /** What it is said to be, and who is said to look after it, have to be there. */
  async function wrongKind({ tierId, segmentId, ownerAgentId }: Kinds): Promise<Refusal | undefined> {
    const unknown = await unknownKinds(db, tierId ? [tierId] : [], segmentId ? [segmentId] : [])
    if (unknown || !ownerAgentId) return unknown
    const owner = await db
      .selectFrom('agent')
      .select('agent_id')
      .where('agent_id', '=', ownerAgentId)
      .where('is_active', '=', true)
      .executeTakeFirst()
    return owner ? undefined : { code: 'agent.not-an-agent' }
  }

  async function read(connection: Kysely<Database>, customerId: CustomerId): Promise<Customer | undefined> {
    const row = await customerRows(connection).where('customer.customer_id', '=', customerId).executeTakeFirst()
    return row && show(row, whereaboutsOf(row))
  }

  /** Of several numbers, the first that is a landline says it. */
  function whereaboutsOf({ address, postcode, region_code: regionCode, numbers }: CustomerRow): Whereabouts | null {
    const { geography, numberPlan } = services.configuration
    for (const number of numbers.length === 0 ? [null] : numbers) {
      const found = whereabouts(geography, { address, postcode, regionCode, number }, numberPlan.region)
      if (found) return found
    }
    return null
  }

  return {
    async customers({ query }) {
      const after = decodeCursor(query.cursor, isCustomerId)
      if (!after.ok) return after
      const limit = query.limit ?? 50
      let rows = customerRows(db)
      if (query.number !== undefined) {
        const number = comparableNumber(query.number, await regionOfOrganization())
        rows = rows.where('customer.customer_id', 'in', (eb) =>
          eb
            .selectFrom('customer_phone_number as own')
            .select('own.customer_id')
            .where((own) => own.or([own('own.number', '=', number), own('own.raw_text', '=', query.number as string)])),
        )
      }
      if (query.search !== undefined && query.search.trim() !== '') {
        const folded = foldText(query.search)
        const digits = numberPart(folded)
        rows = rows.where((eb) =>
          eb.or([
            eb('customer.folded_name', 'like', containing(folded)),
            eb(sql`lower(customer.email)`, 'like', containing(query.search?.trim().toLowerCase() ?? '')),
            eb.exists(
              eb
                .selectFrom('customer_phone_number as own')
                .select('own.number')
                .whereRef('own.customer_id', '=', 'customer.customer_id')
                .where('own.number', 'like', containing(digits)),
            ),
          ]),
        )
      }
      if (after.value !== undefined) rows = rows.where('customer.customer_id', '<', after.value)
      const found = await rows
        .orderBy('customer.customer_id', 'desc')
        .limit(limit + 1)
        .execute()
      return success(
        pageFrom(
          found,
          limit,
          (row) => row.customer_id,
          (row) => show(row, whereaboutsOf(row)),
        ),
      )
    },

    async customer({ id, reply }) {
      const customer = await read(db, id)
      if (!customer) return refuse('customer.not-found')
      reply.header('etag', customer.etag)
      return success(customer)
    },

    async createCustomer({ caller, body, address, reply }) {
      if (body.regionCode && unknownRegion(services, [body.regionCode])) return refuse('region.not-found')
      const wrong = await wrongKind(body)
      if (wrong) return failure(wrong)
      const numbers = await readNumbers(body.phoneNumbers)
      if (!numbers.ok) return numbers
      const nowMs = clock.wallMs()
      const customerId = newId('customer', nowMs, randomBytes)
      const customer = await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('customer')
          .values({
            customer_id: customerId,
            name: body.name.trim(),
            folded_name: foldText(body.name),
            email: body.email ?? null,
            language: body.language ?? null,
            note: body.note ?? null,
            address: body.address ?? null,
            postcode: body.postcode ?? null,
            region_code: body.regionCode ?? null,
            customer_tier_id: body.tierId ?? null,
            customer_segment_id: body.segmentId ?? null,
            yearly_value: body.yearlyValue ?? null,
            owner_agent_id: body.ownerAgentId ?? null,
            created_at: new Date(nowMs),
            updated_at: new Date(nowMs),
          })
          .execute()
        await writeNumbers(transaction, customerId, numbers.value)
        await audit(transaction, {
          action: 'customer.created',
          personId: caller.personId,
          subject: customerId,
          address,
        })
        return read(transaction, customerId)
      })
      if (!customer) return refuse('customer.not-found')
      reply.header('etag', customer.etag)
      return success(customer)
    },

    async changeCustomer({ caller, id, body, address, request, reply }) {
      if (body.regionCode && unknownRegion(services, [body.regionCode])) return refuse('region.not-found')
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const wrong = await wrongKind(body)
      if (wrong) return failure(wrong)
      const numbers = body.phoneNumbers === undefined ? undefined : await readNumbers(body.phoneNumbers)
      if (numbers && !numbers.ok) return numbers
      const changed = await db.transaction().execute(async (transaction): Promise<Result<Customer, Refusal>> => {
        const known = await transaction
          .selectFrom('customer')
          .select('version')
          .where('customer_id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (!known) return refuse('customer.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        await transaction
          .updateTable('customer')
          .set({
            ...(body.name === undefined ? {} : { name: body.name.trim(), folded_name: foldText(body.name) }),
            ...(body.email === undefined ? {} : { email: body.email }),
            ...(body.language === undefined ? {} : { language: body.language }),
            ...(body.note === undefined ? {} : { note: body.note }),
            ...(body.address === undefined ? {} : { address: body.address }),
            ...(body.postcode === undefined ? {} : { postcode: body.postcode }),
            ...(body.regionCode === undefined ? {} : { region_code: body.regionCode }),
            ...(body.tierId === undefined ? {} : { customer_tier_id: body.tierId }),
            ...(body.segmentId === undefined ? {} : { customer_segment_id: body.segmentId }),
            ...(body.yearlyValue === undefined ? {} : { yearly_value: body.yearlyValue }),
            ...(body.ownerAgentId === undefined ? {} : { owner_agent_id: body.ownerAgentId }),
            version: known.version + 1,
            updated_at: new Date(clock.wallMs()),
          })
          .where('customer_id', '=', id)
          .execute()
        if (numbers) {
          await transaction.deleteFrom('customer_phone_number').where('customer_id', '=', id).execute()
          await writeNumbers(transaction, id, numbers.value)
        }
        await audit(transaction, {
          action: 'customer.changed',
          personId: caller.personId,
          subject: id,
          address,
          details: { fields: Object.keys(body) },
        })
        const customer = await read(transaction, id)
        return customer ? success(customer) : refuse('customer.not-found')
      })
      if (!changed.ok) return changed
      desks.customerChanged(id)
      await noteCustomerOf(services, { customerId: id })
      reply.header('etag', changed.value.etag)
      return changed
    },
  }
}

function customerRows(db: Kysely<Database>) {
  return db
    .selectFrom('customer')
    .selectAll('customer')
    .select(
      sql<
        string[]
      >`ARRAY(SELECT number FROM customer_phone_number n WHERE n.customer_id = customer.customer_id ORDER BY rank, number)`.as(
        'numbers',
      ),
    )
}
type CustomerRow = Awaited<ReturnType<ReturnType<typeof customerRows>['executeTakeFirstOrThrow']>>

const show = (row: CustomerRow, whereabouts: Whereabouts | null): Customer => ({
  customerId: row.customer_id,
  name: row.name,
  phoneNumbers: row.numbers,
  ...(row.email === null ? {} : { email: row.email }),
  ...(row.language === null ? {} : { language: asLanguage(row.language) }),
  ...(row.note === null ? {} : { note: row.note }),
  ...(row.address === null ? {} : { address: row.address }),
  ...(row.postcode === null ? {} : { postcode: row.postcode }),
  ...(row.region_code === null ? {} : { regionCode: row.region_code }),
  ...(row.customer_tier_id === null ? {} : { tierId: row.customer_tier_id }),
  ...(row.customer_segment_id === null ? {} : { segmentId: row.customer_segment_id }),
  ...(row.yearly_value === null ? {} : { yearlyValue: row.yearly_value }),
  ...(row.owner_agent_id === null ? {} : { ownerAgentId: row.owner_agent_id }),
  ...(whereabouts ? { whereabouts } : {}),
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  etag: etagOf(row.version),
})

async function writeNumbers(
  db: Kysely<Database>,
  customerId: CustomerId,
  numbers: ReadonlyMap<string, string>,
): Promise<void> {
  if (numbers.size === 0) return
  await db
    .insertInto('customer_phone_number')
    .values([...numbers].map(([number, text], rank) => ({ customer_id: customerId, number, raw_text: text, rank })))
    .execute()
}
