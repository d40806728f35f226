import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type AgentId, newId, type PersonId, type RandomBytes } from '#kernel/ids.ts'

export interface AgentChange {
  readonly kind: 'began' | 'ended'
  readonly agentId: AgentId
}

/**
 * A person has a station while they are active and have the role `agent`, or `supervisor`, who is heard through it. Brings the
 * agent's row to that, and says what changed. A new agent serves every queue, a supervisor none; one who comes back keeps the
 * station and the queues of before.
 */
export async function alignAgent(
  db: Kysely<Database>,
  personId: PersonId,
  nowMs: number,
  randomBytes: RandomBytes,
  /** With the role `agent` before: whoever serves no queue then was taken out of them, and stays out. */
  { wasAgent = false } = {},
): Promise<AgentChange | undefined> {
  const person = await db.selectFrom('person').select('is_active').where('person_id', '=', personId).executeTakeFirst()
  const roles = await db
    .selectFrom('person_role')
    .select('role')
    .where('person_id', '=', personId)
    .where('role', 'in', ['agent', 'supervisor'])
    .execute()
  const isWanted = person?.is_active === true && roles.length > 0
  const servesQueues = roles.some(({ role }) => role === 'agent')
  const known = await db
    .selectFrom('agent')
    .select(['agent_id', 'is_active', 'routing_profile_id'])
    .where('person_id', '=', personId)
    .executeTakeFirst()

  if (known) {
    if (servesQueues && !wasAgent && known.routing_profile_id === null && (await becomesAgent(db, known.agent_id))) {
      await serveEveryQueue(db, known.agent_id)
      if (known.is_active) return { kind: 'began', agentId: known.agent_id }
    }
    if (known.is_active === isWanted) return undefined
    await db.updateTable('agent').set({ is_active: isWanted }).where('agent_id', '=', known.agent_id).execute()
    return { kind: isWanted ? 'began' : 'ended', agentId: known.agent_id }
  }
  if (!isWanted) return undefined
  const agentId = newId('agent', nowMs, randomBytes)
  await db
    .insertInto('agent')
    .values({ agent_id: agentId, person_id: personId, station_id: newId('station', nowMs, randomBytes) })
    .execute()
  if (servesQueues) await serveEveryQueue(db, agentId)
  return { kind: 'began', agentId }
}

/** Until now he had a station and no queue: a supervisor who takes calls too from now on. */
const becomesAgent = async (db: Kysely<Database>, agentId: AgentId): Promise<boolean> =>
  (await db.selectFrom('agent_queue').select('queue_id').where('agent_id', '=', agentId).executeTakeFirst()) ===
  undefined

async function serveEveryQueue(db: Kysely<Database>, agentId: AgentId): Promise<void> {
  const queues = await db
    .selectFrom('queue')
    .select('queue_id')
    .where('is_active', '=', true)
    // Another person's own queue is nobody else's.
    .where('person_id', 'is', null)
    .execute()
  if (queues.length > 0) {
    await db
      .insertInto('agent_queue')
      .values(queues.map(({ queue_id }) => ({ agent_id: agentId, queue_id })))
      .execute()
  }
}
