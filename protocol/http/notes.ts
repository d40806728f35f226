import { type Static, Type } from 'typebox'
import { Empty, idField, instant, PageQuery, pageOf } from './fields.ts'

/** What agents write: on a scratch pad for themselves, in notes of a customer for everybody who may read him. */

const written = Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' })
/** Which sheet: of an interaction, or the one that is about nothing in hand. */
const about = Type.Union([Type.Literal('own'), idField('interaction')])

/** Which writing stands now; 0: none. A later one has a higher number, also when in between there was none. */
export const Revised = Type.Object({ revision: Type.Integer() })
export type Revised = Static<typeof Revised>

export const ScratchPad = Type.Object({ about, text: Type.String(), updatedAt: instant, ...Revised.properties })
export type ScratchPad = Static<typeof ScratchPad>
export const WriteScratchPad = Type.Object({
  about,
  /** Empty: the sheet is thrown away. */
  text: Type.String({ maxLength: 20_000 }),
})
export type WriteScratchPad = Static<typeof WriteScratchPad>

export const CustomerNote = Type.Object({
  customerNoteId: idField('customer-note'),
  text: Type.String(),
  createdAt: instant,
  /** Who wrote it; absent: whoever did is gone. */
  authorName: Type.Optional(Type.String()),
  /** Whether whoever asks wrote it, and may take it back. */
  isOwn: Type.Boolean(),
  /** In which interaction; absent: in none. */
  interactionId: Type.Optional(idField('interaction')),
})
export type CustomerNote = Static<typeof CustomerNote>
export const CreateCustomerNote = Type.Object({
  text: written,
  /** In which interaction it was written. */
  interactionId: Type.Optional(idField('interaction')),
})
export type CreateCustomerNote = Static<typeof CreateCustomerNote>

export const noteRoutes = {
  scratchPads: {
    method: 'GET',
    path: '/me/scratch-pads',
    permission: 'calls.take',
    summary: 'The own scratch pad: every sheet on which something stands',
    answer: Type.Object({ items: Type.Array(ScratchPad) }),
  },
  writeScratchPad: {
    method: 'PUT',
    path: '/me/scratch-pads',
    permission: 'calls.take',
    summary: 'Write a sheet of the own scratch pad; with If-Match only over the revision that was read, v0 for none',
    body: WriteScratchPad,
    answer: Revised,
  },
  customerNotes: {
    method: 'GET',
    path: '/customers/:id/notes',
    permission: 'customers.read',
    summary: 'What was written of a customer, newest first',
    query: PageQuery,
    answer: pageOf(CustomerNote),
  },
  createCustomerNote: {
    method: 'POST',
    path: '/customers/:id/notes',
    permission: 'customers.write',
    summary: 'Write a note of a customer',
    body: CreateCustomerNote,
    answer: CustomerNote,
    creates: true,
  },
  removeCustomerNote: {
    method: 'DELETE',
    path: '/customer-notes/:id',
    permission: 'customers.write',
    summary: 'Take back a note that one wrote oneself',
    answer: Empty,
  },
} as const
