import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from '#adapters/postgres/pool.ts'
import type { ObjectStore } from '#adapters/storage/index.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { RecordingId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { Alarms } from '../alarms/alarms.ts'
import type { RecordingArchive } from './archive.ts'
import { removeEverywhere } from './erase.ts'
import type { Transcoded, TranscodeJob } from './transcode.ts'
import { forgetPeaks, keepPeaks, type Peaks } from './waveform.ts'

export interface ArchiverParts {
  readonly pool: Pick<Pool, 'query' | 'kysely'>
  readonly archive: RecordingArchive
  /** The folder that edge and core share. */
  readonly root: string
  readonly keepsWav: boolean
  readonly transcode: (job: TranscodeJob, signal: AbortSignal) => Promise<Result<Transcoded, string>>
  readonly alarms: Pick<Alarms, 'raise' | 'clear'>
  readonly clock: Pick<Clock, 'wallMs'>
  readonly logger: Logger
}

interface Row {
  readonly recording_id: RecordingId
  readonly state: 'ready' | 'erased'
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly format: 'wav' | 'opus'
  readonly key_id: string | null
  readonly stored_in: 'spool' | 'disk' | 's3'
  readonly stale_path: string | null
  readonly tries: number
}

const restMs = 2000
const stopWithinMs = 3000
const firstRetryMs = 15_000
const longestRetryMs = 30 * 60_000
/** By then another core that took it on has died over it. Longer than any retry, so that one is told from the other. */
const claimMs = 45 * 60_000
/** What failed so often somebody ought to look at. */
const alarmAfterTries = 3

/**
 * Brings finished recordings from where the edge left them to where they are kept: one at a time, made small, put into the
 * lasting store, and only then gone from the spool. The recording's row is the job: each step can be done again, so that
 * whoever dies over one is followed by whoever comes next. (No queue beside the rows: two accounts of what is to be done could
 * differ.)
 */
export class Archiver {
  readonly #parts: ArchiverParts
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> = Promise.resolve()
  readonly #stopping = new AbortController()
  #hasAlarm = true

  constructor(parts: ArchiverParts) {
    this.#parts = parts
  }

