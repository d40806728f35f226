import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowId } from '#kernel/ids.ts'
import type { FlowPlaceCount } from '../processes/index.ts'

/** Whoever does nothing for so long has closed his page. */
const idleFor = '30 minutes'

/** At which pages of this flow agents are in their scripts now, and customers who help themselves. */
export async function pagesNow(db: Kysely<Database>, flowId: FlowId): Promise<readonly FlowPlaceCount[]> {
  const { rows } = await sql<FlowPlaceCount>`
    SELECT run ->> 'versionId' AS "versionId", run ->> 'blockId' AS "blockId", count(*)::integer AS count
      FROM (
        SELECT paged -> 'run' AS run FROM self_service_run
         WHERE flow_id = ${flowId} AND ended_at IS NULL AND changed_at > now() - ${idleFor}::interval
        UNION ALL
        SELECT script_run -> 'paged' -> 'run' FROM interaction_particulars AS particulars
          JOIN interaction ON interaction.interaction_id = particulars.interaction_id
         WHERE script_run -> 'paged' -> 'run' ->> 'flowId' = ${flowId} AND script_run IS NOT NULL
           AND NOT script_run -> 'paged' ? 'left' AND interaction.state <> 'ended') AS shown
     GROUP BY 1, 2`.execute(db)
  return rows
}
