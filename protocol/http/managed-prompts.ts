import { type Static, Type } from 'typebox'
import { Empty, idField, instant, Language, pageOf } from './fields.ts'

/** What callers hear of an organisation's own: prompts with a sound in each language, made from words or handed in. */
const promptName = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })
const purpose = Type.String({ maxLength: 200 })
export const mostPromptWords = 2000
const words = Type.String({ maxLength: mostPromptWords })
/** Eight megabytes of sound: four minutes of one channel at 16 kHz, and as much again for what is cut off. */
export const mostWavBytes = 8_000_000

/** One version in one language. */
export const PromptRecording = Type.Object({
  language: Language,
  /** Counts up within the language. */
  number: Type.Integer(),
  /** What is heard now; the others can be gone back to. */
  isCurrent: Type.Boolean(),
  source: Type.Union([Type.Literal('recorded'), Type.Literal('uploaded'), Type.Literal('rendered')]),
  words: Type.String(),
  durationMs: Type.Integer(),
  /** Gated loudness (ITU-R BS.1770), after evening. */
  loudnessLufs: Type.Optional(Type.Number()),
  madeAt: instant,
  madeBy: Type.Optional(Type.String()),
})
export type PromptRecording = Static<typeof PromptRecording>

export const PromptUse = Type.Object({
  kind: Type.Union([Type.Literal('queue'), Type.Literal('number'), Type.Literal('flow')]),
  /** The queue's or flow's name, the number's pattern. */
  name: Type.String(),
})
export type PromptUse = Static<typeof PromptUse>

export const ManagedPrompt = Type.Object({
  promptId: idField('prompt'),
  name: promptName,
  purpose,
  /** By language, the newest first. */
  recordings: Type.Array(PromptRecording),
  usedBy: Type.Array(PromptUse),
  etag: Type.String(),
})
export type ManagedPrompt = Static<typeof ManagedPrompt>
export const CreatePrompt = Type.Object({ name: promptName, purpose: Type.Optional(purpose) })
export type CreatePrompt = Static<typeof CreatePrompt>
export const ChangePrompt = Type.Partial(CreatePrompt)
export type ChangePrompt = Static<typeof ChangePrompt>

export const HandInRecording = Type.Object({
  language: Language,
  source: Type.Union([Type.Literal('recorded'), Type.Literal('uploaded')]),
  words: Type.Optional(words),
  /** WAV, linear PCM of 16 bits, 8 to 48 kHz, one or two channels; base 64. */
  wavBase64: Type.String({ minLength: 4, maxLength: Math.ceil(mostWavBytes / 3) * 4 }),
})
export type HandInRecording = Static<typeof HandInRecording>
export const SpeakPrompt = Type.Object({
  language: Language,
  words: Type.String({ minLength: 1, maxLength: mostPromptWords, pattern: '\\S' }),
})
export type SpeakPrompt = Static<typeof SpeakPrompt>
export const ChooseRecording = Type.Object({ language: Language, number: Type.Integer({ minimum: 1 }) })
export type ChooseRecording = Static<typeof ChooseRecording>
const RecordingQuery = Type.Object({ language: Language, number: Type.Integer({ minimum: 1 }) })

/** Which voice this installation has. */
export const SpeechEngine = Type.Object({
  /** Absent: none; prompts can still be recorded and uploaded. */
  engine: Type.Optional(Type.Union([Type.Literal('espeak-ng'), Type.Literal('http')])),
  /** Those that it speaks. */
  languages: Type.Array(Language),
  /** Those that it understands, at a menu. */
  understands: Type.Array(
    Type.Object({
      language: Language,
      engine: Type.String(),
      /** Of a hundred answers, how many it understood rightly where that was measured. */
      rightOf100: Type.Optional(Type.Integer()),
    }),
  ),
})
export type SpeechEngine = Static<typeof SpeechEngine>

export const managedPromptRoutes = {
  managedPrompts: {
    method: 'GET',
    path: '/managed-prompts',
    permission: 'queues.manage',
    summary: "The organisation's own prompts, their versions by language, and what uses them",
    answer: pageOf(ManagedPrompt),
  },
  createPrompt: {
    method: 'POST',
    path: '/managed-prompts',
    permission: 'queues.manage',
    summary: 'Make a prompt, still without sound',
    body: CreatePrompt,
    answer: ManagedPrompt,
    creates: true,
  },
  changePrompt: {
    method: 'PATCH',
    path: '/managed-prompts/:id',
    permission: 'queues.manage',
    summary: 'Name a prompt otherwise, or say what it is for',
    body: ChangePrompt,
    answer: ManagedPrompt,
    needsIfMatch: true,
  },
  removePrompt: {
    method: 'DELETE',
    path: '/managed-prompts/:id',
    permission: 'queues.manage',
    summary: 'Remove a prompt that nothing uses, with all its versions',
    answer: Empty,
  },
  handInRecording: {
    method: 'POST',
    path: '/managed-prompts/:id/recordings',
    permission: 'queues.manage',
    summary: 'Hand in a sound; it is evened in loudness, and heard from now on',
    body: HandInRecording,
    answer: ManagedPrompt,
    creates: true,
    mostBodyBytes: 11_000_000,
  },
  speakPrompt: {
    method: 'POST',
    path: '/managed-prompts/:id/spoken',
    permission: 'queues.manage',
    summary: 'Have words spoken; they are heard from now on',
    body: SpeakPrompt,
    answer: ManagedPrompt,
    creates: true,
  },
  choosePromptRecording: {
    method: 'PUT',
    path: '/managed-prompts/:id/current',
    permission: 'queues.manage',
    summary: 'Go back to an older version in one language, or forward again',
    body: ChooseRecording,
    answer: ManagedPrompt,
  },
  promptSound: {
    method: 'GET',
    path: '/managed-prompts/:id/sound',
    permission: 'queues.manage',
    summary: 'A version as callers hear it (WAV)',
    query: RecordingQuery,
    answer: Type.Unsafe<Uint8Array>(Type.String({ format: 'binary' })),
  },
  speechEngine: {
    method: 'GET',
    path: '/speech',
    permission: 'queues.manage',
    summary: 'Which voice this installation has, and what it speaks',
    answer: SpeechEngine,
  },
} as const
