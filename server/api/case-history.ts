import type { CaseEntryId, CaseId, CustomerId } from '#kernel/ids.ts'
import { isId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import { audit } from '../accounts/audit.ts'
import { attach, writeEntry } from '../cases/case-entries.ts'
import type { ApiServices } from './api-services.ts'
import { entryRows, showEntry } from './case-rows.ts'
import { decodeCursor, pageFrom } from './cursor.ts'
import type { Handlers } from './handler.ts'
import { ownInteraction } from './own-interaction.ts'
import { refuse } from './refusal.ts'

type Routes = 'caseHistory' | 'createCaseNote' | 'removeCaseNote' | 'attachContact'

const isEntryId = (text: string): text is CaseEntryId => isId('case-entry', text)

/** What happened in a case: notes, each taken back by its author alone, and the interactions that belong to it. */
export function caseHistoryHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, desks } = services

  async function customerOf(caseId: CaseId): Promise<CustomerId | undefined> {
    const row = await db
      .selectFrom('service_case')
      .select('customer_id')
      .where('case_id', '=', caseId)
      .executeTakeFirst()
    return row?.customer_id
  }
  const read = (id: CaseEntryId) => entryRows(db).where('case_entry_id', '=', id).executeTakeFirst()

  return {
    async caseHistory({ caller, id, query }) {
      const after = decodeCursor(query.cursor, isEntryId)
      if (!after.ok) return after
      if (!(await customerOf(id))) return refuse('case.not-found')
      const limit = query.limit ?? 50
      let rows = entryRows(db).where('case_entry.case_id', '=', id)
      if (after.value !== undefined) rows = rows.where('case_entry.case_entry_id', '<', after.value)
      const found = await rows
        .orderBy('case_entry.case_entry_id', 'desc')
        .limit(limit + 1)
        .execute()
      return success(
        pageFrom(
          found,
          limit,
          (row) => row.case_entry_id,
          (row) => showEntry(row, caller.personId),
        ),
      )
    },

    async createCaseNote({ caller, id, body, address }) {
      if (!(await customerOf(id))) return refuse('case.not-found')
      const { personId } = caller
      const nowMs = clock.wallMs()
      const caseEntryId = await db.transaction().execute(async (transaction) => {
        const note = { case_id: id, kind: 'note', person_id: personId, text: body.text } as const
        const interaction = { interaction_id: body.interactionId ?? null }
        const entryId = await writeEntry(transaction, { nowMs, randomBytes }, { ...note, ...interaction })
        const action = { action: 'case.note-written', details: { caseEntryId: entryId } } as const
        await audit(transaction, { ...action, personId, subject: id, address })
        return entryId
      })
      const row = await read(caseEntryId)
      return row ? success(showEntry(row, personId)) : refuse('case.not-found')
    },

    async removeCaseNote({ caller, id, address }) {
      const { personId } = caller
      const row = await read(id)
      if (row?.kind !== 'note') return refuse('case-note.not-found')
      if (row.person_id !== personId) return refuse('case-note.not-own')
      await db.transaction().execute(async (transaction) => {
        const gone = await transaction.deleteFrom('case_entry').where('case_entry_id', '=', id).executeTakeFirst()
        if (gone.numDeletedRows === 0n) return
        const action = { action: 'case.note-removed', details: { caseEntryId: id } } as const
        await audit(transaction, { ...action, personId, subject: row.case_id, address })
      })
      return success({})
    },

    async attachContact({ caller, id, body: { interactionId }, address }) {
      const customerId = await customerOf(id)
      if (!customerId) return refuse('case.not-found')
      const own = await ownInteraction(services, caller, interactionId)
      if (!own.ok) return own
      const { personId } = caller
      const contact = { caseId: id, interactionId, personId }
      const { caseEntryId } = await db.transaction().execute(async (transaction) => {
        const attached = await attach(transaction, { nowMs: clock.wallMs(), randomBytes }, contact)
        const action = { action: 'case.contact-attached', details: { interactionId } } as const
        if (attached.isNew) await audit(transaction, { ...action, personId, subject: id, address })
        return attached
      })
      desks.customerChanged(customerId)
      desks.interactionChanged(interactionId)
      const row = await read(caseEntryId)
      return row ? success(showEntry(row, personId)) : refuse('case.not-found')
    },
  }
}
