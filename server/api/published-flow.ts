import type { Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowId } from '#kernel/ids.ts'
import type { FlowChannel } from '#protocol/http/index.ts'
import type { Refusal } from './refusal.ts'

/** Whether something can lead into this flow here: it is there, drawn for this channel, and published. `undefined`: it can. */
export async function publishedFlow(
  transaction: Transaction<Database>,
  flowId: FlowId,
  channel: FlowChannel,
): Promise<Refusal | undefined> {
  const flow = await transaction
    .selectFrom('flow')
    .select(['published_version_id', 'channels'])
    .where('flow_id', '=', flowId)
    .where('archived_at', 'is', null)
    // Whoever archives it at this moment sees what leads to it, or this one sees that it is gone.
    .forShare()
    .executeTakeFirst()
  if (!flow) return { code: 'flow.not-found' }
  return flow.published_version_id !== null && flow.channels.includes(channel)
    ? undefined
    : { code: 'flow.not-published' }
}
