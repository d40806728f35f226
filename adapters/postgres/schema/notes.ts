import type { ColumnType } from 'kysely'
import type { CustomerId, CustomerNoteId, InteractionId, PersonId } from '#kernel/ids.ts'
import type { Instant, InstantWithDefault } from './columns.ts'

/** Which writing it is: a new one each time, never the same again. */
export type Revision = ColumnType<number, number | undefined, number>

export interface ScratchPadTable {
  person_id: PersonId
  /** An interaction's id, or `own`. */
  about: string
  text: string
  updated_at: InstantWithDefault
  revision: Revision
}
export interface VerificationTable {
  interaction_id: InteractionId
  customer_id: CustomerId
  method: 'questions' | 'code' | 'document' | 'voice'
  /** Who found it; null: whoever did is gone. */
  person_id: PersonId | null
  verified_at: Instant
}
export interface CustomerNoteTable {
  customer_note_id: CustomerNoteId
  customer_id: CustomerId
  /** Who wrote it; null: whoever did is gone. */
  person_id: PersonId | null
  interaction_id: InteractionId | null
  text: string
  created_at: InstantWithDefault
}

/** What agents write for themselves and of customers, and whom they verified. */
export interface NoteTables {
  scratch_pad: ScratchPadTable
  customer_note: CustomerNoteTable
  verification: VerificationTable
}
