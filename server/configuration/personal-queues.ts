import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { newId, type PersonId, type RandomBytes } from '#kernel/ids.ts'

/**
 * A queue of one person alone, so that a call for them waits, rings and is told of like any other. It has their name, no
 * other member, and stands in no list of queues. Made once; it stays when no number leads to it any more.
 */
export async function ensurePersonalQueue(
  transaction: Kysely<Database>,
  personId: PersonId,
  chance: { readonly nowMs: number; readonly randomBytes: RandomBytes },
): Promise<'there' | 'no-such-person' | 'no-agent'> {
  const person = await transaction
    .selectFrom('person')
    .leftJoin('agent', (join) =>
      join.onRef('agent.person_id', '=', 'person.person_id').on('agent.is_active', '=', true),
    )
    .where('person.person_id', '=', personId)
    .where('person.is_active', '=', true)
    .select(['person.name', 'person.business_unit_id', 'agent.agent_id'])
    .executeTakeFirst()
  if (!person) return 'no-such-person'
  if (person.agent_id === null) return 'no-agent'
  const { agent_id } = person
  await transaction
    .insertInto('queue')
    .values({
      queue_id: newId('queue', chance.nowMs, chance.randomBytes),
      business_unit_id: person.business_unit_id,
      name: person.name,
      person_id: personId,
    })
    .onConflict((conflict) => conflict.column('person_id').doNothing())
    .execute()
  const { queue_id } = await transaction
    .selectFrom('queue')
    .select('queue_id')
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
  await transaction
    .insertInto('agent_queue')
    .values({ agent_id, queue_id })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return 'there'
}
