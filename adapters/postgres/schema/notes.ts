import type { CustomerId, CustomerNoteId, InteractionId, PersonId } from '#kernel/ids.ts'
import type { InstantWithDefault } from './columns.ts'

export interface ScratchPadTable {
  person_id: PersonId
  /** An interaction's id, or `own`. */
  about: string
  text: string
  updated_at: InstantWithDefault
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

/** What agents write for themselves, and of customers. */
export interface NoteTables {
  scratch_pad: ScratchPadTable
  customer_note: CustomerNoteTable
}
