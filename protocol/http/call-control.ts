import { type Static, Type } from 'typebox'
import type { LegId } from '#kernel/ids.ts'
import { idField, pageOf } from './fields.ts'

/**
 * What is done to a call in hand beyond hold and mute: calling out, sending on, consulting, conferring, parking, and the
 * supervisor's part. Each verb says what shall be so, and saying it twice is saying it once.
 */
const literal = <T extends string>(value: T) => Type.Literal(value)
export const legIdField = Type.Unsafe<LegId>(Type.String({ minLength: 1, maxLength: 64 }))

/** Whom a call goes to: a colleague, a queue, or any number as a person writes it. */
export const Destination = Type.Union([
  Type.Object({ kind: literal('agent'), agentId: idField('agent') }),
  Type.Object({ kind: literal('queue'), queueId: idField('queue') }),
  Type.Object({ kind: literal('number'), number: Type.String({ minLength: 1, maxLength: 64 }) }),
])
export type Destination = Static<typeof Destination>
/** A flow takes him on as it takes on who calls its number, with what he has answered before. */
export const SentTo = Type.Union([
  ...Destination.anyOf,
  Type.Object({ kind: literal('flow'), flowId: idField('flow') }),
])
export type SentTo = Static<typeof SentTo>
/** Whom one can talk to before a call is sent on: a queue is nobody in particular. */
export const Consulted = Type.Union([Destination.anyOf[0], Destination.anyOf[2]])
export type Consulted = Static<typeof Consulted>

export const DestinationsQuery = Type.Object({ search: Type.Optional(Type.String({ maxLength: 100 })) })
export type DestinationsQuery = Static<typeof DestinationsQuery>
/** A line of the picker. Agents first who can take it, then queues and published flows by name; outside contacts where something is looked for. */
export const FoundDestination = Type.Union([
  Type.Object({
    kind: literal('agent'),
    agentId: idField('agent'),
    name: Type.String(),
    presence: Type.String(),
    workState: Type.String(),
    isReachable: Type.Boolean(),
  }),
  Type.Object({
    kind: literal('queue'),
    queueId: idField('queue'),
    name: Type.String(),
    waiting: Type.Integer(),
    agentsAvailable: Type.Integer(),
    isOpen: Type.Boolean(),
  }),
  Type.Object({ kind: literal('flow'), flowId: idField('flow'), name: Type.String() }),
  Type.Object({
    kind: literal('outside'),
    outsideContactId: idField('outside-contact'),
    name: Type.String(),
    /** Company and department. */
    of: Type.Optional(Type.String()),
    numbers: Type.Array(Type.String()),
  }),
])
export type FoundDestination = Static<typeof FoundDestination>

export const StartCall = Type.Union([
  Type.Object({
    number: Type.String({ minLength: 1, maxLength: 64 }),
    /** Which customer it is, where the desk knows. */
    customerId: Type.Optional(idField('customer')),
  }),
  /** A colleague, wherever he is reached. */
  Type.Object({ agentId: idField('agent') }),
])
export type StartCall = Static<typeof StartCall>
export const StartedCall = Type.Object({ interactionId: idField('interaction') })
export type StartedCall = Static<typeof StartedCall>

/** For whoever gets the call next, or is asked: what he has to know before he speaks. Of spaces alone it is none. */
export const handOverText = Type.String({ minLength: 1, maxLength: 500 })

export const SendOn = Type.Object({ to: SentTo, note: Type.Optional(handOverText) })
export type SendOn = Static<typeof SendOn>
export const StartConsultation = Type.Object({ with: Consulted, note: Type.Optional(handOverText) })
export type StartConsultation = Static<typeof StartConsultation>
/** To whom the agent turns; absent: to whom he does not talk with. */
export const Alternate = Type.Object({
  to: Type.Optional(Type.Union([Type.Literal('customer'), Type.Literal('consulted')])),
})
export type Alternate = Static<typeof Alternate>
export const SetPartyMuted = Type.Object({ isMuted: Type.Boolean() })
export type SetPartyMuted = Static<typeof SetPartyMuted>

export const ParkedCall = Type.Object({
  interactionId: idField('interaction'),
  /** What is said to a colleague: "pick up 3". From 1, the lowest free one. */
  slot: Type.Integer({ minimum: 1 }),
})
export type ParkedCall = Static<typeof ParkedCall>

/** A prompt that one party hears, the others not. */
export const Announce = Type.Object({ prompt: Type.String({ maxLength: 100 }), legId: legIdField })
export type Announce = Static<typeof Announce>
/** `says`: its words, by the language that they are spoken in; empty for sound that nobody wrote down. */
export const Prompt = Type.Object({
  /** The id of one of the organisation's own. */
  name: Type.String(),
  /** What an own one is called. */
  title: Type.Optional(Type.String()),
  says: Type.Record(Type.String(), Type.String()),
})
export type Prompt = Static<typeof Prompt>

/** Listen: heard by nobody. Coach: by the agent alone. Barge: by everybody. */
export const MonitorMode = Type.Union([literal('listen'), literal('coach'), literal('barge')])
export type MonitorMode = Static<typeof MonitorMode>
export const SetMonitoring = Type.Object({ mode: MonitorMode })
export type SetMonitoring = Static<typeof SetMonitoring>

