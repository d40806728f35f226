import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowId, FlowVersionId } from '#kernel/ids.ts'
import type { FlowLive } from '#protocol/http/index.ts'
import type { FlowBook } from '../processes/index.ts'
import { pagesNow } from './pages-now.ts'

type Walked = FlowLive['blocks'][number]

/** Counting a week of calls takes a moment, and nobody's decision hangs on the last half minute of it. */
const countedForMs = 30_000
const mostKept = 100

/**
 * How it goes in a flow: who is in which block now, by the runs that this core carries, and where callers gave up, by what is kept
 * of their ways. The latter is counted at most every half minute for a flow, however many look at it.
 */
export class FlowLives {
  readonly #db: Kysely<Database>
  readonly #book: FlowBook
  readonly #monotonicMs: () => number
  readonly #counted = new Map<FlowId, { readonly atMs: number; readonly rows: Promise<readonly Counted[]> }>()

  constructor(options: {
    readonly db: Kysely<Database>
    readonly book: FlowBook
    readonly monotonicMs: () => number
  }) {
    this.#db = options.db
    this.#book = options.book
    this.#monotonicMs = options.monotonicMs
  }

  async blocksOf(flowId: FlowId): Promise<readonly Walked[]> {
    const blocks = new Map<string, Walked>()
    const keyOf = (versionId: FlowVersionId, blockId: string) => `${versionId} ${blockId}`
    for (const { flowVersionId, blockId, ...counts } of await this.#walkedOf(flowId)) {
      blocks.set(keyOf(flowVersionId, blockId), { flowVersionId, blockId, now: 0, ...counts })
    }
    const places = [...this.#book.placesIn(flowId), ...(await pagesNow(this.#db, flowId))]
    for (const { versionId, blockId, count } of places) {
      const key = keyOf(versionId, blockId)
      const none = { came24h: 0, gaveUp24h: 0, came7d: 0, gaveUp7d: 0 }
      blocks.set(key, { flowVersionId: versionId, blockId, ...none, ...blocks.get(key), now: count })
    }
    return [...blocks.values()]
  }

  #walkedOf(flowId: FlowId): Promise<readonly Counted[]> {
    const nowMs = this.#monotonicMs()
    const known = this.#counted.get(flowId)
    if (known && nowMs - known.atMs < countedForMs) return known.rows
    if (this.#counted.size >= mostKept) this.#counted.clear()
    const rows = countWalked(this.#db, flowId)
    const counted = { atMs: nowMs, rows }
    this.#counted.set(flowId, counted)
    rows.catch(() => {
      if (this.#counted.get(flowId) === counted) this.#counted.delete(flowId)
    })
    return rows
  }
}

type Counted = Omit<Walked, 'now'>

async function countWalked(db: Kysely<Database>, flowId: FlowId): Promise<readonly Counted[]> {
  const { rows } = await sql<Counted>`
    SELECT flow_version_id AS "flowVersionId", block_id AS "blockId",
           count(*) FILTER (WHERE at > now() - interval '24 hours')::integer AS "came24h",
           count(*) FILTER (WHERE at > now() - interval '24 hours' AND left_as IN ('customer-left', 'abandoned'))::integer
             AS "gaveUp24h",
           count(*)::integer AS "came7d",
           count(*) FILTER (WHERE left_as IN ('customer-left', 'abandoned'))::integer AS "gaveUp7d"
      FROM flow_step
     WHERE flow_id = ${flowId} AND at > now() - interval '7 days'
     GROUP BY flow_version_id, block_id`.execute(db)
  return rows
}
