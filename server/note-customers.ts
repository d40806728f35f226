import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { CustomerId, InteractionId } from '#kernel/ids.ts'
import type { Decider } from './core-services.ts'
import { customerFactsOf } from './customer-facts.ts'

/** More of one customer than that do not wait at once. */
const mostAtOnce = 100

/**
 * Tells routing who the customer of these interactions is, or of all of his that are under way: he was found out, chosen by
 * somebody, or is said to be something else. Never fails: what cannot be told now is told when he comes next.
 */
export async function noteCustomerOf(
  services: {
    readonly db: Kysely<Database>
    readonly decider: Pick<Decider, 'state' | 'execute'>
    readonly logger: Logger
  },
  of: { readonly customerId: CustomerId; readonly interactionIds?: readonly InteractionId[] },
): Promise<void> {
  const { db, decider, logger } = services
  try {
    const interactionIds = of.interactionIds ?? (await underWay(db, of.customerId))
    const live = interactionIds.filter((interactionId) => decider.state?.interactions.has(interactionId))
    if (live.length === 0) return
    const row = await db
      .selectFrom('customer')
      .select(['customer_tier_id', 'customer_segment_id', 'yearly_value'])
      .where('customer_id', '=', of.customerId)
      .executeTakeFirst()
    const customer = (row && customerFactsOf(row)) ?? null
    for (const interactionId of live) {
      const known = decider.state?.interactions.get(interactionId)
      if (!known || JSON.stringify(known.wishes.customer ?? null) === JSON.stringify(customer)) continue
      await decider.execute({ type: 'NoteCustomer', interactionId, customer })
    }
  } catch (error) {
    logger.warn('Who a customer is could not be told to routing', { error })
  }
}

async function underWay(db: Kysely<Database>, customerId: CustomerId): Promise<readonly InteractionId[]> {
  const rows = await db
    .selectFrom('interaction_particulars as particulars')
    .innerJoin('interaction', 'interaction.interaction_id', 'particulars.interaction_id')
    .select('particulars.interaction_id')
    .where('particulars.customer_id', '=', customerId)
    .where('interaction.ended_at', 'is', null)
    .orderBy('particulars.interaction_id', 'desc')
    .limit(mostAtOnce)
    .execute()
  return rows.map(({ interaction_id }) => interaction_id)
}