  async start(): Promise<void> {
    // What the core before this one died over.
    await this.#parts.pool.query('UPDATE recording SET next_try_at = NULL WHERE next_try_at > $1', [
      new Date(this.#parts.clock.wallMs() + longestRetryMs),
    ])
    this.#later()
  }

  #later(): void {
    if (this.#stopping.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#working = this.#workAll()
        .catch((error: unknown) => this.#parts.logger.warn('Recordings could not be archived', { error }))
        .then(() => this.#later())
    }, restMs).unref()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#stopping.abort()
    // A file that goes up at this moment is not waited for: it goes up again.
    await Promise.race([this.#working, delay(stopWithinMs, undefined, { ref: false })])
  }

  async #workAll(): Promise<void> {
    while (!this.#stopping.signal.aborted && (await this.workOnce())) {
      // The next one.
    }
  }

  /** Takes on one recording. @returns whether there was one */
  async workOnce(): Promise<boolean> {
    const row = await this.#claim()
    if (row === undefined) {
      await this.#noteWell()
      return false
    }
    const why = await this.#bring(row).catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    )
    if (why !== undefined && this.#stopping.signal.aborted) await this.#giveBack(row)
    else if (why !== undefined) await this.#failed(row, why)
    return true
  }

  async #claim(): Promise<Row | undefined> {
    const now = this.#parts.clock.wallMs()
    const { rows } = await this.#parts.pool.query<Row>(
      `UPDATE recording SET tries = tries + 1, next_try_at = $2
        WHERE recording_id = (
          SELECT recording_id FROM recording
           WHERE ((state = 'ready' AND stored_in = 'spool') OR (state = 'erased' AND path IS NOT NULL) OR stale_path IS NOT NULL)
             AND (next_try_at IS NULL OR next_try_at <= $1)
           ORDER BY closed_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING recording_id, state, path, bytes, sha256, format, key_id, stored_in, stale_path, tries`,
      [new Date(now), new Date(now + claimMs)],
    )
    return rows[0]
  }

  /** This core stops in the middle of it. */
  async #giveBack({ recording_id }: Row): Promise<void> {
    await this.#parts.pool.query(
      'UPDATE recording SET next_try_at = NULL, tries = greatest(tries - 1, 0) WHERE recording_id = $1',
      [recording_id],
    )
  }

  /** @returns why it could not be brought on, if it could not */
  async #bring(row: Row): Promise<string | undefined> {
    const { archive, keepsWav } = this.#parts
    if (row.state === 'erased') return this.#remove(row)
    if (row.stale_path !== null) return this.#removeStale(row)
    let file: Omit<Transcoded, 'durationMs' | 'peaks'> & {
      readonly format: Row['format']
      readonly keyId: string | null
    } = {
      ...row,
      keyId: row.key_id,
    }
    if (row.format === 'wav' && !keepsWav) {
      const made = await this.#makeSmall(row)
      if (!made.ok) return made.error
      file = { ...made.value, format: 'opus', keyId: archive.keys.currentId }
      // Once it is small, nobody reads its sound again to draw it.
      await keepPeaks(this.#parts.pool.kysely, row.recording_id, peaksOf(made.value))
    }
    const { lasting } = archive
    if (lasting.kind === 's3') {
      const put = await lasting.put(file.path, `${this.#parts.root}/${file.path}`, file)
      if (!put.ok) return `The store did not take it: ${'code' in put.error ? put.error.code : put.error.kind}.`
    }
    // In one statement: from here on it is read where it is now, and what it was is to be deleted.
    const isMoved = lasting.kind === 's3'
    const stale = isMoved || file.path !== row.path ? row.path : null
    const { rowCount } = await this.#parts.pool.query(
      `UPDATE recording SET format = $2, path = $3, bytes = $4, sha256 = $5, key_id = $6, stored_in = $7, stale_path = $8,
              tries = 0, next_try_at = NULL
        WHERE recording_id = $1 AND state = 'ready'`,
      [row.recording_id, file.format, file.path, file.bytes, file.sha256, file.keyId, isMoved ? 's3' : 'disk', stale],
    )
    if (rowCount === 0) {
      // Erased in the meantime: what was made of it goes as well.
      await forgetPeaks(this.#parts.pool.kysely, row.recording_id)
      return this.#remove({ ...row, stored_in: isMoved ? 's3' : row.stored_in })
    }
    return undefined
  }

  #makeSmall(row: Row): Promise<Result<Transcoded, string>> {
    const { archive, root, transcode } = this.#parts
    const { currentId } = archive.keys
    const keys: Record<string, string> = {}
    for (const keyId of new Set([currentId, ...(row.key_id === null ? [] : [row.key_id])])) {
      const key = archive.keys.of(keyId)
      if (key === undefined)
        return Promise.resolve({ ok: false, error: `The key ${keyId} is not in the file of keys.` })
      keys[keyId] = Buffer.from(key).toString('base64')
    }
    return transcode(
      { root, recordingId: row.recording_id, path: row.path, keys, keyId: currentId },
      this.#stopping.signal,
    )
  }

  /** Of what was moved away or made small, everything on the disk that is not the recording as it is now. */
  async #removeStale(row: Row): Promise<string | undefined> {
    const disk = this.#parts.archive.storeOf('disk') as ObjectStore
    const paths = [row.stale_path as string]
    // Made small and then moved: the small one in the spool is in the way as well.
    if (row.stored_in === 's3') paths.push(row.path)
    for (const path of paths) {
      const gone = await disk.delete(path)
      if (!gone.ok) return `The old file could not be deleted: ${gone.error.kind}.`
    }
    await this.#parts.pool.query(
      'UPDATE recording SET stale_path = NULL, tries = 0, next_try_at = NULL WHERE recording_id = $1',
      [row.recording_id],
    )
    return undefined
  }

  async #remove(row: Row): Promise<string | undefined> {
    const gone = await removeEverywhere(this.#parts.archive, row.recording_id, row.stored_in)
    if (!gone.ok) return gone.error
    await this.#parts.pool.query(
      `UPDATE recording SET path = NULL, stale_path = NULL, tries = 0, next_try_at = NULL WHERE recording_id = $1`,
      [row.recording_id],
    )
    return undefined
  }

  async #failed(row: Row, why: string): Promise<void> {
    const { pool, clock, logger, alarms } = this.#parts
    const retryMs = Math.min(firstRetryMs * 2 ** Math.min(row.tries - 1, 20), longestRetryMs)
    logger.warn('A recording could not be archived', { recordingId: row.recording_id, tries: row.tries, why })
    await pool.query('UPDATE recording SET next_try_at = $2 WHERE recording_id = $1', [
      row.recording_id,
      new Date(clock.wallMs() + retryMs),
    ])
    if (row.tries < alarmAfterTries) return
    this.#hasAlarm = true
    await alarms.raise({ kind: 'recording-archive', subject: why, detail: row.recording_id })
  }

  /** Nothing is left that failed so often: also of what a core before this one raised. */
  async #noteWell(): Promise<void> {
    if (!this.#hasAlarm) return
    const { rows } = await this.#parts.pool.query<{ failing: boolean }>(
      `SELECT EXISTS (SELECT FROM recording
                       WHERE ((state = 'ready' AND stored_in = 'spool') OR (state = 'erased' AND path IS NOT NULL) OR stale_path IS NOT NULL)
                         AND tries >= $1) AS failing`,
      [alarmAfterTries],
    )
    if (rows[0]?.failing) return
    this.#hasAlarm = false
    await this.#parts.alarms.clear('recording-archive')
  }
}

function peaksOf({ peaks: { sliceMs, left, right } }: Transcoded): Peaks {
  return { sliceMs, left: Buffer.from(left, 'base64'), right: Buffer.from(right, 'base64') }
}
