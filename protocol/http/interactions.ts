import { type Static, Type } from 'typebox'
import { Announced } from './announcements.ts'
import { idField, instant } from './fields.ts'
import { StrategyName } from './skills.ts'
import { TaskContent } from './tasks.ts'

export const Channel = Type.Union([Type.Literal('voice'), Type.Literal('task')])
export type Channel = Static<typeof Channel>
export const InteractionState = Type.Union([
  /** In a flow: greeted, before any queue. */
  Type.Literal('inFlow'),
  /** A callback that has its place in the queue again at a later time. */
  Type.Literal('scheduled'),
  Type.Literal('queued'),
  /** An agent called somebody, who has not answered yet. */
  Type.Literal('dialing'),
  Type.Literal('engaged'),
  /** Put through to an outside number or another phone: no agent of a queue is in it. */
  Type.Literal('through'),
  /** Waits, with music, to be picked up by anybody. */
  Type.Literal('parked'),
  Type.Literal('wrapUp'),
  Type.Literal('ended'),
])
export type InteractionState = Static<typeof InteractionState>

export const SegmentKind = Type.Union([
  Type.Literal('flow'),
  /** A caller speaks to nobody, and is recorded. */
  Type.Literal('voicemail'),
  /** A callback that is not to be dialled yet; `outcome` of what went before says why. */
  Type.Literal('scheduled'),
  Type.Literal('queue'),
  Type.Literal('offer'),
  Type.Literal('dial'),
  Type.Literal('talk'),
  /** In the place of talk, of a task. */
  Type.Literal('work'),
  Type.Literal('hold'),
  Type.Literal('ring'),
  Type.Literal('through'),
  /** The agent talks to, or rings, who is consulted; the customer hears music. */
  Type.Literal('consult'),
  Type.Literal('conference'),
  Type.Literal('park'),
  /** A supervisor beside the call: `outcome` is listened, coached or barged. */
  Type.Literal('monitor'),
  Type.Literal('wrapUp'),
])
export type SegmentKind = Static<typeof SegmentKind>

/** A slice of an interaction: the atom of reporting. `endedAt` is absent while it runs. */
export const Segment = Type.Object({
  kind: SegmentKind,
  startedAt: instant,
  endedAt: Type.Optional(instant),
  durationMs: Type.Optional(Type.Number()),
  queueId: Type.Optional(idField('queue')),
  queueName: Type.Optional(Type.String()),
  agentId: Type.Optional(idField('agent')),
  agentName: Type.Optional(Type.String()),
  /** How it ended: accepted, declined, missed, withdrawn, abandoned, customer-left, hung-up, edge-lost … */
  outcome: Type.Optional(Type.String()),
})
export type Segment = Static<typeof Segment>

export const InteractionSummary = Type.Object({
  interactionId: idField('interaction'),
  channel: Channel,
  direction: Type.Union([Type.Literal('inbound'), Type.Literal('outbound')]),
  state: InteractionState,
  startedAt: instant,
  endedAt: Type.Optional(instant),
  callerNumber: Type.Optional(Type.String()),
  callerName: Type.Optional(Type.String()),
  dialedNumber: Type.Optional(Type.String()),
  customerId: Type.Optional(idField('customer')),
  customerName: Type.Optional(Type.String()),
  queueId: Type.Optional(idField('queue')),
  queueName: Type.Optional(Type.String()),
  agentId: Type.Optional(idField('agent')),
  agentName: Type.Optional(Type.String()),
  dispositionId: Type.Optional(idField('disposition')),
  dispositionName: Type.Optional(Type.String()),
  endReason: Type.Optional(Type.String()),
  isAbandoned: Type.Boolean(),
  hasRecording: Type.Boolean(),
  /** A message that somebody left, which waits and is done like a task. Absent: it is none. */
  isVoicemail: Type.Optional(Type.Literal(true)),
  /** What a task is about, in one line. */
  subject: Type.Optional(Type.String()),
  waitMs: Type.Optional(Type.Number()),
  /** Of a task: how long agents had it in hand. */
  talkMs: Type.Optional(Type.Number()),
  holdMs: Type.Optional(Type.Number()),
  wrapUpMs: Type.Optional(Type.Number()),
})
export type InteractionSummary = Static<typeof InteractionSummary>

