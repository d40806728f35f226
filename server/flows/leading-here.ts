import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowId } from '#kernel/ids.ts'

/** Which numbers, queues and published flows lead to this flow, as a sentence; `undefined`: nothing does. */
export async function whatLeadsTo(db: Kysely<Database>, flowId: FlowId): Promise<string | undefined> {
  const { rows } = await sql<{ what: string; name: string }>`
    SELECT 'the number' AS what, pattern AS name FROM number_rule WHERE ${names('target', flowId)}
    UNION ALL SELECT 'the queue', name FROM queue WHERE is_active AND (script_flow_id = ${flowId} OR ${names('diversions', flowId)})
    UNION ALL SELECT 'the flow', flow.name FROM flow
      JOIN flow_version ON flow_version.flow_version_id = flow.published_version_id
      WHERE flow.archived_at IS NULL AND flow.flow_id <> ${flowId} AND ${names('flow_version.definition', flowId)}
    LIMIT 11`.execute(db)
  if (rows.length === 0) return undefined
  const told = rows.slice(0, 10).map(({ what, name }) => `${what} ${name}`)
  return `Led to by ${told.join(', ')}${rows.length > 10 ? ' and more' : ''}.`
}

/** Whether it stands anywhere in this JSON, in whatever way it is led to. */
const names = (column: string, flowId: FlowId) =>
  sql`jsonb_path_exists(${sql.ref(column)}, 'strict $.** ? (@ == $id)', jsonb_build_object('id', ${flowId}::text))`
