import { type Static, Type } from 'typebox'
import { Empty, idField, instant, PageQuery, pageOf } from './fields.ts'
import { Recording } from './interactions.ts'

/** Recordings beyond listening: which calls are recorded and how long they are kept, sharing, and what is missing. */
const literal = <T extends string>(value: T) => Type.Literal(value)

/** What the customer hears before he is recorded: nothing, that he is, or the question whether he may be (1 agrees, 2 refuses). */
const consent = Type.Union([literal('none'), literal('announced'), literal('asked')], {
  description:
    'What the customer hears before he is recorded: nothing, that he is, or the question whether he may be. Without a yes nothing of the call is recorded.',
})
/** Which part of the sound of whom is kept, for how long. The most particular rule counts: person, then queue, then all. */
const ruleFields = {
  /** `all` is the one rule that is always there. */
  scope: Type.Union([
    Type.Object({ kind: literal('all') }),
    Type.Object({ kind: literal('queue'), queueId: idField('queue') }),
    Type.Object({ kind: literal('agent'), agentId: idField('agent') }),
  ]),
  /** Of a hundred calls, how many are recorded. */
  sharePercent: Type.Integer({ minimum: 0, maximum: 100 }),
  /** Days after which a recording is erased; absent: kept until somebody erases it. */
  keepDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
  /** Pauses by itself when the customer presses this many digits in a row; 0: never. */
  pausesAtDigits: Type.Integer({ minimum: 0, maximum: 32 }),
  mayPause: Type.Boolean({ description: 'Whether agents may pause and resume by hand.' }),
}
export const RecordingRule = Type.Object({
  recordingRuleId: idField('recording-rule'),
  etag: Type.String(),
  ...ruleFields,
  consent,
  /** The name of the queue or the person. */
  name: Type.Optional(Type.String()),
})
export type RecordingRule = Static<typeof RecordingRule>
export const CreateRecordingRule = Type.Object({
  ...ruleFields,
  /** Absent: `none`. */
  consent: Type.Optional(consent),
})
export type CreateRecordingRule = Static<typeof CreateRecordingRule>
export const ChangeRecordingRule = Type.Object({
  sharePercent: Type.Optional(ruleFields.sharePercent),
  consent: Type.Optional(consent),
  /** `null`: kept until somebody erases it. */
  keepDays: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 36_500 }), Type.Null()])),
  pausesAtDigits: Type.Optional(ruleFields.pausesAtDigits),
  mayPause: Type.Optional(ruleFields.mayPause),
})
export type ChangeRecordingRule = Static<typeof ChangeRecordingRule>

/** Loudness over time for a player: for each slice the peak, 0 to 255, one list a channel of the same length. */
export const Waveform = Type.Object({
  sliceMs: Type.Integer(),
  left: Type.Array(Type.Integer({ minimum: 0, maximum: 255 })),
  right: Type.Array(Type.Integer({ minimum: 0, maximum: 255 })),
  /** Where nobody speaks for longer than two seconds: what "skip silence" skips. */
  silences: Type.Array(Type.Object({ fromMs: Type.Integer(), toMs: Type.Integer() })),
})
export type Waveform = Static<typeof Waveform>

export const SetLegalHold = Type.Object({
  isHeld: Type.Boolean(),
  /** Why, for the audit: a case number, a court's letter. */
  reason: Type.String({ minLength: 1, maxLength: 500 }),
})
export type SetLegalHold = Static<typeof SetLegalHold>

export const CreateRecordingShare = Type.Object({
  forHours: Type.Integer({ minimum: 1, maximum: 720 }),
  /** Whom it is for, for the audit. */
  note: Type.String({ minLength: 1, maxLength: 200 }),
})
export type CreateRecordingShare = Static<typeof CreateRecordingShare>
export const RecordingShare = Type.Object({
  recordingShareId: idField('recording-share'),
  note: Type.String(),
  createdAt: instant,
  createdBy: Type.String(),
  expiresAt: instant,
  /** How often it was opened. */
  openings: Type.Integer(),
  isRevoked: Type.Boolean(),
})
export type RecordingShare = Static<typeof RecordingShare>
/** The link is shown this once. */
export const CreatedRecordingShare = Type.Object({ ...RecordingShare.properties, url: Type.String() })
export type CreatedRecordingShare = Static<typeof CreatedRecordingShare>
export const SharedRecording = Type.Object({ startedAt: instant, durationMs: Type.Number(), expiresAt: instant })
export type SharedRecording = Static<typeof SharedRecording>

/** A call that ought to have a recording and has none, or a shorter one. */
export const MissingRecording = Type.Object({
  interactionId: idField('interaction'),
  startedAt: instant,
  queueName: Type.Optional(Type.String()),
  agentName: Type.Optional(Type.String()),
  kind: Type.Union([literal('none'), literal('shorter'), literal('file-missing'), literal('damaged')]),
  /** How much of the conversation is not there. */
  missingMs: Type.Integer(),
})
export type MissingRecording = Static<typeof MissingRecording>
export const MissingRecordingsQuery = Type.Object({
  ...PageQuery.properties,
  since: Type.Optional(instant),
})
export type MissingRecordingsQuery = Static<typeof MissingRecordingsQuery>