/** How one leg of an interaction sounded: means and worst of what was measured each five seconds. Scores by the E-model, 1 to 4.5. */
export const InteractionSound = Type.Object({
  legId: idField('leg'),
  role: Type.Union([Type.Literal('customer'), Type.Literal('agent'), Type.Literal('other')]),
  codec: Type.Optional(Type.String()),
  /** What we heard of it. */
  mosMean: Type.Optional(Type.Number()),
  mosWorst: Type.Optional(Type.Number()),
  /** What it heard of us, by its own reports. */
  heardMosMean: Type.Optional(Type.Number()),
  heardMosWorst: Type.Optional(Type.Number()),
  lossPercent: Type.Optional(Type.Number()),
  heardLossPercent: Type.Optional(Type.Number()),
  jitterMs: Type.Optional(Type.Number()),
  roundTripMs: Type.Optional(Type.Number()),
  /** How long nothing came from it that should have, and how long it said that it got nothing of what we sent. */
  silentFromMs: Type.Integer({ minimum: 0 }),
  silentToMs: Type.Integer({ minimum: 0 }),
})
export type InteractionSound = Static<typeof InteractionSound>

/** What an agent wrote for whoever got the interaction next. */
export const HandOverNote = Type.Object({
  text: Type.String(),
  writtenAt: instant,
  /** `consulted`: for somebody who was asked first. */
  how: Type.Union([Type.Literal('sent-on'), Type.Literal('consulted')]),
  byAgentId: idField('agent'),
  byName: Type.Optional(Type.String()),
  /** The queue or colleague it was written for; absent: whoever answered a number. */
  toName: Type.Optional(Type.String()),
})
export type HandOverNote = Static<typeof HandOverNote>

/** A message that somebody left, seen from it; or from the call in which it was left, where `interactionId` is the message. */
export const VoicemailContent = Type.Object({
  interactionId: idField('interaction'),
  fromInteractionId: idField('interaction'),
  recordingId: idField('recording'),
  leftAt: instant,
})
export type VoicemailContent = Static<typeof VoicemailContent>

/** One thing that the caller said or chose in a flow, the latest answer to each question. */
export const CallerAnswer = Type.Object({
  /** The block's id or the variable's name. */
  key: Type.String(),
  /** What the flow's drawer calls it; empty: it has no name. */
  label: Type.String(),
  /** The words of the question by language (BCP-47); absent: it is recorded, or nobody asked. */
  question: Type.Optional(Type.Record(Type.String(), Type.String())),
  /** Of a date ISO 8601, of a number with a point, of yes and no `true` and `false`, of a language BCP-47; empty where it is hidden. */
  value: Type.String(),
  /** How it is shown; absent: as it is. `hidden`: it was given, and is kept nowhere. */
  as: Type.Optional(
    Type.Union([
      Type.Literal('digits'),
      Type.Literal('number'),
      Type.Literal('money'),
      Type.Literal('date'),
      Type.Literal('time'),
      Type.Literal('yes-no'),
      Type.Literal('language'),
      Type.Literal('phone'),
      Type.Literal('hidden'),
    ]),
  ),
  /** ISO 4217, or `IRT` for the toman. */
  currency: Type.Optional(Type.String()),
})
export type CallerAnswer = Static<typeof CallerAnswer>

/** One stay at a block of a flow. */
export const WalkedBlock = Type.Object({
  flowId: idField('flow'),
  flowName: Type.String(),
  flowVersionId: idField('flow-version'),
  versionNumber: Type.Optional(Type.Integer()),
  blockId: Type.String(),
  /** The word of its type, and what its drawer calls it. */
  kind: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  at: instant,
  leftAt: Type.Optional(instant),
  /** The way out of it; absent: he is there, or left the flow from it. */
  exit: Type.Optional(Type.String()),
  exitLabel: Type.Optional(Type.String()),
  /** How his time in the flow ended there, as a segment's `outcome`. */
  leftAs: Type.Optional(Type.String()),
})
export type WalkedBlock = Static<typeof WalkedBlock>

/** By what an agent knows that the customer is who he says. */
export const verificationMethods = ['questions', 'code', 'document', 'voice'] as const
export const VerificationMethod = Type.Unsafe<(typeof verificationMethods)[number]>(
  Type.Union(verificationMethods.map((method) => Type.Literal(method))),
)
export type VerificationMethod = Static<typeof VerificationMethod>
export const VerifyCustomer = Type.Object({
  /** Whom the agent has before him: refused when the contact is about another one by now. */
  customerId: idField('customer'),
  method: VerificationMethod,
})
export type VerifyCustomer = Static<typeof VerifyCustomer>

