import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { PreparedSound, UnfitSound } from '#adapters/sound/prepare.ts'
import { newId, type PersonId, type PromptId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type Language, languages, type ManagedPrompt } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { tellOfChange } from '../geography.ts'
import { promptUses } from '../prompts/prompt-uses.ts'
import { forgetUnusedSounds, keepSound } from '../prompts/sounds.ts'
import type { NotSpoken } from '../prompts/speaker.ts'
import type { ApiServices } from './api-services.ts'
import { readIfMatch } from './etag.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { type PromptRow, readPrompts } from './prompt-rows.ts'
import { type Refusal, refuse } from './refusal.ts'
import { sendPromptSound } from './send-prompt-sound.ts'

type Routes =
  | 'managedPrompts'
  | 'createPrompt'
  | 'changePrompt'
  | 'removePrompt'
  | 'handInRecording'
  | 'speakPrompt'
  | 'choosePromptRecording'
  | 'promptSound'
  | 'speechEngine'

/** Of each language so many versions are kept. */
const keptVersions = 20

/** The organisation's own prompts: what callers hear in its own words. */
export function managedPromptHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock, randomBytes, logger } = services
  const { speech } = services

  async function show(reader: Kysely<Database>, promptId?: PromptId): Promise<ManagedPrompt[]> {
    const [rows, uses] = await Promise.all([readPrompts(reader, promptId), promptUses(reader)])
    return rows.map((row: PromptRow) => ({ ...row, usedBy: [...(uses.get(row.promptId) ?? [])] }))
  }

  async function one(reader: Kysely<Database>, promptId: PromptId): Promise<Result<ManagedPrompt, Refusal>> {
    const [prompt] = await show(reader, promptId)
    return prompt === undefined ? refuse('prompt.not-found') : success(prompt)
  }

  /** This core at once, the others by notice: each tells its edges. */
  async function follow(): Promise<void> {
    await followChange(services)
    await tellOfChange(db).catch((error: unknown) => logger.warn('Other cores do not know of a prompt yet', { error }))
  }

  async function isNameTaken(transaction: Transaction<Database>, name: string, besides?: PromptId): Promise<boolean> {
    const found = await transaction
      .selectFrom('prompt')
      .select('prompt_id')
      .where(sql<string>`lower(name)`, '=', name.toLowerCase())
      .executeTakeFirst()
    return found !== undefined && found.prompt_id !== besides
  }

  /** A new version, heard from now on; the oldest goes where there are too many. */
  async function addVersion(
    { id, caller, address }: { id: PromptId; caller: { readonly personId: PersonId }; address: string },
    version: {
      readonly language: Language
      readonly words: string
      readonly source: 'recorded' | 'uploaded' | 'rendered'
      readonly voice: string | null
      readonly sound: PreparedSound
    },
  ): Promise<Result<ManagedPrompt, Refusal>> {
    const { language, words, source, voice, sound } = version
    const made = await db.transaction().execute(async (transaction): Promise<Result<ManagedPrompt, Refusal>> => {
      const known = await lockPrompt(transaction, id)
      if (!known) return refuse('prompt.not-found')
      const soundHash = await keepSound(transaction, sound)
      const versions = () =>
        transaction.selectFrom('prompt_recording').where('prompt_id', '=', id).where('language', '=', language)
      const newest = await versions()
        .select(({ fn }) => fn.max('number').as('number'))
        .executeTakeFirst()
      const number = (newest?.number ?? 0) + 1
      await setCurrent(transaction, id, language, undefined)
      await transaction
        .insertInto('prompt_recording')
        .values({
          ...{ prompt_id: id, language, number, sound_hash: soundHash, words: words.trim(), source, voice },
          ...{ is_current: true, made_at: new Date(clock.wallMs()), made_by: caller.personId },
        })
        .execute()
      await transaction
        .deleteFrom('prompt_recording')
        .where('prompt_id', '=', id)
        .where('language', '=', language)
        .where('number', '<=', number - keptVersions)
        .execute()
      await touch(transaction, id)
      const details = { language, source, number }
      await audit(transaction, { action: 'prompt.recorded', personId: caller.personId, subject: id, address, details })
      return one(transaction, id)
    })
    if (made.ok) await follow()
    return made
  }

  return {
    async managedPrompts() {
      return success({ items: await show(db) })
    },

    async createPrompt({ caller, body, address, reply }) {
      const promptId = newId('prompt', clock.wallMs(), randomBytes)
      const made = await db.transaction().execute(async (transaction): Promise<Result<ManagedPrompt, Refusal>> => {
        // One at a time, or two of one name would each find it free.
        await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
        const name = body.name.trim()
        if (await isNameTaken(transaction, name)) return refuse('prompt.name-taken')
        const purpose = body.purpose?.trim() ?? ''
        await transaction
          .insertInto('prompt')
          .values({ prompt_id: promptId, name, purpose, made_by: caller.personId })
          .execute()
        await audit(transaction, { action: 'prompt.created', personId: caller.personId, subject: promptId, address })
        return one(transaction, promptId)
      })
      if (made.ok) reply.header('etag', made.value.etag)
      return made
    },

    async changePrompt({ caller, id, body, address, request, reply }) {
      const wanted = readIfMatch(request.headers['if-match'])
      if (!wanted.ok) return wanted
      const changed = await db.transaction().execute(async (transaction): Promise<Result<ManagedPrompt, Refusal>> => {
        await transaction.selectFrom('organization').select('is_only').forUpdate().execute()
        const known = await lockPrompt(transaction, id)
        if (!known) return refuse('prompt.not-found')
        if (wanted.value !== 'any' && wanted.value !== known.version) return refuse('request.stale')
        const name = body.name?.trim()
        if (name !== undefined && (await isNameTaken(transaction, name, id))) return refuse('prompt.name-taken')
        await transaction
          .updateTable('prompt')
          .set({
            version: known.version + 1,
            ...(name !== undefined && { name }),
            ...(body.purpose !== undefined && { purpose: body.purpose.trim() }),
          })
          .where('prompt_id', '=', id)
          .execute()
        const details = { fields: Object.keys(body) }
        await audit(transaction, { action: 'prompt.changed', personId: caller.personId, subject: id, address, details })
        return one(transaction, id)
      })
      if (!changed.ok) return changed
      await follow()
      reply.header('etag', changed.value.etag)
      return changed
    },

    async removePrompt({ caller, id, address }) {
      const removed = await db.transaction().execute(async (transaction): Promise<Result<object, Refusal>> => {
        const known = await lockPrompt(transaction, id)
        if (!known) return refuse('prompt.not-found')
        const use = (await promptUses(transaction)).get(id)?.[0]
        if (use) return refuse('prompt.in-use', { detail: `The ${use.kind} ${use.name} plays it.` })
        await transaction.deleteFrom('prompt').where('prompt_id', '=', id).execute()
        await audit(transaction, { action: 'prompt.removed', personId: caller.personId, subject: id, address })
        return success({})
      })
      if (!removed.ok) return removed
      await follow()
      await forgetUnusedSounds(db).catch((error: unknown) => logger.warn('Unused sounds are still there', { error }))
      return success({})
    },

    async handInRecording({ caller, id, body, address }) {
      const { language, source, words = '', wavBase64 } = body
      const prepared = await speech.prepare(Buffer.from(wavBase64, 'base64'))
      if (!prepared.ok) return failure(refusalOfSound(prepared.error))
      return addVersion({ id, caller, address }, { language, source, words, voice: null, sound: prepared.value })
    },

    async speakPrompt({ caller, id, body, address }) {
      const { language } = body
      const words = body.words.trim()
      const spoken = await speech.speaker.speak({ words, language })
      if (!spoken.ok) {
        if ('cause' in spoken.error) logger.warn('A prompt could not be spoken', { language, ...spoken.error })
        return failure(refusalOfSpeech(spoken.error))
      }
      const { voice, ...sound } = spoken.value
      return addVersion({ id, caller, address }, { language, source: 'rendered', words, voice, sound })
    },

    async choosePromptRecording({ caller, id, body: { language, number }, address }) {
      const chosen = await db.transaction().execute(async (transaction): Promise<Result<ManagedPrompt, Refusal>> => {
        const known = await lockPrompt(transaction, id)
        if (!known) return refuse('prompt.not-found')
        if (!(await setCurrent(transaction, id, language, number))) return refuse('prompt.version-not-found')
        await touch(transaction, id)
        const about = { personId: caller.personId, subject: id, address, details: { language, number } }
        await audit(transaction, { action: 'prompt.version-chosen', ...about })
        return one(transaction, id)
      })
      if (chosen.ok) await follow()
      return chosen
    },

    async promptSound({ id, query: { language, number }, request, reply }) {
      const sound = await db
        .selectFrom('prompt_recording')
        .innerJoin('sound', 'sound.sound_hash', 'prompt_recording.sound_hash')
        .select(['sound.sound_hash', 'sound.audio'])
        .where('prompt_id', '=', id)
        .where('language', '=', language)
        .where('number', '=', number)
        .executeTakeFirst()
      return sound === undefined ? refuse('prompt.version-not-found') : sendPromptSound(sound, request, reply)
    },

    async speechEngine() {
      const { tts } = speech.speaker
      return success({
        ...(tts && { engine: tts.engine }),
        languages: languages.filter((language) => tts?.voiceOf(language) !== undefined),
        understands: languages.flatMap((language) => {
          const { name: engine, ...measured } = speech.transcriber?.engineOf(language) ?? {}
          return engine === undefined ? [] : [{ language, engine, ...measured }]
        }),
      })
    },
  }
}

