import type { Transaction } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { FlowId } from '#kernel/ids.ts'
import type { Refusal } from './refusal.ts'

/** Whether callers can be sent into this flow: it is there, and published. `undefined`: they can. */
export async function flowToSendTo(transaction: Transaction<Database>, flowId: FlowId): Promise<Refusal | undefined> {
  const flow = await transaction
    .selectFrom('flow')
    .select(['published_version_id', 'channels'])
    .where('flow_id', '=', flowId)
    .where('archived_at', 'is', null)
    // Whoever archives it at this moment sees what leads to it, or this one sees that it is gone.
    .forShare()
    .executeTakeFirst()
  if (!flow) return { code: 'flow.not-found' }
  return flow.published_version_id !== null && flow.channels.includes('voice')
    ? undefined
    : { code: 'flow.not-published' }
}
