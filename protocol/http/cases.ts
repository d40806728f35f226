import { type Static, Type } from 'typebox'
import { CaseNumber, Empty, idField, instant, PageQuery, pageOf } from './fields.ts'
import { Channel } from './interactions.ts'

/** Cases: service matters of customers that live beyond one interaction. */

export const CaseStatus = Type.Union([
  Type.Literal('open'),
  /** For the customer. */
  Type.Literal('waiting'),
  Type.Literal('closed'),
])
export type CaseStatus = Static<typeof CaseStatus>

const subject = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const text = Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' })

export const Case = Type.Object({
  caseId: idField('case'),
  number: CaseNumber,
  customerId: idField('customer'),
  customerName: Type.String(),
  /** One line that says what it is about. */
  subject: Type.String(),
  status: CaseStatus,
  /** Who has it in hand; absent: nobody. */
  ownerAgentId: Type.Optional(idField('agent')),
  ownerName: Type.Optional(Type.String()),
  createdAt: instant,
  updatedAt: instant,
  /** Of one that is closed. */
  closedAt: Type.Optional(instant),
  /** Send it as If-Match when changing. */
  etag: Type.String(),
})
export type Case = Static<typeof Case>

export const CreateCase = Type.Object({
  customerId: idField('customer'),
  subject,
  /** Absent: nobody has it in hand yet. */
  ownerAgentId: Type.Optional(idField('agent')),
  /** The first interaction that belongs to it. */
  interactionId: Type.Optional(idField('interaction')),
})
export type CreateCase = Static<typeof CreateCase>

/** What is left out stays as it is. */
export const ChangeCase = Type.Object({
  subject: Type.Optional(subject),
  status: Type.Optional(CaseStatus),
  /** `null`: nobody has it in hand any more. */
  ownerAgentId: Type.Optional(Type.Union([idField('agent'), Type.Null()])),
})
export type ChangeCase = Static<typeof ChangeCase>

export const CasesQuery = Type.Object({
  ...PageQuery.properties,
  number: Type.Optional(CaseNumber),
  customerId: Type.Optional(idField('customer')),
  ownerAgentId: Type.Optional(idField('agent')),
  /** `in-hand`: all that are not closed. */
  status: Type.Optional(Type.Union([...CaseStatus.anyOf, Type.Literal('in-hand')])),
  /** The number, or part of the subject or of the customer's name. */
  search: Type.Optional(Type.String({ maxLength: 100 })),
})
export type CasesQuery = Static<typeof CasesQuery>

/** One thing that happened in a case. */
export const CaseEntry = Type.Object({
  caseEntryId: idField('case-entry'),
  kind: Type.Union([
    Type.Literal('note'),
    /** An interaction belongs to it. */
    Type.Literal('contact'),
    /** It has another status. */
    Type.Literal('status'),
  ]),
  createdAt: instant,
  /** Who wrote, attached or changed it; absent: whoever did is gone. */
  authorName: Type.Optional(Type.String()),
  /** Whether whoever asks did. */
  isOwn: Type.Boolean(),
  /** Of a note. */
  text: Type.Optional(Type.String()),
  /** The status that it has had since then. */
  status: Type.Optional(CaseStatus),
  /** Which belongs to it, or in which the note was written. */
  interactionId: Type.Optional(idField('interaction')),
  /** Of a contact; absent for the moment in which it is written down. */
  contact: Type.Optional(
    Type.Object({
      channel: Channel,
      direction: Type.Union([Type.Literal('inbound'), Type.Literal('outbound')]),
      startedAt: instant,
      agentName: Type.Optional(Type.String()),
      /** What a task was about. */
      subject: Type.Optional(Type.String()),
    }),
  ),
})
export type CaseEntry = Static<typeof CaseEntry>

export const CreateCaseNote = Type.Object({
  text,
  /** In which interaction it was written. */
  interactionId: Type.Optional(idField('interaction')),
})
export type CreateCaseNote = Static<typeof CreateCaseNote>
export const AttachContact = Type.Object({ interactionId: idField('interaction') })
export type AttachContact = Static<typeof AttachContact>

export const caseRoutes = {
  cases: {
    method: 'GET',
    path: '/cases',
    permission: 'cases.read',
    summary: 'Find cases, the newest first',
    query: CasesQuery,
    answer: pageOf(Case),
  },
  case: {
    method: 'GET',
    path: '/cases/:id',
    permission: 'cases.read',
    summary: 'One case',
    answer: Case,
  },
  createCase: {
    method: 'POST',
    path: '/cases',
    permission: 'cases.write',
    summary: 'Open a case',
    body: CreateCase,
    answer: Case,
    creates: true,
  },
  changeCase: {
    method: 'PATCH',
    path: '/cases/:id',
    permission: 'cases.write',
    summary: 'Change, assign, close or reopen a case',
    body: ChangeCase,
    answer: Case,
    needsIfMatch: true,
  },
  caseHistory: {
    method: 'GET',
    path: '/cases/:id/history',
    permission: 'cases.read',
    summary: 'What happened in a case, newest first: notes, contacts, and the status it was given',
    query: PageQuery,
    answer: pageOf(CaseEntry),
  },
  createCaseNote: {
    method: 'POST',
    path: '/cases/:id/notes',
    permission: 'cases.write',
    summary: 'Write a note in a case',
    body: CreateCaseNote,
    answer: CaseEntry,
    creates: true,
  },
  removeCaseNote: {
    method: 'DELETE',
    path: '/case-notes/:id',
    permission: 'cases.write',
    summary: 'Take back a note that one wrote oneself',
    answer: Empty,
  },
  attachContact: {
    method: 'POST',
    path: '/cases/:id/contacts',
    permission: 'cases.write',
    summary: 'Say that an interaction belongs to a case',
    body: AttachContact,
    answer: CaseEntry,
    creates: true,
  },
} as const
