import { type Static, Type } from 'typebox'
import { Empty, email, idField, instant, Language, PageQuery, pageOf, personName, Role } from './fields.ts'
import { RegionCodes } from './geography.ts'
import { Channel } from './interactions.ts'

export const SignIn = Type.Object({ email, password: Type.String({ minLength: 1, maxLength: 1024 }) })
export type SignIn = Static<typeof SignIn>

/** The first administrator, made through the one-time link that an empty installation prints. */
export const SetUp = Type.Object({
  token: Type.String({ maxLength: 128 }),
  organizationName: personName,
  name: personName,
  email,
  password: Type.String({ minLength: 10, maxLength: 1024 }),
  language: Language,
})
export type SetUp = Static<typeof SetUp>

export const Presence = Type.Union([
  Type.Literal('available'),
  Type.Literal('break'),
  Type.Literal('notReady'),
  Type.Literal('offline'),
])
export type Presence = Static<typeof Presence>
/** One of `GET /presence-reasons`; of who is not ready: missed-offer or station-lost. */
export const PresenceReason = Type.String({ minLength: 1, maxLength: 40 })
export type PresenceReason = Static<typeof PresenceReason>
export const SetPresence = Type.Object({ presence: Presence, reason: Type.Optional(PresenceReason) })
export type SetPresence = Static<typeof SetPresence>

export const WorkState = Type.Union([
  Type.Literal('idle'),
  Type.Literal('offered'),
  Type.Literal('engaged'),
  Type.Literal('wrapUp'),
])
export type WorkState = Static<typeof WorkState>

export const Me = Type.Object({
  personId: idField('person'),
  agentId: Type.Optional(idField('agent')),
  name: Type.String(),
  email: Type.String(),
  roles: Type.Array(Role),
  permissions: Type.Array(Type.String()),
  language: Language,
  colorScheme: Type.Union([Type.Literal('light'), Type.Literal('dark'), Type.Literal('auto')]),
  organizationName: Type.String(),
  /** IANA zone that this person's times are shown in. */
  timeZone: Type.String(),
  /** E.164 calling region that bare numbers are read in, such as GE. */
  region: Type.String(),
})
export type Me = Static<typeof Me>
export const ChangeMe = Type.Partial(Type.Object({ language: Language, colorScheme: Me.properties.colorScheme }))
export type ChangeMe = Static<typeof ChangeMe>

