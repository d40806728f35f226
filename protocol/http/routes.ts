/**
 * Every route of `/api/v1`, its permission, and what goes in and out. The server implements this table, the screens call
 * by it; a test sees that both know the same routes.
 *
 * `permission`: null is public, 'signed-in' is anybody with a sign-in, else the name in `domain/directory/permission`.
 * Creating posts take `Idempotency-Key`; edits of a thing with an `etag` take `If-Match`.
 */
import { type Static, type TSchema, Type } from 'typebox'
import { AccessSettings, Alarm, BansExportQuery, ChangeAccessSettings, CreateBan, ShownBan } from './access.ts'
import { callControlRoutes } from './call-control.ts'
import { callbackRoutes } from './callbacks.ts'
import { channelRoutes } from './channels.ts'
import { ChangeCustomer, CreateCustomer, Customer, CustomersQuery } from './customers.ts'
import { decisionRoutes } from './decisions.ts'
import { directingRoutes } from './directing.ts'
import { Empty, PageQuery, pageOf } from './fields.ts'
import { geographyRoutes } from './geography.ts'
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
import {
  BusinessHours,
  BusinessUnit,
  ChangeBusinessHours,
  ChangeDialLimits,
  ChangeNumberRule,
  ChangeOutboundRule,
  CreateBusinessHours,
  CreateNumberRule,
  CreateOutboundRule,
  DialCheck,
  DialCheckQuery,
  DialLimits,
  NumberRule,
  OutboundRule,
} from './number-plan.ts'
import { AuditEntry, ChangeMe, ChangePerson, CreatePerson, Me, Person, SetPresence, SetUp, SignIn } from './people.ts'
import {
  ChangePhone,
  CreatedPhone,
  CreatePhone,
  IceServers,
  InteractionLadders,
  Phone,
  PhoneProvisioning,
  SetCapture,
  SetWaitingMessages,
  StationChoice,
  StationChoices,
} from './phones.ts'
import { presenceReasonRoutes } from './presence-reasons.ts'
import { queueTrialRoutes } from './queue-trials.ts'
import { queueRoutes } from './queues.ts'
import { recordingRoutes } from './recordings.ts'
import { shiftRoutes } from './shifts.ts'
import { skillRoutes } from './skills.ts'
import { ConnectedStation, ConnectStation, StartedWebCall, StartWebCall } from './stations.ts'
import { substitutionRoutes } from './substitutions.ts'
import { taskRoutes } from './tasks.ts'
import { teamRoutes } from './teams.ts'
import { ChangeTrunk, CreateTrunk, StartTestCall, TestCall, Trunk } from './trunks.ts'
import { PlanWrapUp } from './wrap-up.ts'

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
  extendWrapUp: {
    method: 'POST',
    path: '/interactions/:id/extend-wrap-up',
    permission: 'calls.take',
    summary: 'Take more time to write up, as far as its rule allows',
    answer: Empty,
  },
  planWrapUp: {
    method: 'PUT',
    path: '/interactions/:id/wrap-up',
    permission: 'calls.take',
    summary: 'Say before the end whether you will write up, where that is optional',
    body: PlanWrapUp,
    answer: Empty,
  },
  recordings: {
    method: 'GET',
    path: '/interactions/:id/recordings',
    // Who manages recordings sees that they are there, and hears none.
    permission: 'interactions.read.own',
    summary: "The interaction's recordings, without their sound",
    answer: pageOf(Recording),
  },
  recordingAudio: {
    method: 'GET',
    path: '/recordings/:id/audio',
    permission: 'recordings.listen.own',
    summary: 'The sound, with byte ranges (WAV at first, Ogg Opus once archived)',
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

  stationChoices: {
    method: 'GET',
    path: '/me/station-choice',
    permission: 'calls.take',
    summary: 'What you can talk through',
    answer: StationChoices,
  },
  chooseStation: {
    method: 'PUT',
    path: '/me/station-choice',
    permission: 'calls.take',
    summary: 'Talk through the browser, a phone or an outside number',
    body: StationChoice,
    answer: StationChoices,
  },
  iceServers: {
    method: 'GET',
    path: '/me/ice-servers',
    permission: 'calls.take',
    summary: 'How this browser finds a way to the telephony edge',
    answer: IceServers,
  },
  webCallIceServers: {
    method: 'GET',
    path: '/web-calls/ice-servers',
    permission: null,
    summary: "How a caller's browser finds a way to the telephony edge",
    answer: IceServers,
  },
  trunks: {
    method: 'GET',
    path: '/trunks',
    permission: 'telephony.read',
    summary: 'The trunks, and how it goes with them',
    answer: pageOf(Trunk),
  },
  createTrunk: {
    method: 'POST',
    path: '/trunks',
    permission: 'telephony.manage',
    summary: 'Add a trunk',
    body: CreateTrunk,
    answer: Trunk,
    creates: true,
  },
  trunk: {
    method: 'GET',
    path: '/trunks/:id',
    permission: 'telephony.read',
    summary: 'One trunk',
    answer: Trunk,
  },
  changeTrunk: {
    method: 'PATCH',
    path: '/trunks/:id',
    permission: 'telephony.manage',
    summary: 'Change a trunk',
    body: ChangeTrunk,
    answer: Trunk,
    needsIfMatch: true,
  },
  removeTrunk: {
    method: 'DELETE',
    path: '/trunks/:id',
    permission: 'telephony.manage',
    summary: 'Remove a trunk that no rule uses',
    answer: Empty,
  },
  startTestCall: {
    method: 'POST',
    path: '/trunks/:id/test-calls',
    permission: 'telephony.manage',
    summary: 'Call a number over this trunk to see whether it works',
    body: StartTestCall,
    answer: TestCall,
    creates: true,
  },
  testCall: {
    method: 'GET',
    path: '/test-calls/:id',
    permission: 'telephony.manage',
    summary: 'How the test call goes',
    answer: TestCall,
  },
  businessUnits: {
    method: 'GET',
    path: '/business-units',
    permission: 'signed-in',
    summary: 'Branches and departments',
    answer: pageOf(BusinessUnit),
  },
  numberRules: {
    method: 'GET',
    path: '/number-rules',
    permission: 'telephony.read',
    summary: 'Our numbers and where they lead',
    answer: pageOf(NumberRule),
  },
  createNumberRule: {
    method: 'POST',
    path: '/number-rules',
    permission: 'telephony.manage',
    summary: 'Add a number',
    body: CreateNumberRule,
    answer: NumberRule,
    creates: true,
  },
  changeNumberRule: {
    method: 'PATCH',
    path: '/number-rules/:id',
    permission: 'telephony.manage',
    summary: 'Change where a number leads',
    body: ChangeNumberRule,
    answer: NumberRule,
    needsIfMatch: true,
  },
  removeNumberRule: {
    method: 'DELETE',
    path: '/number-rules/:id',
    permission: 'telephony.manage',
    summary: 'Remove a number',
    answer: Empty,
  },
  businessHours: {
    method: 'GET',
    path: '/business-hours',
    permission: 'signed-in',
    summary: 'Opening hours and holidays',
    answer: pageOf(BusinessHours),
  },
  createBusinessHours: {
    method: 'POST',
    path: '/business-hours',
    permission: 'telephony.manage',
    summary: 'Add opening hours',
    body: CreateBusinessHours,
    answer: BusinessHours,
    creates: true,
  },
  changeBusinessHours: {
    method: 'PATCH',
    path: '/business-hours/:id',
    permission: 'telephony.manage',
    summary: 'Change opening hours',
    body: ChangeBusinessHours,
    answer: BusinessHours,
    needsIfMatch: true,
  },
  removeBusinessHours: {
    method: 'DELETE',
    path: '/business-hours/:id',
    permission: 'telephony.manage',
    summary: 'Remove opening hours that no number uses',
    answer: Empty,
  },
  outboundRules: {
    method: 'GET',
    path: '/outbound-rules',
    permission: 'telephony.read',
    summary: 'Who may call what, and over which trunks',
    answer: pageOf(OutboundRule),
  },
  createOutboundRule: {
    method: 'POST',
    path: '/outbound-rules',
    permission: 'telephony.manage',
    summary: 'Add an outbound rule',
    body: CreateOutboundRule,
    answer: OutboundRule,
    creates: true,
  },
  changeOutboundRule: {
    method: 'PATCH',
    path: '/outbound-rules/:id',
    permission: 'telephony.manage',
    summary: 'Change an outbound rule',
    body: ChangeOutboundRule,
    answer: OutboundRule,
    needsIfMatch: true,
  },
  removeOutboundRule: {
    method: 'DELETE',
    path: '/outbound-rules/:id',
    permission: 'telephony.manage',
    summary: 'Remove an outbound rule',
    answer: Empty,
  },
  dialCheck: {
    method: 'GET',
    path: '/dial-check',
    permission: 'telephony.read',
    summary: 'What would become of a call to this number',
    query: DialCheckQuery,
    answer: DialCheck,
  },
  dialLimits: {
    method: 'GET',
    path: '/dial-limits',
    permission: 'telephony.read',
    summary: 'What stops toll fraud',
    answer: DialLimits,
  },
  changeDialLimits: {
    method: 'PATCH',
    path: '/dial-limits',
    permission: 'telephony.manage',
    summary: 'Change what stops toll fraud',
    body: ChangeDialLimits,
    answer: DialLimits,
    needsIfMatch: true,
  },
  accessSettings: {
    method: 'GET',
    path: '/access',
    permission: 'telephony.read',
    summary: 'Who may call in, and how much is too much',
    answer: AccessSettings,
  },
  changeAccessSettings: {
    method: 'PATCH',
    path: '/access',
    permission: 'telephony.manage',
    summary: 'Change who may call in',
    body: ChangeAccessSettings,
    answer: AccessSettings,
    needsIfMatch: true,
  },
  bans: {
    method: 'GET',
    path: '/bans',
    permission: 'telephony.read',
    summary: 'Addresses that are shut out',
    query: PageQuery,
    answer: pageOf(ShownBan),
  },
  createBan: {
    method: 'POST',
    path: '/bans',
    permission: 'telephony.manage',
    summary: 'Shut an address out',
    body: CreateBan,
    answer: ShownBan,
    creates: true,
  },
  liftBan: {
    method: 'DELETE',
    path: '/bans/:address',
    permission: 'telephony.manage',
    summary: 'Let an address in again',
    answer: Empty,
  },
  exportBans: {
    method: 'GET',
    path: '/bans/export',
    permission: 'telephony.read',
    summary: 'The shut-out addresses for a firewall',
    query: BansExportQuery,
    answer: Type.String(),
  },
  phones: {
    method: 'GET',
    path: '/phones',
    permission: 'telephony.read',
    summary: 'Phones that may register, and where they are',
    query: PageQuery,
    answer: pageOf(Phone),
  },
  createPhone: {
    method: 'POST',
    path: '/phones',
    permission: 'telephony.manage',
    summary: 'Add a phone',
    body: CreatePhone,
    answer: CreatedPhone,
    creates: true,
  },
  changePhone: {
    method: 'PATCH',
    path: '/phones/:user',
    permission: 'telephony.manage',
    summary: 'Change a phone',
    body: ChangePhone,
    answer: Phone,
    needsIfMatch: true,
  },
  removePhone: {
    method: 'DELETE',
    path: '/phones/:user',
    permission: 'telephony.manage',
    summary: 'Remove a phone',
    answer: Empty,
  },
  renewPhonePassword: {
    method: 'POST',
    path: '/phones/:user/password',
    permission: 'telephony.manage',
    summary: 'Make a new password and show how to set the phone up',
    answer: PhoneProvisioning,
  },
  setWaitingMessages: {
    method: 'PUT',
    path: '/phones/:user/waiting-messages',
    permission: 'telephony.manage',
    summary: "Light a phone's message lamp",
    body: SetWaitingMessages,
    answer: Empty,
  },
  alarms: {
    method: 'GET',
    path: '/alarms',
    permission: 'floor.watch',
    summary: 'What somebody ought to look at, newest first',
    query: PageQuery,
    answer: pageOf(Alarm),
  },
  acknowledgeAlarm: {
    method: 'POST',
    path: '/alarms/:id/acknowledge',
    permission: 'floor.watch',
    summary: 'Say that you have seen it',
    answer: Alarm,
  },
  ladders: {
    method: 'GET',
    path: '/interactions/:id/ladders',
    permission: 'telephony.read',
    summary: 'The signalling of an interaction',
    answer: InteractionLadders,
  },
  capture: {
    method: 'PUT',
    path: '/interactions/:id/capture',
    permission: 'telephony.manage',
    summary: 'Keep the packets of this call from now on',
    body: SetCapture,
    answer: Empty,
  },
  ...callControlRoutes,
  ...channelRoutes,
  ...presenceReasonRoutes,
  ...teamRoutes,
  ...shiftRoutes,
  ...directingRoutes,
  ...queueRoutes,
  ...queueTrialRoutes,
  ...skillRoutes,
  ...substitutionRoutes,
  ...decisionRoutes,
  ...geographyRoutes,
  ...recordingRoutes,
  ...taskRoutes,
  ...callbackRoutes,
  packets: {
    method: 'GET',
    path: '/interactions/:id/packets',
    permission: 'telephony.manage',
    summary: 'The packets of this call as PCAP (application/vnd.tcpdump.pcap)',
    answer: Type.Unsafe<Uint8Array>(Type.String({ format: 'binary' })),
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
