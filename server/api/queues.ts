import { success } from '#kernel/result.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'

/** Short lists that every screen needs: the queues and the outcomes. */
export function queueHandlers({ db }: ApiServices): Pick<Handlers, 'queues' | 'dispositions'> {
  return {
    async queues() {
      const rows = await db
        .selectFrom('queue')
        .selectAll()
        .where('is_active', '=', true)
        .where('person_id', 'is', null)
        .orderBy('name')
        .execute()
      return success({
        items: rows.map((row) => ({
          queueId: row.queue_id,
          channel: row.channel,
          name: row.name,
          strategy: row.strategy,
          ringTimeoutMs: row.ring_timeout_ms,
          wrapUpLimitMs: row.wrap_up_limit_ms,
        })),
      })
    },

    async dispositions() {
      const rows = await db
        .selectFrom('disposition')
        .select(['disposition_id', 'name'])
        .where('is_active', '=', true)
        .orderBy('rank')
        .orderBy('name')
        .execute()
      return success({ items: rows.map((row) => ({ dispositionId: row.disposition_id, name: row.name })) })
    },
  }
}
