import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Alarms } from '../alarms/alarms.ts'
import type { RecordingArchive } from './archive.ts'
import { checkCompleteness } from './completeness.ts'
import { eraseRecording } from './erase.ts'
import { alignRetention, expiredRecordings } from './retention.ts'
import { readRecordingRules } from './rules.ts'

export interface UpkeepParts {
  readonly db: Kysely<Database>
  readonly archive: RecordingArchive
  readonly alarms: Pick<Alarms, 'raise' | 'clear'>
  /** Whether this core is the one that decides: the others rest. */
  readonly isInCharge: () => boolean
  readonly clock: Pick<Clock, 'wallMs'>
  readonly logger: Logger
}

const firstRestMs = 20_000
const restMs = 5 * 60_000
/** Told late, or by another core's clock. */
const closedWithinMs = 60 * 60_000
const erasedAtOnce = 50
const erasedATurn = 1000

/**
 * What time does to recordings: those whose time is over are erased, and calls that ought to have one and have none are found.
 * Everything that a turn does can be done again, and by two at once: who dies over it is followed by the next turn.
 */
export class RecordingUpkeep {
  readonly #parts: UpkeepParts
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> = Promise.resolve()
  #isStopping = false
  #isFirst = true

  constructor(parts: UpkeepParts) {
    this.#parts = parts
  }

  start(): void {
    this.#later(firstRestMs)
  }

  #later(waitMs: number): void {
    if (this.#isStopping) return
    this.#timer = setTimeout(() => {
      this.#working = this.turn().then(() => this.#later(restMs))
    }, waitMs).unref()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#isStopping = true
    await this.#working
  }

  /** One turn. Never rejects: what fails is tried again in the next one. */
  async turn(): Promise<void> {
    if (!this.#parts.isInCharge()) return
    const { logger } = this.#parts
    await this.#retain().catch((error: unknown) =>
      logger.warn('Recordings whose time is over could not be erased', { error }),
    )
    await this.#lookForGaps().catch((error: unknown) => logger.warn('Recordings could not be checked', { error }))
  }

  async #retain(): Promise<void> {
    const { db, archive, clock, logger } = this.#parts
    const nowMs = clock.wallMs()
    // At first of all: a rule may have changed, and its core died before it had followed.
    await alignRetention(db, this.#isFirst ? undefined : new Date(nowMs - closedWithinMs))
    this.#isFirst = false
    for (let erased = 0; erased < erasedATurn && !this.#isStopping; ) {
      const ids = await expiredRecordings(db, new Date(nowMs), erasedAtOnce)
      for (const id of ids) {
        if (this.#isStopping) return
        const gone = await eraseRecording({ db, archive, nowMs, isOnlyExpired: true }, id)
        // A hold or a longer rule of this moment keeps it; the others are deleted for good by the archiver.
        if (gone.ok && !gone.value.isGone) logger.warn('An erased recording is still in its store', { recordingId: id })
      }
      if (ids.length < erasedAtOnce) return
      erased += ids.length
    }
  }

  async #lookForGaps(): Promise<void> {
    const { db, archive, clock, alarms } = this.#parts
    const found = await checkCompleteness(db, archive, await readRecordingRules(db), clock.wallMs())
    const { rows } = await sql<{ calls: number; first: string | null }>`
      SELECT count(*)::int AS calls,
             (array_agg(interaction_id ORDER BY started_at, interaction_id))[1] AS first
        FROM recording_gap
       WHERE found_at > COALESCE((SELECT max(cleared_at) FROM alarm WHERE kind = 'recording-missing'), '-infinity')
    `.execute(db)
    const { calls = 0, first = null } = rows[0] ?? {}
    if (found.length > 0 && first !== null) {
      await alarms.raise({ kind: 'recording-missing', subject: String(calls), detail: first })
    } else if (calls === 0) await alarms.clear('recording-missing')
  }
}