const Empty = Type.Object({})
/** `:legId` is a party's, from the desk's roster. A verb whose effect stands already answers 200. */
export const callControlRoutes = {
  destinations: {
    method: 'GET',
    path: '/destinations',
    permission: 'calls.take',
    summary: 'Colleagues, queues and outside contacts that a call can be sent to',
    query: DestinationsQuery,
    answer: pageOf(FoundDestination),
  },
  startCall: {
    method: 'POST',
    path: '/calls',
    permission: 'calls.dial',
    summary: 'Call a number or a colleague from your station',
    body: StartCall,
    answer: StartedCall,
    creates: true,
  },
  answerCall: {
    method: 'POST',
    path: '/interactions/:id/answer',
    permission: 'calls.take',
    summary: 'Answer a colleague, or the call that he sends you',
    answer: Empty,
  },
  refuseCall: {
    method: 'POST',
    path: '/interactions/:id/refuse',
    permission: 'calls.take',
    summary: 'Refuse a colleague who calls you, or leave the call that he had you join',
    answer: Empty,
  },
  sendOn: {
    method: 'POST',
    path: '/interactions/:id/send-on',
    permission: 'calls.take',
    summary: 'Send the customer on without asking (blind transfer)',
    body: SendOn,
    answer: Empty,
  },
  startConsultation: {
    method: 'POST',
    path: '/interactions/:id/consultation',
    permission: 'calls.take',
    summary: 'Hold the customer and call somebody to consult',
    body: StartConsultation,
    answer: Empty,
  },
  alternate: {
    method: 'POST',
    path: '/interactions/:id/consultation/alternate',
    permission: 'calls.take',
    summary: 'Talk to the other of the two',
    body: Alternate,
    answer: Empty,
  },
  completeConsultation: {
    method: 'POST',
    path: '/interactions/:id/consultation/complete',
    permission: 'calls.take',
    summary: 'Put the customer through to who is consulted, and leave',
    answer: Empty,
  },
  joinConsultation: {
    method: 'POST',
    path: '/interactions/:id/consultation/join',
    permission: 'calls.take',
    summary: 'Make it one conversation of all (conference)',
    answer: Empty,
  },
  cancelConsultation: {
    method: 'DELETE',
    path: '/interactions/:id/consultation',
    permission: 'calls.take',
    summary: 'Let go who is consulted and take the customer back',
    answer: Empty,
  },
  setPartyMuted: {
    method: 'PUT',
    path: '/interactions/:id/parties/:legId/muted',
    permission: 'calls.take',
    summary: 'Mute or unmute somebody in the conference',
    body: SetPartyMuted,
    answer: Empty,
  },
  removeParty: {
    method: 'DELETE',
    path: '/interactions/:id/parties/:legId',
    permission: 'calls.take',
    summary: 'Let somebody go from the conference',
    answer: Empty,
  },
  leaveConference: {
    method: 'POST',
    path: '/interactions/:id/leave',
    permission: 'calls.take',
    summary: 'Leave the conference; the others talk on',
    answer: Empty,
  },
  park: {
    method: 'POST',
    path: '/interactions/:id/park',
    permission: 'calls.take',
    summary: 'Let the customer wait at a number that anybody can pick up',
    answer: ParkedCall,
  },
  pickUp: {
    method: 'POST',
    path: '/parked-calls/:slot/pick-up',
    permission: 'calls.take',
    summary: 'Take a parked call',
    answer: StartedCall,
  },
  announce: {
    method: 'POST',
    path: '/interactions/:id/announcements',
    permission: 'calls.take',
    summary: 'Play a prompt to one party',
    body: Announce,
    answer: Empty,
  },
  prompts: {
    method: 'GET',
    path: '/prompts',
    permission: 'signed-in',
    summary: 'The prompts that can be played',
    answer: pageOf(Prompt),
  },
  setDigitsMasked: {
    method: 'PUT',
    path: '/interactions/:id/digits-masked',
    permission: 'calls.take',
    summary: 'Keep what the customer types from everybody, and pause the recording meanwhile',
    body: Type.Object({ isMasked: Type.Boolean() }),
    answer: Empty,
  },
  pauseRecording: {
    method: 'POST',
    path: '/interactions/:id/recording/pause',
    permission: 'calls.take',
    summary: 'Record silence from now on',
    answer: Empty,
  },
  resumeRecording: {
    method: 'POST',
    path: '/interactions/:id/recording/resume',
    permission: 'calls.take',
    summary: 'Record again',
    answer: Empty,
  },
  setMonitoring: {
    method: 'PUT',
    path: '/interactions/:id/monitoring',
    permission: 'calls.monitor',
    summary: 'Listen, coach or barge from your station; said again it switches',
    body: SetMonitoring,
    answer: Empty,
  },
  stopMonitoring: {
    method: 'DELETE',
    path: '/interactions/:id/monitoring',
    permission: 'calls.monitor',
    summary: 'Leave the call that you monitor',
    answer: Empty,
  },
  takeOver: {
    method: 'POST',
    path: '/interactions/:id/take-over',
    permission: 'calls.monitor',
    summary: 'Take the customer from the agent',
    answer: Empty,
  },
  setAgentMuted: {
    method: 'PUT',
    path: '/interactions/:id/agent-muted',
    permission: 'calls.monitor',
    summary: 'Mute or unmute the agent',
    body: SetPartyMuted,
    answer: Empty,
  },
} as const
