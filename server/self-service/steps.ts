import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type PagedRun, passedBy } from '#domain/flows/index.ts'
import type { InteractionId } from '#kernel/ids.ts'

/** Whoever goes round longer has shown by then what he did. */
const mostSteps = 1000

/** Where he was is over: by an exit, or as `leftAs` says. */
const closeStep = (
  db: Kysely<Database>,
  interactionId: InteractionId,
  how: { exit?: string; left_as?: string },
  at: Date,
) =>
  db
    .updateTable('flow_step')
    .set({ ...how, left_at: at })
    .where('interaction_id', '=', interactionId)
    .where('exit', 'is', null)
    .where('left_as', 'is', null)
    .execute()

/**
 * Writes the way on from one step to the next, as it is written for calls: each stay at a block with its exit, and where he is now. By
 * it a flow's live view counts him.
 * @param before absent: he has just come
 */
export async function writeSteps(
  db: Kysely<Database>,
  interactionId: InteractionId,
  before: PagedRun | undefined,
  now: PagedRun,
  at: Date,
): Promise<void> {
  const known = before ? passedBy(before).length : 0
  const passed = passedBy(now)
  const isBack = before !== undefined && passed.length < known
  const news = isBack ? [] : passed.slice(known)
  // The first of them is the page at which he was.
  const [left, ...others] = before ? news : [undefined, ...news]
  await closeStep(db, interactionId, left ? { exit: left.exit } : { left_as: isBack ? 'went-back' : 'left' }, at)
  const { last } = await db
    .selectFrom('flow_step')
    .select(({ fn }) => fn.max('ordinal').as('last'))
    .where('interaction_id', '=', interactionId)
    .executeTakeFirstOrThrow()
  const { flowId, versionId, blockId } = now.run
  const stays = others.flatMap((one) => (one ? [{ ...one, left_at: at as Date | null }] : []))
  const here = now.left ? [] : [{ flowId, versionId, blockId, exit: null, left_at: null }]
  const rows = [...stays, ...here].map((one, index) => ({
    ...{ interaction_id: interactionId, ordinal: (last ?? 0) + index + 1 },
    ...{
      flow_id: one.flowId,
      flow_version_id: one.versionId,
      block_id: one.blockId,
      exit: one.exit,
      at,
      left_at: one.left_at,
    },
  }))
  if (rows.length > 0 && (last ?? 0) < mostSteps) await db.insertInto('flow_step').values(rows).execute()
}

/** Nothing came for so long: he has closed the page. */
const idleFor = '30 minutes'

/** Takes those to be gone of whom nothing was heard, and forgets what they typed. */
export async function sweepLeft(db: Kysely<Database>): Promise<void> {
  await sql`
    WITH gone AS (
      UPDATE self_service_run SET ended_at = changed_at, outcome = 'left', paged = NULL
       WHERE ended_at IS NULL AND changed_at < now() - ${idleFor}::interval
      RETURNING interaction_id, changed_at)
    UPDATE flow_step SET left_at = gone.changed_at, left_as = 'customer-left'
      FROM gone WHERE flow_step.interaction_id = gone.interaction_id AND exit IS NULL AND left_as IS NULL`.execute(db)
}
