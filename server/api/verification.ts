import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { InteractionId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { Interaction } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { ownInteraction } from './own-interaction.ts'
import { refuse } from './refusal.ts'

type Routes = 'verifyCustomer' | 'undoVerification'

/** That the customer of a contact is who he says: an agent says so, and by what he knows it. */
export function verificationHandlers(services: ApiServices): Pick<Handlers, Routes> {
  const { db, clock } = services
  return {
    async verifyCustomer({ caller, id, body: { customerId, method }, address }) {
      const own = await ownInteraction(services, caller, id)
      if (!own.ok) return own
      const isDone = await db.transaction().execute(async (transaction) => {
        // Locked: who is chosen as the customer at the same moment is not taken for the one who answered.
        const row = await transaction
          .selectFrom('interaction_particulars')
          .select('customer_id')
          .where('interaction_id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (row?.customer_id !== customerId) return false
        const written = {
          ...{ customer_id: customerId, method, person_id: caller.personId },
          verified_at: new Date(clock.wallMs()),
        }
        await transaction
          .insertInto('verification')
          .values({ interaction_id: id, ...written })
          .onConflict((conflict) => conflict.column('interaction_id').doUpdateSet(written))
          .execute()
        await audit(transaction, {
          ...{ action: 'interaction.verified', personId: caller.personId, subject: id, address },
          details: { customerId, method },
        })
        return true
      })
      if (!isDone) return refuse('verification.other-customer')
      services.desks.interactionChanged(id)
      return success({})
    },

    async undoVerification({ caller, id, address }) {
      const own = await ownInteraction(services, caller, id)
      if (!own.ok) return own
      await db.transaction().execute(async (transaction) => {
        const gone = await transaction
          .deleteFrom('verification')
          .where('interaction_id', '=', id)
          .returning(['customer_id', 'method'])
          .executeTakeFirst()
        if (!gone) return
        await audit(transaction, {
          ...{ action: 'interaction.verification-undone', personId: caller.personId, subject: id, address },
          details: { customerId: gone.customer_id, method: gone.method },
        })
      })
      services.desks.interactionChanged(id)
      return success({})
    },
  }
}

/** Of the customer whom the contact is about now; what was found of another one does not count. */
export async function verificationOf(
  db: Kysely<Database>,
  id: InteractionId,
): Promise<Pick<Interaction, 'verification'>> {
  const row = await db
    .selectFrom('verification')
    .innerJoin('interaction_particulars as particulars', (join) =>
      join
        .onRef('particulars.interaction_id', '=', 'verification.interaction_id')
        .onRef('particulars.customer_id', '=', 'verification.customer_id'),
    )
    .leftJoin('person', 'person.person_id', 'verification.person_id')
    .select(['verification.method', 'verification.verified_at', 'person.name'])
    .where('verification.interaction_id', '=', id)
    .executeTakeFirst()
  if (!row) return {}
  const { method, verified_at, name } = row
  return { verification: { method, at: verified_at.toISOString(), ...(name === null ? {} : { byName: name }) } }
}
