import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { identityMatch } from '#domain/customers/index.ts'
import type { CustomerId, InteractionId } from '#kernel/ids.ts'
import type { Decider } from '../core-services.ts'
import { noteCustomerOf } from '../note-customers.ts'

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

  /** Calls that begin while others are looked up are looked up together after them. */
  const unknown = new Set<InteractionId>()
  let isLooking = false

  async function identify(interactionIds: readonly InteractionId[]): Promise<void> {
    for (const interactionId of interactionIds) unknown.add(interactionId)
    if (isLooking) return
    isLooking = true
    while (unknown.size > 0) {
      const together = [...unknown]
      unknown.clear()
      await lookUp(together)
    }
    isLooking = false
  }

  async function lookUp(interactionIds: readonly InteractionId[]): Promise<void> {
    try {
      const rows = await db
        .selectFrom('interaction_particulars as particulars')
        .innerJoin('customer_phone_number as own', 'own.number', 'particulars.caller_number')
        .select(['particulars.interaction_id', 'own.customer_id'])
        .where('particulars.interaction_id', '=', sql<InteractionId>`any(${interactionIds})`)
        .where('particulars.customer_id', 'is', null)
        .execute()
      for (const interactionId of new Set(rows.map((row) => row.interaction_id))) {
        const owners = rows.filter((row) => row.interaction_id === interactionId)
        const match = identityMatch(owners.map((row) => row.customer_id))
        if (match.kind === 'one') await keep(interactionId, match.customerId)
      }
    } catch (error) {
      logger.warn('The customers of new calls could not be looked up', { error })
    }
  }

  async function keep(interactionId: InteractionId, customerId: CustomerId): Promise<void> {
    await db
      .updateTable('interaction_particulars')
      .set({ customer_id: customerId })
      .where('interaction_id', '=', interactionId)
      .where('customer_id', 'is', null)
      .execute()
    found(interactionId)
    await noteCustomerOf({ db, decider, logger }, { customerId, interactionIds: [interactionId] })
  }

  return decider.subscribe({
    committed(events) {
      void identify(
        events.flatMap((event) =>
          event.type === 'InteractionBegan' || event.type === 'CallbackPromised' ? [event.interactionId] : [],
        ),
      )
    },
    reloaded() {
      void identify([...(decider.state?.interactions.values() ?? [])].map(({ interactionId }) => interactionId))
    },
  })
}
