import { type Static, type TSchema, Type } from 'typebox'
import { Empty, idField, instant, Language, pageOf, personName } from './fields.ts'

/**
 * Whom a call can go to: colleagues and what they are doing now, queues, teams, branches and departments, and people of other
 * houses, who are kept here for all.
 */
const literal = <T extends string>(value: T) => Type.Literal(value)
const place = { unitId: idField('unit'), unitName: Type.String() }

const DirectoryColleague = Type.Object({
  kind: literal('agent'),
  agentId: idField('agent'),
  name: Type.String(),
  ...place,
  teamNames: Type.Array(Type.String()),
  presence: Type.String(),
  /** Of a break. */
  reason: Type.Optional(Type.String()),
  workState: Type.String(),
  /** Since when presence and work are what they are. */
  since: Type.Optional(instant),
  isReachable: Type.Boolean(),
})
const DirectoryQueue = Type.Object({
  kind: literal('queue'),
  queueId: idField('queue'),
  name: Type.String(),
  ...place,
  channel: Type.Union([literal('voice'), literal('task')]),
  /** By its hours. */
  isOpen: Type.Boolean(),
  waiting: Type.Integer(),
  longestWaitSince: Type.Optional(instant),
  agentsAvailable: Type.Integer(),
  agentsEngaged: Type.Integer(),
  /** Who is logged in and serves it: some of their names. */
  servedBy: Type.Array(Type.String()),
})
const DirectoryTeam = Type.Object({
  kind: literal('team'),
  teamId: idField('team'),
  name: Type.String(),
  ...place,
  people: Type.Integer(),
  available: Type.Integer(),
})
/** A branch or a department; without a parent the organization itself. */
const DirectoryUnit = Type.Object({
  kind: literal('unit'),
  unitId: idField('unit'),
  name: Type.String(),
  parentName: Type.Optional(Type.String()),
  people: Type.Integer(),
  queues: Type.Integer(),
})
export const OutsideContact = Type.Object({
  outsideContactId: idField('outside-contact'),
  name: Type.String(),
  company: Type.Optional(Type.String()),
  department: Type.Optional(Type.String()),
  /** E.164 where it could be read so, else the digits as they came. The first is the one to try first. */
  numbers: Type.Array(Type.String()),
  /** What they speak. */
  languages: Type.Array(Language),
  note: Type.Optional(Type.String()),
  /** Send it as If-Match when changing. */
  etag: Type.String(),
})
export type OutsideContact = Static<typeof OutsideContact>
const DirectoryOutsideContact = Type.Object({ kind: literal('outside'), ...OutsideContact.properties })

/** A line of the directory. */
export const DirectoryEntry = Type.Union([
  DirectoryColleague,
  DirectoryQueue,
  DirectoryTeam,
  DirectoryUnit,
  DirectoryOutsideContact,
])
export type DirectoryEntry = Static<typeof DirectoryEntry>
export const directoryKinds = ['agent', 'queue', 'team', 'unit', 'outside'] as const
export type DirectoryKind = (typeof directoryKinds)[number]

export const DirectoryQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  /** Part of a name, a company, a department, a number or an extension, in any script and case. */
  search: Type.Optional(Type.String({ maxLength: 100 })),
  kind: Type.Optional(Type.Unsafe<DirectoryKind>(Type.Union(directoryKinds.map((kind) => Type.Literal(kind))))),
  /** Only what is of this branch or department, or of one below it. */
  unitId: Type.Optional(idField('unit')),
  /** Only who is in this team. */
  teamId: Type.Optional(idField('team')),
})
export type DirectoryQuery = Static<typeof DirectoryQuery>

const number = Type.String({
  minLength: 2,
  maxLength: 40,
  description: 'As typed; stored as E.164 beside the raw text.',
})
const line = Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' })
const note = Type.String({ minLength: 1, maxLength: 2000 })
const languages = Type.Array(Language, { maxItems: 7, uniqueItems: true })
export const CreateOutsideContact = Type.Object({
  name: personName,
  numbers: Type.Array(number, { minItems: 1, maxItems: 10 }),
  company: Type.Optional(line),
  department: Type.Optional(line),
  languages: Type.Optional(languages),
  note: Type.Optional(note),
})
export type CreateOutsideContact = Static<typeof CreateOutsideContact>
const orNothing = <T extends TSchema>(field: T) => Type.Optional(Type.Union([field, Type.Null()]))
/** What is left out stays as it is; `null` takes it away. */
export const ChangeOutsideContact = Type.Object({
  name: Type.Optional(personName),
  numbers: Type.Optional(Type.Array(number, { minItems: 1, maxItems: 10 })),
  company: orNothing(line),
  department: orNothing(line),
  languages: Type.Optional(languages),
  note: orNothing(note),
})
export type ChangeOutsideContact = Static<typeof ChangeOutsideContact>

export const directoryRoutes = {
  directory: {
    method: 'GET',
    path: '/directory',
    permission: 'directory.read',
    summary: 'Find colleagues, queues, teams, branches and outside contacts',
    query: DirectoryQuery,
    answer: pageOf(DirectoryEntry),
  },
  createOutsideContact: {
    method: 'POST',
    path: '/outside-contacts',
    permission: 'directory.manage',
    summary: 'Add an outside contact',
    body: CreateOutsideContact,
    answer: OutsideContact,
    creates: true,
  },
  changeOutsideContact: {
    method: 'PATCH',
    path: '/outside-contacts/:id',
    permission: 'directory.manage',
    summary: 'Change an outside contact',
    body: ChangeOutsideContact,
    answer: OutsideContact,
    needsIfMatch: true,
  },
  removeOutsideContact: {
    method: 'DELETE',
    path: '/outside-contacts/:id',
    permission: 'directory.manage',
    summary: 'Remove an outside contact',
    answer: Empty,
  },
} as const
