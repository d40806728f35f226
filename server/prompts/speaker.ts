import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { PreparedSound } from '#adapters/sound/prepare.ts'
import { mostWords, type TtsFailure, type TtsProvider } from '#adapters/speech/index.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { PrepareSound } from './prepare-process.ts'
import { hashOfWords } from './prompt-book.ts'
import { keepSound } from './sounds.ts'

/** Words in the language (BCP-47) in which they are written. */
export interface Text {
  readonly language: string
  readonly words: string
}

export type NotSpoken = TtsFailure | { readonly kind: 'no-engine' } | { readonly kind: 'unfit'; readonly cause: string }

/** How far the speaking of some texts is. */
export interface SpeakingProgress {
  readonly spoken: number
  readonly waiting: number
  /** What could not be spoken, and why, in English for engineers. */
  readonly failed: readonly (Text & { readonly why: string })[]
}

interface SpeakerOptions {
  readonly db: Kysely<Database>
  /** Absent: there is no voice; what is asked for waits until there is one. */
  readonly tts: TtsProvider | undefined
  readonly prepare: PrepareSound
  readonly logger: Logger
  /** Words were spoken: whoever keeps what can be said reads it again. */
  readonly changed: () => Promise<void>
}

const pollMs = 5000
/** So long nobody else takes words that somebody is about to speak: a core that died spoke them not. */
const leaseMs = 120_000
const retryAfterMs = 30_000
const mostTries = 5
const mostAtOnce = 20

/**
 * Has words spoken ahead, one after another, by whichever core has time; nobody who calls waits for it. What was spoken with
 * another voice than the one that is there now stays in use until it is spoken anew.
 */
export class Speaker {
  readonly #options: SpeakerOptions
  #timer: NodeJS.Timeout | undefined
  #underWay: Promise<void> | undefined
  #isStopped = false

  constructor(options: SpeakerOptions) {
    this.#options = options
  }

  get tts(): TtsProvider | undefined {
    return this.#options.tts
  }

  start(): void {
    this.#isStopped = false
    this.#later(0)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#underWay
  }

  /** Now, for somebody who waits for it at a screen. */
  async speak({ words, language }: Text): Promise<Result<PreparedSound & { readonly voice: string }, NotSpoken>> {
    const { tts, prepare } = this.#options
    if (tts === undefined) return failure({ kind: 'no-engine' })
    const voice = tts.voiceOf(language)
    if (voice === undefined) return failure({ kind: 'no-voice' })
    if (words.length > mostWords) return failure({ kind: 'refused', cause: `more than ${mostWords} letters` })
    const spoken = await tts.speak(words, language)
    if (!spoken.ok) return spoken
    const prepared = await prepare(spoken.value)
    if (!prepared.ok) return failure({ kind: 'unfit', cause: prepared.error })
    return success({ ...prepared.value, voice })
  }

  /**
   * Wants these spoken, soon: when a flow is published, say. What is spoken already, with the voice that there is, is left
   * alone; what failed is tried again. Asked twice it is asked once. `progress` tells how far it is.
   */
  async ask(texts: readonly Text[]): Promise<void> {
    const { db, tts } = this.#options
    const wanted = [...new Map(texts.map((text) => [`${text.language} ${text.words}`, text])).values()]
    if (wanted.length === 0) return
    await sql`
      INSERT INTO spoken_text (language, words_hash, words, state)
      SELECT language, words_hash, words, 'waiting'
      FROM unnest(${wanted.map(({ language }) => language)}::text[], ${wanted.map(({ words }) => hashOfWords(words))}::text[],
        ${wanted.map(({ words }) => words)}::text[], ${wanted.map(({ language }) => tts?.voiceOf(language) ?? '')}::text[])
        AS given (language, words_hash, words, voice)
      ON CONFLICT (language, words_hash) DO UPDATE SET state = 'waiting', tries = 0, failure = NULL, due_at = now()
      WHERE spoken_text.state = 'failed'`.execute(db)
    await this.#whereVoiceChanged(wanted)
    this.#later(0)
  }

