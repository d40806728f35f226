import type { Kysely, Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { newId, type OutsideContactId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { OutsideContact } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { comparableNumber } from '../phone-numbers.ts'
import type { ApiServices } from './api-services.ts'
import { readIfMatch } from './etag.ts'
import type { Handlers } from './handler.ts'
import { outsideContactRows, showOutsideContact } from './outside-contact-rows.ts'
import { type Refusal, refuse } from './refusal.ts'

type Routes = 'createOutsideContact' | 'changeOutsideContact' | 'removeOutsideContact'

/** People of other houses whom all here may call: added, changed and taken away. */
export function outsideContactHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, configuration } = services

  /** As they are kept, each once, in the order in which they were given. */
  function readNumbers(given: readonly string[]): Result<ReadonlyMap<string, string>, Refusal> {
    const numbers = new Map<string, string>()
    for (const text of given) {
      const number = comparableNumber(text, configuration.numberPlan.region)
      if (!/[0-9]{2}/.test(number)) return failure({ code: 'phone-number.invalid' })
      if (!numbers.has(number)) numbers.set(number, text)
    }
    return success(numbers)
  }

  async function known(transaction: Transaction<Database>, id: OutsideContactId, ifMatch: string | undefined) {
    const wanted = readIfMatch(ifMatch)
    if (!wanted.ok) return wanted
    const row = await transaction
      .selectFrom('outside_contact')
      .selectAll()
      .where('outside_contact_id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return refuse('outside-contact.not-found')
    return wanted.value !== 'any' && wanted.value !== row.version ? refuse('request.stale') : success(row)
  }

  return {
    async createOutsideContact({ caller, body, address, reply }) {
      const numbers = readNumbers(body.numbers)
      if (!numbers.ok) return numbers
      const id = newId('outside-contact', clock.wallMs(), randomBytes)
      const made = await db.transaction().execute(async (transaction) => {
        const { name, company, department, languages, note } = body
        await transaction
          .insertInto('outside_contact')
          .values({
            outside_contact_id: id,
            ...named(name.trim(), company?.trim() ?? null, department?.trim() ?? null),
            note: note ?? null,
            languages: JSON.stringify(languages ?? []),
          })
          .execute()
        await writeNumbers(transaction, id, numbers.value)
        const entry = { action: 'outside-contact.created', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...entry, address })
        return read(transaction, id)
      })
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async changeOutsideContact({ caller, id, body, address, request, reply }) {
      const numbers = body.numbers === undefined ? undefined : readNumbers(body.numbers)
      if (numbers && !numbers.ok) return numbers
      const changed = await db.transaction().execute(async (transaction): Promise<Result<OutsideContact, Refusal>> => {
        const found = await known(transaction, id, request.headers['if-match'])
        if (!found.ok) return found
        const { name, company, department, languages, note } = body
        const row = found.value
        await transaction
          .updateTable('outside_contact')
          .set({
            ...named(
              name?.trim() ?? row.name,
              company === undefined ? row.company : (company?.trim() ?? null),
              department === undefined ? row.department : (department?.trim() ?? null),
            ),
            ...(note !== undefined && { note }),
            ...(languages !== undefined && { languages: JSON.stringify(languages) }),
            version: row.version + 1,
            updated_at: new Date(clock.wallMs()),
          })
          .where('outside_contact_id', '=', id)
          .execute()
        if (numbers) {
          await transaction.deleteFrom('outside_contact_number').where('outside_contact_id', '=', id).execute()
          await writeNumbers(transaction, id, numbers.value)
        }
        const entry = { action: 'outside-contact.changed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...entry, address, details: { fields: Object.keys(body) } })
        return read(transaction, id)
      })
      if (changed.ok) reply.header('etag', changed.value.etag)
      return changed
    },

    async removeOutsideContact({ caller, id, address }) {
      return db.transaction().execute(async (transaction): Promise<Result<Record<string, never>, Refusal>> => {
        const gone = await transaction
          .deleteFrom('outside_contact')
          .where('outside_contact_id', '=', id)
          .executeTakeFirst()
        if (gone.numDeletedRows === 0n) return refuse('outside-contact.not-found')
        const entry = { action: 'outside-contact.removed', personId: caller.personId, subject: id } as const
        await audit(transaction, { ...entry, address })
        return success({})
      })
    },
  }
}

const named = (name: string, company: string | null, department: string | null) => ({
  name,
  company,
  department,
  folded_name: foldText(name),
  folded_text: foldText([name, company ?? '', department ?? ''].join(' ')),
})

async function read(db: Kysely<Database>, id: OutsideContactId): Promise<Result<OutsideContact, Refusal>> {
  const row = await outsideContactRows(db).where('contact.outside_contact_id', '=', id).executeTakeFirst()
  return row ? success(showOutsideContact(row)) : refuse('outside-contact.not-found')
}

async function writeNumbers(
  db: Kysely<Database>,
  id: OutsideContactId,
  numbers: ReadonlyMap<string, string>,
): Promise<void> {
  await db
    .insertInto('outside_contact_number')
    .values([...numbers].map(([number, text], rank) => ({ outside_contact_id: id, number, raw_text: text, rank })))
    .execute()
}
