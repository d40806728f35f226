import type { Queryable } from '#adapters/postgres/pool.ts'
import type { FlowId, FlowVersionId, InteractionId } from '#kernel/ids.ts'
import { type FlowWalk, noWalk } from './flow-walk.ts'
import type { InteractionRecord } from './interaction-record.ts'

/** The first two are the key. */
export const stepColumns = {
  interaction_id: 'text',
  ordinal: 'integer',
  flow_id: 'text',
  flow_version_id: 'text',
  block_id: 'text',
  exit: 'text',
  at: 'timestamptz',
  left_at: 'timestamptz',
  left_as: 'text',
}

/** What is not written yet of one interaction's way. */
export const stepRows = ({ interactionId, walk }: InteractionRecord) =>
  [...walk.changed.values()].map((step) => ({
    interaction_id: interactionId,
    ordinal: step.ordinal,
    flow_id: step.flowId,
    flow_version_id: step.versionId,
    block_id: step.blockId,
    exit: step.exit,
    at: new Date(step.atMs).toISOString(),
    left_at: step.leftAtMs === null ? null : new Date(step.leftAtMs).toISOString(),
    left_as: step.leftAs,
  }))

interface StepRow {
  readonly interaction_id: InteractionId
  readonly ordinal: number
  readonly flow_id: FlowId
  readonly flow_version_id: FlowVersionId
  readonly block_id: string
  readonly exit: string | null
  readonly at: Date
  readonly left_at: Date | null
}

/** How far each of these interactions has come. */
export async function readWalks(
  db: Queryable,
  interactionIds: readonly InteractionId[],
): Promise<Map<InteractionId, FlowWalk>> {
  const { rows } = await db.query<StepRow>(
    `SELECT DISTINCT ON (interaction_id) * FROM flow_step WHERE interaction_id = ANY($1)
      ORDER BY interaction_id, ordinal DESC`,
    [interactionIds],
  )
  return new Map(rows.map((row) => [row.interaction_id, walkOf(row)]))
}

function walkOf({ ordinal, flow_id, flow_version_id, block_id: blockId, at, exit, left_at }: StepRow): FlowWalk {
  if (left_at !== null) return { ...noWalk(), ordinal }
  const place = { flowId: flow_id, versionId: flow_version_id, blockId, atMs: at.getTime() }
  return { ...noWalk(), ordinal, open: { ordinal, ...place, exit, leftAtMs: null, leftAs: null } }
}