  async progress(texts: readonly Text[]): Promise<SpeakingProgress> {
    const hashes = texts.map(({ language, words }) => `${language} ${hashOfWords(words)}`)
    const rows = await this.#options.db
      .selectFrom('spoken_text')
      .select(['language', 'words', 'state', 'failure'])
      .where(sql<boolean>`language || ' ' || words_hash = ANY(${hashes}::text[])`)
      .execute()
    const count = (state: string) => rows.filter((row) => row.state === state).length
    const failed = rows.flatMap(({ state, language, words, failure: why }) =>
      state === 'failed' ? [{ language, words, why: why ?? '' }] : [],
    )
    return { spoken: count('spoken'), waiting: count('waiting'), failed }
  }

  async #whereVoiceChanged(texts: readonly Text[]): Promise<void> {
    const { db, tts } = this.#options
    for (const language of new Set(texts.map((text) => text.language))) {
      const voice = tts?.voiceOf(language)
      if (voice === undefined) continue
      const hashes = texts.flatMap((text) => (text.language === language ? [hashOfWords(text.words)] : []))
      await db
        .updateTable('spoken_text')
        .set({ state: 'waiting', tries: 0, due_at: new Date() })
        .where('language', '=', language)
        .where('words_hash', 'in', hashes)
        .where('state', '=', 'spoken')
        .where('voice', '!=', voice)
        .execute()
    }
  }

  #later(afterMs: number): void {
    if (this.#isStopped || this.#options.tts === undefined) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#underWay ??= this.#work().finally(() => {
        this.#underWay = undefined
        this.#later(pollMs)
      })
    }, afterMs).unref()
  }

  /** All that waits now. */
  async #work(): Promise<void> {
    const { logger, changed } = this.#options
    try {
      for (let spoken = 0; !this.#isStopped; ) {
        const next = await this.#next()
        if (next !== undefined) spoken += await this.#speakOne(next)
        // Many texts of one flow are read again a few times, not each time.
        const isEnough = next === undefined || spoken >= mostAtOnce
        if (isEnough && spoken > 0) {
          await changed()
          spoken = 0
        }
        if (next === undefined) return
      }
    } catch (error) {
      logger.warn('Words that wait could not be spoken', { error })
    }
  }

  async #next(): Promise<(Text & { readonly tries: number; readonly hash: string }) | undefined> {
    const { rows } = await sql<Text & { tries: number; hash: string }>`
      UPDATE spoken_text SET due_at = now() + ${leaseMs} * interval '1 millisecond', tries = tries + 1
      WHERE (language, words_hash) = (
        SELECT language, words_hash FROM spoken_text WHERE state = 'waiting' AND due_at <= now()
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING language, words, words_hash AS hash, tries`.execute(this.#options.db)
    return rows[0]
  }

  async #speakOne(text: Text & { readonly tries: number; readonly hash: string }): Promise<number> {
    const { db, logger } = this.#options
    const { language, hash, tries } = text
    const row = () => db.updateTable('spoken_text').where('language', '=', language).where('words_hash', '=', hash)
    const done = await this.speak(text)
    if (done.ok) {
      const soundHash = await keepSound(db, done.value)
      await row().set({ state: 'spoken', voice: done.value.voice, sound_hash: soundHash, failure: null }).execute()
      return 1
    }
    const { kind } = done.error
    const why = 'cause' in done.error ? `${kind}: ${done.error.cause}` : kind
    const isOver = kind !== 'unavailable' || tries >= mostTries
    logger.warn('Words could not be spoken', { language, why, isTriedAgain: !isOver })
    await row()
      .set(
        isOver
          ? { state: 'failed', failure: why.slice(0, 500) }
          : { failure: why.slice(0, 500), due_at: new Date(Date.now() + retryAfterMs) },
      )
      .execute()
    return 0
  }
}