export const Interaction = Type.Object({
  ...InteractionSummary.properties,
  segments: Type.Array(Segment),
  sound: Type.Optional(Type.Array(InteractionSound)),
  /** What the customer heard or answered about being recorded; from `refused` and `unanswered` on nothing was. */
  recordingConsent: Type.Optional(
    Type.Object({
      consent: Type.Union([
        Type.Literal('announced'),
        Type.Literal('agreed'),
        Type.Literal('refused'),
        Type.Literal('unanswered'),
      ]),
      at: instant,
    }),
  ),
  /** What the caller heard of how he stood while he waited; absent: nothing. */
  announcements: Type.Optional(Type.Array(Announced)),
  /** What the caller said and chose in flows, in this call or in the one that this came of; absent: nothing. */
  answers: Type.Optional(Type.Array(CallerAnswer)),
  /** The blocks of flows to which the caller came, in their order; absent: none. */
  walked: Type.Optional(Type.Array(WalkedBlock)),
  note: Type.Optional(Type.String()),
  /** Of the note; absent: nobody wrote one. */
  noteRevision: Type.Optional(Type.Integer()),
  /** The customer proved who he is; absent: nobody said so. */
  verification: Type.Optional(
    Type.Object({ method: VerificationMethod, at: instant, byName: Type.Optional(Type.String()) }),
  ),
  /** Oldest first; absent: nobody wrote one. */
  handOverNotes: Type.Optional(Type.Array(HandOverNote)),
  voicemail: Type.Optional(VoicemailContent),
  task: Type.Optional(TaskContent),
})
export type Interaction = Static<typeof Interaction>

export const InteractionsQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  customerId: Type.Optional(idField('customer')),
  agentId: Type.Optional(idField('agent')),
  queueId: Type.Optional(idField('queue')),
  state: Type.Optional(InteractionState),
  channel: Type.Optional(Channel),
  /** Part of the caller's number, of the customer's name, or of a task's subject or reference. */
  search: Type.Optional(Type.String({ maxLength: 100 })),
})
export type InteractionsQuery = Static<typeof InteractionsQuery>

export const SetNote = Type.Object({ text: Type.String({ maxLength: 20_000 }) })
export type SetNote = Static<typeof SetNote>
export const SetDisposition = Type.Object({ dispositionId: idField('disposition') })
export type SetDisposition = Static<typeof SetDisposition>
export const SetCustomer = Type.Object({ customerId: idField('customer') })
export type SetCustomer = Static<typeof SetCustomer>
export const SendDigits = Type.Object({ digits: Type.String({ pattern: '^[0-9A-D*#]{1,32}$' }) })
export type SendDigits = Static<typeof SendDigits>
export const SetMuted = Type.Object({ isMuted: Type.Boolean() })
export type SetMuted = Static<typeof SetMuted>

export const Recording = Type.Object({
  recordingId: idField('recording'),
  interactionId: idField('interaction'),
  startedAt: instant,
  durationMs: Type.Optional(Type.Number()),
  bytes: Type.Optional(Type.Integer()),
  /** Whether it can be played: it is closed and whole. */
  isReady: Type.Boolean(),
  /** The caller is on the left channel, everybody else on the right. */
  channels: Type.Literal(2),
  missingMs: Type.Integer(),
  /** Erased when its time was over or by hand: only that it was there is known. */
  isErased: Type.Optional(Type.Boolean()),
  isEncrypted: Type.Optional(Type.Boolean()),
  format: Type.Optional(Type.Union([Type.Literal('wav'), Type.Literal('opus')])),
  /** Silence stands here: somebody or the edge paused it. */
  pauses: Type.Optional(Type.Array(Type.Object({ fromMs: Type.Integer(), toMs: Type.Integer() }))),
  /** When it will be erased. */
  keepUntil: Type.Optional(instant),
  legalHold: Type.Optional(Type.Object({ since: instant, by: Type.String(), reason: Type.String() })),
})
export type Recording = Static<typeof Recording>

export const Disposition = Type.Object({ dispositionId: idField('disposition'), name: Type.String() })
export type Disposition = Static<typeof Disposition>
export const Queue = Type.Object({
  queueId: idField('queue'),
  channel: Channel,
  name: Type.String(),
  strategy: StrategyName,
  ringTimeoutMs: Type.Integer(),
  wrapUpLimitMs: Type.Integer(),
})
export type Queue = Static<typeof Queue>

/** What accepting an offer answers: the interaction is now this agent's and the decision is durable. */
export const Accepted = Type.Object({ interactionId: idField('interaction') })
export type Accepted = Static<typeof Accepted>