/** Which of an agent's queues of one priority goes first: whose customer waited longest, which is nearest to missing its promise, or which had least of its share. */
const choosesBy = ['turn', 'service-level', 'share'] as const
export type ChoosesBy = (typeof choosesBy)[number]
export const ChoosesBy = Type.Unsafe<ChoosesBy>(Type.Union(choosesBy.map((way) => Type.Literal(way))))
/** His own rule of writing up, before that of any queue. */
export const WrapUpRule = Type.Object({
  /** 0: not at all. */
  limitMs: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
  extensions: Type.Integer({ minimum: 0, maximum: 1000 }),
  extensionMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
  isOptional: Type.Optional(Type.Boolean()),
})
export type WrapUpRule = Static<typeof WrapUpRule>
/** What he bears otherwise than the organisation says. */
export const OwnLoad = Type.Object({
  channel: Channel,
  atOnce: Type.Integer({ minimum: 0, maximum: 100 }),
  weight: Type.Integer({ minimum: 0, maximum: 100 }),
})
export type OwnLoad = Static<typeof OwnLoad>
export const Person = Type.Object({
  personId: idField('person'),
  agentId: Type.Optional(idField('agent')),
  name: Type.String(),
  email: Type.String(),
  roles: Type.Array(Role),
  language: Language,
  isActive: Type.Boolean(),
  /** Of whoever takes calls: they are answered by themselves, at a browser or a phone. */
  isAutoAnswered: Type.Optional(Type.Boolean()),
  choosesBy: Type.Optional(ChoosesBy),
  /** Of whoever takes calls: where they work. */
  regionCodes: Type.Optional(RegionCodes),
  /** Absent: each queue's. */
  wrapUp: Type.Optional(WrapUpRule),
  /** Whose queues and loads are his; absent: his own. */
  routingProfileId: Type.Optional(idField('routing-profile')),
  /** Channels that are not named are as for everybody. */
  ownLoads: Type.Optional(Type.Array(OwnLoad)),
  createdAt: instant,
  /** Send it as If-Match when changing. */
  etag: Type.String(),
})
export type Person = Static<typeof Person>
export const CreatePerson = Type.Object({
  name: personName,
  email,
  roles: Type.Array(Role, { minItems: 1, uniqueItems: true }),
  language: Language,
  password: Type.String({ minLength: 10, maxLength: 1024 }),
})
export type CreatePerson = Static<typeof CreatePerson>
/** A changed password or a deactivation ends the person's sign-ins everywhere. */
export const ChangePerson = Type.Partial(
  Type.Object({
    name: personName,
    roles: Type.Array(Role, { minItems: 1, uniqueItems: true }),
    language: Language,
    password: Type.String({ minLength: 10, maxLength: 1024 }),
    isActive: Type.Boolean(),
    isAutoAnswered: Type.Boolean(),
    choosesBy: ChoosesBy,
    regionCodes: RegionCodes,
    /** null: each queue's. */
    wrapUp: Type.Union([WrapUpRule, Type.Null()]),
    /** null: none. What the profile gave him until now is then his own. */
    routingProfileId: Type.Union([idField('routing-profile'), Type.Null()]),
    /** The whole list; nobody who has a profile has any. */
    ownLoads: Type.Array(OwnLoad, { maxItems: 10 }),
  }),
)
export type ChangePerson = Static<typeof ChangePerson>

export const AuditEntry = Type.Object({
  auditId: Type.String(),
  at: instant,
  personId: Type.Optional(idField('person')),
  personName: Type.Optional(Type.String()),
  action: Type.String(),
  subject: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
})
export type AuditEntry = Static<typeof AuditEntry>

export const peopleRoutes = {
  signIn: {
    method: 'POST',
    path: '/sign-in',
    permission: null,
    summary: 'Sign in; sets the session cookie',
    body: SignIn,
    answer: Me,
  },
  signOut: { method: 'POST', path: '/sign-out', permission: 'signed-in', summary: 'Sign out', answer: Empty },
  setUp: {
    method: 'POST',
    path: '/set-up',
    permission: null,
    summary: 'Make the first administrator',
    body: SetUp,
    answer: Me,
  },
  me: { method: 'GET', path: '/me', permission: 'signed-in', summary: 'Who is signed in', answer: Me },
  changeMe: {
    method: 'PATCH',
    path: '/me',
    permission: 'signed-in',
    summary: 'Change own language or colors',
    body: ChangeMe,
    answer: Me,
  },
  setPresence: {
    method: 'PUT',
    path: '/me/presence',
    permission: 'calls.take',
    summary: 'Say whether you take work',
    body: SetPresence,
    answer: Empty,
  },
  people: {
    method: 'GET',
    path: '/people',
    permission: 'people.manage',
    summary: 'Everybody',
    query: PageQuery,
    answer: pageOf(Person),
  },
  createPerson: {
    method: 'POST',
    path: '/people',
    permission: 'people.manage',
    summary: 'Add a person',
    body: CreatePerson,
    answer: Person,
    creates: true,
  },
  changePerson: {
    method: 'PATCH',
    path: '/people/:id',
    permission: 'people.manage',
    summary: 'Change a person',
    body: ChangePerson,
    answer: Person,
    needsIfMatch: true,
  },
  audit: {
    method: 'GET',
    path: '/audit',
    permission: 'audit.read',
    summary: 'Who did what, newest first',
    query: PageQuery,
    answer: pageOf(AuditEntry),
  },
} as const