export const RecordingStorage = Type.Object({
  condition: Type.Union([literal('well'), literal('slow'), literal('full'), literal('failing')]),
  kind: Type.Union([literal('disk'), literal('s3')]),
  freeBytes: Type.Optional(Type.Integer()),
  recordings: Type.Integer(),
  bytes: Type.Integer(),
  /** Closed, and not yet made small (Opus). */
  waitingForArchive: Type.Integer(),
  currentKeyId: Type.String(),
})
export type RecordingStorage = Static<typeof RecordingStorage>

const sound = Type.Unsafe<Uint8Array>(Type.String({ format: 'binary' }))
export const recordingRoutes = {
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
    // Who has a message in hand hears it, whatever else he may hear.
    permission: 'signed-in',
    summary: 'The sound, with byte ranges (WAV at first, Ogg Opus once archived)',
    answer: Type.Unsafe<Uint8Array>(Type.String({ format: 'binary' })),
  },
  recordingRules: {
    method: 'GET',
    path: '/recording-rules',
    permission: 'recordings.manage',
    summary: 'Which calls are recorded, and how long they are kept',
    answer: pageOf(RecordingRule),
  },
  createRecordingRule: {
    method: 'POST',
    path: '/recording-rules',
    permission: 'recordings.manage',
    summary: 'Add a rule for a queue or a person',
    body: CreateRecordingRule,
    answer: RecordingRule,
    creates: true,
  },
  changeRecordingRule: {
    method: 'PATCH',
    path: '/recording-rules/:id',
    permission: 'recordings.manage',
    summary: 'Change a recording rule',
    body: ChangeRecordingRule,
    answer: RecordingRule,
    needsIfMatch: true,
  },
  removeRecordingRule: {
    method: 'DELETE',
    path: '/recording-rules/:id',
    permission: 'recordings.manage',
    summary: 'Remove the rule of a queue or a person',
    answer: Empty,
  },
  recordingWaveform: {
    method: 'GET',
    path: '/recordings/:id/waveform',
    permission: 'signed-in',
    summary: 'What the player draws',
    answer: Waveform,
  },
  downloadRecording: {
    method: 'GET',
    path: '/recordings/:id/download',
    permission: 'recordings.download',
    summary: 'The whole recording as a file',
    answer: sound,
  },
  setLegalHold: {
    method: 'PUT',
    path: '/recordings/:id/legal-hold',
    permission: 'recordings.manage',
    summary: 'Keep it whatever the rules say, or no longer',
    body: SetLegalHold,
    answer: Recording,
  },
  eraseRecording: {
    method: 'DELETE',
    path: '/recordings/:id',
    permission: 'recordings.manage',
    summary: 'Erase the sound for good; refused under a legal hold',
    answer: Empty,
  },
  recordingShares: {
    method: 'GET',
    path: '/recordings/:id/shares',
    permission: 'recordings.share',
    summary: 'Links under which it can be heard',
    answer: pageOf(RecordingShare),
  },
  shareRecording: {
    method: 'POST',
    path: '/recordings/:id/shares',
    permission: 'recordings.share',
    summary: 'Make a link that ends',
    body: CreateRecordingShare,
    answer: CreatedRecordingShare,
    creates: true,
  },
  revokeRecordingShare: {
    method: 'DELETE',
    path: '/recording-shares/:id',
    permission: 'recordings.share',
    summary: 'End a link now',
    answer: Empty,
  },
  sharedRecording: {
    method: 'GET',
    path: '/shared-recordings/:token',
    permission: null,
    summary: 'What a link leads to; nobody is named',
    answer: SharedRecording,
  },
  sharedRecordingAudio: {
    method: 'GET',
    path: '/shared-recordings/:token/audio',
    permission: null,
    summary: 'The sound behind a link, with byte ranges',
    answer: sound,
  },
  sharedRecordingWaveform: {
    method: 'GET',
    path: '/shared-recordings/:token/waveform',
    permission: null,
    summary: 'What the player behind a link draws',
    answer: Waveform,
  },
  missingRecordings: {
    method: 'GET',
    path: '/missing-recordings',
    permission: 'recordings.manage',
    summary: 'Calls that ought to have a recording and have none, or a shorter one',
    query: MissingRecordingsQuery,
    answer: pageOf(MissingRecording),
  },
  recordingStorage: {
    method: 'GET',
    path: '/recording-storage',
    permission: 'recordings.manage',
    summary: 'How it goes with the place where recordings lie',
    answer: RecordingStorage,
  },
} as const
