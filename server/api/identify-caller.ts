import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { InteractionId } from '#kernel/ids.ts'
import type { Decider } from '../core-services.ts'

/**
 * Finds the customer by the caller's number as soon as a call begins, when exactly one has that number: a family's or an
 * office's is for the agent to ask about. What an agent chose is never overwritten.
 *
 * @param found told of the interactions whose customer is known now
 */
export function identifyCallers(
  services: { readonly db: Kysely<Database>; readonly decider: Decider; readonly logger: Logger },
  found: (interactionId: InteractionId) => void,
): () => void {
  const { db, decider, logger } = services

  async function identify(interactionIds: readonly InteractionId[]): Promise<void> {
    if (interactionIds.length === 0) return
    try {
      const rows = await db
        .updateTable('interaction_particulars as particulars')
        .set({
          customer_id: sql`(SELECT min(n.customer_id) FROM customer_phone_number n WHERE n.number = particulars.caller_number)`,
        })
        .where('particulars.interaction_id', 'in', interactionIds)
        .where('particulars.customer_id', 'is', null)
        .where(
          sql<boolean>`(SELECT count(*) FROM customer_phone_number n WHERE n.number = particulars.caller_number) = 1`,
        )
        .returning('particulars.interaction_id')
        .execute()
      for (const row of rows) found(row.interaction_id)
    } catch (error) {
      logger.warn('The customers of new calls could not be looked up', { error })
    }
  }

  return decider.subscribe({
    committed(events) {
      void identify(events.flatMap((event) => (event.type === 'InteractionBegan' ? [event.interactionId] : [])))
    },
    reloaded() {
      void identify([...(decider.state?.interactions.values() ?? [])].map(({ interactionId }) => interactionId))
    },
  })
}
