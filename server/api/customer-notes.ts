import { type CustomerId, type CustomerNoteId, isId, newId, type PersonId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { CustomerNote } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

type Routes = 'customerNotes' | 'createCustomerNote' | 'removeCustomerNote'

const isNoteId = (text: string): text is CustomerNoteId => isId('customer-note', text)

/** What was written of a customer: each note with who and when, taken back by its author alone. */
export function customerNoteHandlers({ db, clock, randomBytes }: ApiServices): Pick<Handlers, Routes> {
  const isCustomer = async (id: CustomerId) =>
    (await db.selectFrom('customer').select('customer_id').where('customer_id', '=', id).executeTakeFirst()) !==
    undefined

  const rowsOf = () =>
    db
      .selectFrom('customer_note')
      .leftJoin('person', 'person.person_id', 'customer_note.person_id')
      .selectAll('customer_note')
      .select('person.name as author_name')
  type CustomerNoteRow = Awaited<ReturnType<ReturnType<typeof rowsOf>['executeTakeFirstOrThrow']>>

  const show = (row: CustomerNoteRow, personId: PersonId): CustomerNote => ({
    customerNoteId: row.customer_note_id,
    text: row.text,
    createdAt: row.created_at.toISOString(),
    isOwn: row.person_id === personId,
    ...(row.author_name === null ? {} : { authorName: row.author_name }),
    ...(row.interaction_id === null ? {} : { interactionId: row.interaction_id }),
  })

  return {
    async customerNotes({ caller, id, query }) {
      const after = decodeCursor(query.cursor, isNoteId)
      if (!after.ok) return after
      if (!(await isCustomer(id))) return refuse('customer.not-found')
      const limit = query.limit ?? 50
      let rows = rowsOf().where('customer_note.customer_id', '=', id)
      if (after.value !== undefined) rows = rows.where('customer_note.customer_note_id', '<', after.value)
      const found = await rows
        .orderBy('customer_note.customer_note_id', 'desc')
        .limit(limit + 1)
        .execute()
      return success(
        pageFrom(
          found,
          limit,
          (row) => row.customer_note_id,
          (row) => show(row, caller.personId),
        ),
      )
    },

    async createCustomerNote({ caller, id, body, address }) {
      if (!(await isCustomer(id))) return refuse('customer.not-found')
      const nowMs = clock.wallMs()
      const customerNoteId = newId('customer-note', nowMs, randomBytes)
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('customer_note')
          .values({
            customer_note_id: customerNoteId,
            customer_id: id,
            person_id: caller.personId,
            interaction_id: body.interactionId ?? null,
            text: body.text,
            created_at: new Date(nowMs),
          })
          .execute()
        await audit(transaction, {
          action: 'customer.note-written',
          personId: caller.personId,
          subject: id,
          address,
          details: { customerNoteId },
        })
      })
      const row = await rowsOf().where('customer_note_id', '=', customerNoteId).executeTakeFirstOrThrow()
      return success(show(row, caller.personId))
    },

    async removeCustomerNote({ caller, id, address }) {
      const row = await db
        .selectFrom('customer_note')
        .select(['customer_id', 'person_id'])
        .where('customer_note_id', '=', id)
        .executeTakeFirst()
      if (!row) return refuse('customer-note.not-found')
      if (row.person_id !== caller.personId) return refuse('customer-note.not-own')
      await db.transaction().execute(async (transaction) => {
        const removed = await transaction
          .deleteFrom('customer_note')
          .where('customer_note_id', '=', id)
          .returning('customer_id')
          .executeTakeFirst()
        if (!removed) return
        await audit(transaction, {
          action: 'customer.note-removed',
          personId: caller.personId,
          subject: removed.customer_id,
          address,
          details: { customerNoteId: id },
        })
      })
      return success({})
    },
  }
}
