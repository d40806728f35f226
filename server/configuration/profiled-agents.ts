import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { AgentId, RoutingProfileId } from '#kernel/ids.ts'

/**
 * These have the profile from now on, and no settings of their own besides: neither queues, but for one of theirs alone, nor
 * loads. Whoever has it already stays as he is.
 */
export async function giveProfile(
  transaction: Kysely<Database>,
  profileId: RoutingProfileId,
  agentIds: readonly AgentId[],
  nowMs: number,
): Promise<void> {
  const ids = [...agentIds]
  await sql`
    DELETE FROM agent_queue USING queue
    WHERE queue.queue_id = agent_queue.queue_id AND queue.person_id IS NULL AND agent_id = ANY(${ids}::text[])`.execute(
    transaction,
  )
  await sql`DELETE FROM agent_channel_load WHERE agent_id = ANY(${ids}::text[])`.execute(transaction)
  await sql`
    UPDATE agent SET routing_profile_id = ${profileId}
    WHERE agent_id = ANY(${ids}::text[])`.execute(transaction)
  await growVersions(transaction, ids, nowMs)
}

/** These have no profile any more; what it gave them is their own: nobody loses his queues by leaving. */
export async function takeProfile(
  transaction: Kysely<Database>,
  agentIds: readonly AgentId[],
  nowMs: number,
): Promise<void> {
  const ids = [...agentIds]
  await sql`
    INSERT INTO agent_queue (agent_id, queue_id, priority, ring, weight, position, share)
    SELECT agent_id, queue_id, priority, ring, weight, position, share
    FROM agent JOIN routing_profile_queue USING (routing_profile_id)
    WHERE agent_id = ANY(${ids}::text[])
    ON CONFLICT (agent_id, queue_id) DO NOTHING`.execute(transaction)
  await sql`
    INSERT INTO agent_channel_load (agent_id, channel, at_once, weight)
    SELECT agent_id, channel, at_once, weight
    FROM agent JOIN routing_profile_load USING (routing_profile_id)
    WHERE agent_id = ANY(${ids}::text[])
    ON CONFLICT (agent_id, channel) DO UPDATE SET at_once = excluded.at_once, weight = excluded.weight`.execute(
    transaction,
  )
  await sql`UPDATE agent SET routing_profile_id = NULL WHERE agent_id = ANY(${ids}::text[])`.execute(transaction)
  await growVersions(transaction, ids, nowMs)
}

/** A page that shows the person as before has to notice. */
async function growVersions(transaction: Kysely<Database>, ids: AgentId[], nowMs: number): Promise<void> {
  await sql`
    UPDATE person SET updated_at = greatest(${new Date(nowMs)}, updated_at + interval '1 millisecond')
    FROM agent WHERE agent.person_id = person.person_id AND agent_id = ANY(${ids}::text[])`.execute(transaction)
}
