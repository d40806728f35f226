import type { Insertable, Kysely } from 'kysely'
import type { CaseEntryTable, Database } from '#adapters/postgres/schema.ts'
import { type CaseEntryId, type CaseId, type InteractionId, newId, type RandomBytes } from '#kernel/ids.ts'

export type NewEntry = Omit<Insertable<CaseEntryTable>, 'case_entry_id' | 'created_at'>

/** Writes down what happened in a case; told of the row's id. */
export async function writeEntry(
  db: Kysely<Database>,
  { nowMs, randomBytes }: { readonly nowMs: number; readonly randomBytes: RandomBytes },
  entry: NewEntry,
): Promise<CaseEntryId> {
  const id = newId('case-entry', nowMs, randomBytes)
  await db
    .insertInto('case_entry')
    .values({ case_entry_id: id, created_at: new Date(nowMs), ...entry })
    .execute()
  return id
}

/** The interaction belongs to the case from now on; one that does so already is told again, and not written twice. */
export async function attach(
  db: Kysely<Database>,
  { nowMs, randomBytes }: { readonly nowMs: number; readonly randomBytes: RandomBytes },
  { caseId, interactionId, personId }: Belonging,
): Promise<{ readonly caseEntryId: CaseEntryId; readonly isNew: boolean }> {
  const id = newId('case-entry', nowMs, randomBytes)
  const written = await db
    .insertInto('case_entry')
    .values({
      ...{ case_entry_id: id, case_id: caseId, kind: 'contact', person_id: personId },
      ...{ interaction_id: interactionId, created_at: new Date(nowMs) },
    })
    .onConflict((conflict) =>
      conflict
        .columns(['interaction_id', 'case_id'])
        .where('kind', '=', 'contact')
        // Nothing is changed: only so is the row that is there given back.
        .doUpdateSet({ kind: 'contact' }),
    )
    .returning('case_entry_id')
    .executeTakeFirstOrThrow()
  return { caseEntryId: written.case_entry_id, isNew: written.case_entry_id === id }
}

interface Belonging {
  readonly caseId: CaseId
  readonly interactionId: InteractionId
  readonly personId: CaseEntryTable['person_id']
}
