import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { Alarms } from '../alarms/alarms.ts'
import type { FlowFailure } from '../processes/index.ts'
import type { FlowLibrary } from './flow-library.ts'

/** A flow that fails, fails for every caller: what comes within this time is written as one. */
const writeEveryMs = 1000
/** A thousand blocks of a thousand flows could each fail in ten ways: more is not kept while it cannot be written. */
const mostWaiting = 10_000

interface Counted extends Omit<FlowFailure, 'isLost'> {
  times: number
  lost: number
  firstAtMs: number
  lastAtMs: number
}

interface FlowFailuresOptions {
  readonly db: Kysely<Database>
  readonly library: Pick<FlowLibrary, 'published'>
  readonly alarms: Pick<Alarms, 'raise'>
  readonly wallMs: () => number
  readonly logger: Logger
}

/**
 * Counts what goes wrong in published flows, for the page of the flow, and raises an alarm when callers are lost by it. Nobody on
 * the line waits for it; what was counted in the last second before a core dies is lost.
 */
export class FlowFailures {
  readonly #options: FlowFailuresOptions
  #waiting = new Map<string, Counted>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: FlowFailuresOptions) {
    this.#options = options
  }

  note(failures: readonly FlowFailure[]): void {
    const atMs = this.#options.wallMs()
    for (const { isLost, ...failure } of failures) {
      const key = [failure.versionId, failure.blockId, failure.cause, failure.detail].join(' ')
      const known = this.#waiting.get(key)
      if (known) {
        known.times += 1
        known.lost += isLost ? 1 : 0
        known.lastAtMs = atMs
      } else if (this.#waiting.size < mostWaiting) {
        this.#waiting.set(key, { ...failure, times: 1, lost: isLost ? 1 : 0, firstAtMs: atMs, lastAtMs: atMs })
      }
      if (isLost) this.#warn(failure)
    }
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => void this.#flush(), writeEveryMs).unref()
  }

  /** Writes what waits. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#flush()
  }

  #warn({ flowId, blockId, cause }: Pick<FlowFailure, 'flowId' | 'blockId' | 'cause'>): void {
    const { library, alarms } = this.#options
    const published = library.published(flowId)
    const block = published?.definition.blocks.find((each) => each.blockId === blockId)
    const detail = `${block?.name ?? blockId}: ${cause}`
    void alarms.raise({ kind: 'flow-failing', subject: published?.name ?? flowId, subjectId: flowId, detail })
  }

  #flush(): Promise<void> {
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    const batch = this.#waiting
    if (batch.size === 0) return
    this.#waiting = new Map()
    const rows = [...batch.values()].map(({ firstAtMs, lastAtMs, ...counted }) => ({
      ...counted,
      firstAt: new Date(firstAtMs).toISOString(),
      lastAt: new Date(lastAtMs).toISOString(),
    }))
    try {
      await sql`
        INSERT INTO flow_failure AS known
               (flow_id, flow_version_id, block_id, cause, detail, times, lost, first_at, last_at)
        SELECT "flowId", "versionId", "blockId", cause, detail, times, lost, "firstAt", "lastAt"
          FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given ("flowId" text, "versionId" text, "blockId" text,
               cause text, detail text, times integer, lost integer, "firstAt" timestamptz, "lastAt" timestamptz)
        ON CONFLICT (flow_version_id, block_id, cause, detail) DO UPDATE
           SET times = known.times + excluded.times, lost = known.lost + excluded.lost, last_at = excluded.last_at`.execute(
        this.#options.db,
      )
    } catch (error) {
      this.#options.logger.warn('What went wrong in flows could not be written', { failures: rows.length, error })
    }
  }
}
