import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { foldText } from '#kernel/text-folding.ts'
import type { OutsideContact } from '#protocol/http/index.ts'
import { etagOf } from './etag.ts'
import { containing, numberPart } from './search-pattern.ts'

/** Outside contacts with their numbers, the first to try first. */
export function outsideContactRows(db: Kysely<Database>) {
  return db
    .selectFrom('outside_contact as contact')
    .selectAll('contact')
    .select(
      sql<
        string[]
      >`ARRAY(SELECT n.number FROM outside_contact_number n WHERE n.outside_contact_id = contact.outside_contact_id ORDER BY n.rank, n.number)`.as(
        'numbers',
      ),
    )
    .orderBy('contact.folded_name')
    .orderBy('contact.outside_contact_id')
}
type Rows = ReturnType<typeof outsideContactRows>
export type OutsideContactRow = Awaited<ReturnType<Rows['executeTakeFirstOrThrow']>>

/** Those in whose name, company, department or numbers `search` stands. */
export function sought(rows: Rows, search: string): Rows {
  const folded = foldText(search)
  if (folded === '') return rows
  const number = containing(numberPart(folded))
  return rows.where((eb) =>
    eb.or([
      eb('contact.folded_text', 'like', containing(folded)),
      eb.exists(
        eb
          .selectFrom('outside_contact_number as own')
          .select('own.number')
          .whereRef('own.outside_contact_id', '=', 'contact.outside_contact_id')
          .where('own.number', 'like', number),
      ),
    ]),
  )
}

export const showOutsideContact = (row: OutsideContactRow): OutsideContact => ({
  outsideContactId: row.outside_contact_id,
  name: row.name,
  ...(row.company === null ? {} : { company: row.company }),
  ...(row.department === null ? {} : { department: row.department }),
  numbers: row.numbers,
  languages: row.languages,
  ...(row.note === null ? {} : { note: row.note }),
  etag: etagOf(row.version),
})

/**
 * The name of the one outside contact who has the number of this column: a switchboard's that several share says nothing.
 * @param number a column, as SQL
 */
export const nameOfNumber = (number: string) => sql<string | null>`(
  SELECT min(known.name) FROM outside_contact_number own
    JOIN outside_contact known ON known.outside_contact_id = own.outside_contact_id
   WHERE own.number = ${sql.ref(number)} HAVING count(*) = 1)`
