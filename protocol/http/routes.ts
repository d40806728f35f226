/**
 * Every route of `/api/v1`, its permission, and what goes in and out. The server implements this table, the screens call
 * by it; a test sees that both know the same routes.
 *
 * `permission`: null is public, 'signed-in' is anybody with a sign-in, else the name in `domain/directory/permission`.
 * Creating posts take `Idempotency-Key`; edits of a thing with an `etag` take `If-Match`.
 */
import { type Static, type TSchema, Type } from 'typebox'
import { ChangeCustomer, CreateCustomer, Customer, CustomersQuery } from './customers.ts'
import { Empty, PageQuery, pageOf } from './fields.ts'
import {
  Accepted,
  Disposition,
  Interaction,
  InteractionSummary,
  InteractionsQuery,
  Queue,
  Recording,
  SendDigits,
  SetCustomer,
  SetDisposition,
  SetMuted,
  SetNote,
} from './interactions.ts'
import { AuditEntry, ChangeMe, ChangePerson, CreatePerson, Me, Person, SetPresence, SetUp, SignIn } from './people.ts'
import { ConnectedStation, ConnectStation, StartedWebCall, StartWebCall } from './stations.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, with `:name` for a parameter. */
  readonly path: string
  readonly permission: string | null
  readonly summary: string
  readonly query?: TSchema
  readonly body?: TSchema
  /** The 200 (or 201 for creating posts) answer. */
  readonly answer: TSchema
  /** A creating post: answers 201, and a signed-in caller may repeat it safely with the same `Idempotency-Key`. */
  readonly creates?: true
  /** An edit of a thing with an `etag`: without `If-Match` 428, with an old one 412. */
  readonly needsIfMatch?: true
}

export const routes = {
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
  connectStation: {
    method: 'PUT',
    path: '/me/station',
    permission: 'calls.take',
    summary: 'Connect this browser as the station',
    body: ConnectStation,
    answer: ConnectedStation,
  },
  closeStation: {
    method: 'DELETE',
    path: '/me/station',
    permission: 'calls.take',
    summary: 'Close the station',
    answer: Empty,
  },

  acceptOffer: {
    method: 'POST',
    path: '/offers/:id/accept',
    permission: 'calls.take',
    summary: 'Take the offered interaction',
    answer: Accepted,
  },
  declineOffer: {
    method: 'POST',
    path: '/offers/:id/decline',
    permission: 'calls.take',
    summary: 'Refuse the offered interaction',
    answer: Empty,
  },

  interactions: {
    method: 'GET',
    path: '/interactions',
    permission: 'interactions.read.own',
    summary: 'The history, newest first',
    query: InteractionsQuery,
    answer: pageOf(InteractionSummary),
  },
  interaction: {
    method: 'GET',
    path: '/interactions/:id',
    permission: 'interactions.read.own',
    summary: 'One interaction with its segments',
    answer: Interaction,
  },
  hold: {
    method: 'POST',
    path: '/interactions/:id/hold',
    permission: 'calls.take',
    summary: 'The customer hears music',
    answer: Empty,
  },
  retrieve: {
    method: 'POST',
    path: '/interactions/:id/retrieve',
    permission: 'calls.take',
    summary: 'Take the customer back from hold',
    answer: Empty,
  },
  setMuted: {
    method: 'PUT',
    path: '/interactions/:id/muted',
    permission: 'calls.take',
    summary: 'Mute or unmute yourself',
    body: SetMuted,
    answer: Empty,
  },
  sendDigits: {
    method: 'POST',
    path: '/interactions/:id/digits',
    permission: 'calls.take',
    summary: 'Send keypad digits',
    body: SendDigits,
    answer: Empty,
  },
  hangUp: {
    method: 'POST',
    path: '/interactions/:id/hang-up',
    permission: 'calls.take',
    summary: 'End the call',
    answer: Empty,
  },
  setNote: {
    method: 'PUT',
    path: '/interactions/:id/note',
    permission: 'calls.take',
    summary: 'Write the note',
    body: SetNote,
    answer: Empty,
  },
  setDisposition: {
    method: 'PUT',
    path: '/interactions/:id/disposition',
    permission: 'calls.take',
    summary: 'Choose the outcome',
    body: SetDisposition,
    answer: Empty,
  },
  setCustomer: {
    method: 'PUT',
    path: '/interactions/:id/customer',
    permission: 'calls.take',
    summary: 'Say which customer it was',
    body: SetCustomer,
    answer: Empty,
  },
  finishWrapUp: {
    method: 'POST',
    path: '/interactions/:id/finish-wrap-up',
    permission: 'calls.take',
    summary: 'Finish the work after the call',
    answer: Empty,
  },
  recordings: {
    method: 'GET',
    path: '/interactions/:id/recordings',
    permission: 'recordings.listen.own',
    summary: "The interaction's recordings",
    answer: pageOf(Recording),
  },
  recordingAudio: {
    method: 'GET',
    path: '/recordings/:id/audio',
    permission: 'recordings.listen.own',
    summary: 'The sound, with byte ranges (audio/wav)',
    answer: Type.Unsafe<Uint8Array>(Type.String({ format: 'binary' })),
  },

  customers: {
    method: 'GET',
    path: '/customers',
    permission: 'customers.read',
    summary: 'Find customers',
    query: CustomersQuery,
    answer: pageOf(Customer),
  },
  customer: {
    method: 'GET',
    path: '/customers/:id',
    permission: 'customers.read',
    summary: 'One customer',
    answer: Customer,
  },
  createCustomer: {
    method: 'POST',
    path: '/customers',
    permission: 'customers.write',
    summary: 'Make a customer',
    body: CreateCustomer,
    answer: Customer,
    creates: true,
  },
  changeCustomer: {
    method: 'PATCH',
    path: '/customers/:id',
    permission: 'customers.write',
    summary: 'Change a customer',
    body: ChangeCustomer,
    answer: Customer,
    needsIfMatch: true,
  },

  queues: { method: 'GET', path: '/queues', permission: 'signed-in', summary: 'The queues', answer: pageOf(Queue) },
  dispositions: {
    method: 'GET',
    path: '/dispositions',
    permission: 'signed-in',
    summary: 'The outcomes to choose from',
    answer: pageOf(Disposition),
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

  startWebCall: {
    method: 'POST',
    path: '/web-calls',
    permission: null,
    summary: 'Call from a web page',
    body: StartWebCall,
    answer: StartedWebCall,
    creates: true,
  },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes
export type AnswerOf<Name extends RouteName> = Static<(typeof routes)[Name]['answer']>
export type BodyOf<Name extends RouteName> = (typeof routes)[Name] extends { body: infer Body extends TSchema }
  ? Static<Body>
  : undefined
export type QueryOf<Name extends RouteName> = (typeof routes)[Name] extends { query: infer Query extends TSchema }
  ? Static<Query>
  : undefined