const lockPrompt = (transaction: Transaction<Database>, promptId: PromptId) =>
  transaction.selectFrom('prompt').select('version').where('prompt_id', '=', promptId).forUpdate().executeTakeFirst()

const touch = (transaction: Transaction<Database>, promptId: PromptId) =>
  transaction
    .updateTable('prompt')
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('prompt_id', '=', promptId)
    .execute()

/** @returns whether that version is there; none is the current one without a number */
async function setCurrent(
  transaction: Transaction<Database>,
  promptId: PromptId,
  language: Language,
  number: number | undefined,
): Promise<boolean> {
  const versions = transaction
    .updateTable('prompt_recording')
    .where('prompt_id', '=', promptId)
    .where('language', '=', language)
  const isThere =
    number === undefined ||
    (await transaction
      .selectFrom('prompt_recording')
      .select('number')
      .where('prompt_id', '=', promptId)
      .where('language', '=', language)
      .where('number', '=', number)
      .executeTakeFirst()) !== undefined
  if (!isThere) return false
  // One after the other: at no moment may two be the current one.
  await versions.set({ is_current: false }).where('is_current', '=', true).execute()
  if (number !== undefined) await versions.set({ is_current: true }).where('number', '=', number).execute()
  return true
}

function refusalOfSound(fault: UnfitSound | 'failed'): Refusal {
  if (fault === 'failed') return { code: 'internal' }
  if (fault === 'too-long') return { code: 'sound.too-long' }
  return fault === 'silent' ? { code: 'sound.silent' } : { code: 'sound.unreadable', detail: fault }
}

function refusalOfSpeech({ kind }: NotSpoken): Refusal {
  if (kind === 'no-engine') return { code: 'speech.no-engine' }
  return kind === 'no-voice' ? { code: 'speech.no-voice' } : { code: 'speech.failed', retryAfterS: 30 }
}
