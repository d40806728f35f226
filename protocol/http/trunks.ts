import { type Static, Type } from 'typebox'
import { LadderStep } from '../edge/ladder.ts'
import { TrunkCondition, trunkFields } from '../edge/trunks.ts'
import { Empty, idField, instant, pageOf } from './fields.ts'

/** The ready-made ways of connecting that the screen offers; each fills the fields, which may then be changed. */
export const TrunkPreset = Type.Union([
  /** An account with user name and password at a telephone company. */
  Type.Literal('registration'),
  /** The company knows our address and we know its. */
  Type.Literal('address'),
  /** TLS and SRTP to a session border controller. */
  Type.Literal('secure'),
  /** A GSM or analogue gateway in the house. */
  Type.Literal('gateway'),
  Type.Literal('custom'),
])
export type TrunkPreset = Static<typeof TrunkPreset>

/** How it goes with a trunk now. */
export const TrunkState = Type.Object({
  condition: TrunkCondition,
  since: Type.Optional(instant),
  sipStatus: Type.Optional(Type.Integer()),
  sipReason: Type.Optional(Type.String()),
  expiresAt: Type.Optional(instant),
  nextTryAt: Type.Optional(instant),
  target: Type.Optional(Type.String()),
  calls: Type.Integer(),
})
export type TrunkState = Static<typeof TrunkState>

const writable = {
  name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  preset: TrunkPreset,
  isActive: Type.Boolean(),
  ...trunkFields,
  /** What a minute costs, in millionths of the organisation's currency: for the order of trunks and the spending limit. */
  costPerMinuteMicros: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
}
export const Trunk = Type.Object({
  trunkId: idField('trunk'),
  ...writable,
  hasPassword: Type.Boolean(),
  state: TrunkState,
  etag: Type.String(),
})
export type Trunk = Static<typeof Trunk>
/** The secret goes in and never comes out. */
const password = Type.String({ minLength: 1, maxLength: 256 })
/** What is not given comes from the preset. */
export const CreateTrunk = Type.Object({
  ...Type.Partial(Type.Object(writable)).properties,
  name: writable.name,
  preset: TrunkPreset,
  domain: trunkFields.domain,
  password: Type.Optional(password),
})
export type CreateTrunk = Static<typeof CreateTrunk>
/** `null` takes an optional field away. */
export const ChangeTrunk = Type.Object({
  ...Type.Partial(Type.Object(writable)).properties,
  outboundProxy: Type.Optional(Type.Union([trunkFields.outboundProxy, Type.Null()])),
  userName: Type.Optional(Type.Union([trunkFields.userName, Type.Null()])),
  authUserName: Type.Optional(Type.Union([trunkFields.authUserName, Type.Null()])),
  defaultCallerNumber: Type.Optional(Type.Union([trunkFields.defaultCallerNumber, Type.Null()])),
  password: Type.Optional(Type.Union([password, Type.Null()])),
})
export type ChangeTrunk = Static<typeof ChangeTrunk>

/** One message of a ladder, as the screens show it. */
export const ShownLadderStep = Type.Object({
  ...LadderStep.properties,
  /** RFC 3339 beside the milliseconds. */
  at: instant,
})
export type ShownLadderStep = Static<typeof ShownLadderStep>

export const StartTestCall = Type.Object({ number: Type.String({ pattern: '^[0-9+*#]{1,32}$' }) })
export type StartTestCall = Static<typeof StartTestCall>
/** A call of a few seconds over one trunk; whoever answers hears an announcement and is hung up on. */
export const TestCall = Type.Object({
  testCallId: idField('test-call'),
  trunkId: idField('trunk'),
  number: Type.String(),
  startedAt: instant,
  state: Type.Union([
    Type.Literal('calling'),
    Type.Literal('ringing'),
    Type.Literal('answered'),
    /** Answered and ended as it should. */
    Type.Literal('passed'),
    Type.Literal('failed'),
  ]),
  /** Milliseconds from the INVITE to ringing and to the answer. */
  ringingAfterMs: Type.Optional(Type.Number()),
  answeredAfterMs: Type.Optional(Type.Number()),
  /** Packets of sound that came back: an answer without sound is half a call. */
  packetsReceived: Type.Optional(Type.Integer()),
  /** Why it failed, as a key of the screens' sentences: see `TestCallFailure`. */
  failure: Type.Optional(Type.String()),
  sipStatus: Type.Optional(Type.Integer()),
  sipReason: Type.Optional(Type.String()),
  ladder: Type.Array(ShownLadderStep),
})
export type TestCall = Static<typeof TestCall>
/** What a failed test call says to do; the screens have a sentence for each. */
export const testCallFailures = [
  'wrong-password',
  'forbidden',
  'no-such-number',
  'busy',
  'no-answer',
  'declined',
  'no-reply',
  'no-such-host',
  'not-acceptable-media',
  'interval-too-brief',
  'overloaded',
  'trunk-off',
  'no-sound',
  'other',
] as const
export type TestCallFailure = (typeof testCallFailures)[number]

export const trunkRoutes = {
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
} as const
