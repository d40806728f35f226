import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { RoutingState } from '#domain/routing/index.ts'
import type { InteractionId } from '#kernel/ids.ts'
import type { CallerAnswer } from '#protocol/http/index.ts'
import { type CarriedRun, FlowBook, foundAgain, storedRun } from '../processes/index.ts'

interface Write {
  readonly run: CarriedRun | null
  readonly answers: readonly CallerAnswer[] | null
}

/** So many runs are written at one go. */
const mostAtOnce = 500

/**
 * Callers in flows: in memory for the processes, and in the table for the core that comes after. What changes while a write is
 * under way is written with the next one, the latest of each; whoever puts a run waits for the write that has it.
 */
export class FlowRuns {
  readonly book = new FlowBook()
  readonly #db: Kysely<Database>
  readonly #logger: Logger
  readonly #waiting = new Map<InteractionId, Write>()
  /** As it was written last: what only waits, or is asked again, is not written anew. */
  readonly #written = new Map<InteractionId, string>()
  #next: Promise<void> | undefined
  #underWay: Promise<void> = Promise.resolve()

  constructor(options: { readonly db: Kysely<Database>; readonly logger: Logger }) {
    this.#db = options.db
    this.#logger = options.logger
  }

  /** Before the first edge is heard: who is in a flow is to go on there. */
  async load(state: RoutingState | undefined): Promise<void> {
    const rows = await this.#db
      .selectFrom('interaction_particulars')
      .where('flow_run', 'is not', null)
      .select(['interaction_id', 'flow_run'])
      .execute()
    for (const { interaction_id: interactionId, flow_run: run } of rows) {
      if (!run) continue
      const found = foundAgain(run as CarriedRun, state?.calls.get(interactionId))
      if (found) this.book.put(interactionId, found)
      else void this.put(interactionId, null).catch(() => {})
    }
  }

  /** What was loaded again may know less than was carried: whose call is over by it is carried no more. */
  reloaded(state: RoutingState | undefined): void {
    for (const [interactionId, run] of [...this.book.runs]) {
      if (!foundAgain(run, state?.calls.get(interactionId))) void this.put(interactionId, null).catch(() => {})
    }
  }

  /** In the book at once. Resolves when it is durable. */
  put(interactionId: InteractionId, run: CarriedRun | null): Promise<void> {
    this.book.put(interactionId, run)
    const stored = run && storedRun(run)
    const text = stored
      ? JSON.stringify({ ...stored, saying: null, run: { ...stored.run, rests: 0, wakesAtMs: null } })
      : ''
    if (this.#written.get(interactionId) === text) return this.#next ?? this.#underWay
    if (stored) this.#written.set(interactionId, text)
    else this.#written.delete(interactionId)
    this.#waiting.set(interactionId, { run: stored, answers: stored ? stored.answers : null })
    this.#next ??= this.#underWay.then(() => this.#writeAll())
    return this.#next
  }

  async #writeAll(): Promise<void> {
    const batch = [...this.#waiting].slice(0, mostAtOnce)
    for (const [interactionId] of batch) this.#waiting.delete(interactionId)
    this.#next = undefined
    const written = this.#write(batch)
    this.#underWay = written.catch((error: unknown) => {
      for (const [interactionId] of batch) this.#written.delete(interactionId)
      this.#logger.warn('Where callers are in their flows could not be written', { runs: batch.length, error })
    })
    if (this.#waiting.size > 0) this.#next = this.#underWay.then(() => this.#writeAll())
    await written
  }

  async #write(batch: readonly (readonly [InteractionId, Write])[]): Promise<void> {
    if (batch.length === 0) return
    const given = batch.map(([interactionId, { run, answers }]) => ({ interactionId, run, answers }))
    await sql`
      UPDATE interaction_particulars AS known
         SET flow_run = CASE jsonb_typeof(given.run) WHEN 'object' THEN given.run END,
             answers = CASE jsonb_typeof(given.answers) WHEN 'array' THEN given.answers ELSE known.answers END
        FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS given ("interactionId" text, run jsonb, answers jsonb)
       WHERE known.interaction_id = given."interactionId"`.execute(this.#db)
  }
}
