import type { Kysely, Selectable } from 'kysely'
import type { AgentQueueTable, Database } from '#adapters/postgres/schema.ts'
import type { Membership } from '#domain/routing/index.ts'
import { grouped } from '#kernel/grouped.ts'
import type { AgentId, RoutingProfileId } from '#kernel/ids.ts'

interface ProfiledAgent {
  readonly agent_id: AgentId
  readonly routing_profile_id: RoutingProfileId | null
}

/**
 * Which queues each agent serves, in one order: by himself, or by his profile and a queue of his alone. Thousands who have one
 * profile share one list, so that reading them costs little more than reading the profile.
 */
export async function readMemberships(db: Kysely<Database>): Promise<(agent: ProfiledAgent) => readonly Membership[]> {
  const [own, given] = await Promise.all([
    db
      .selectFrom('agent_queue')
      .innerJoin('queue', 'queue.queue_id', 'agent_queue.queue_id')
      .innerJoin('agent', 'agent.agent_id', 'agent_queue.agent_id')
      .where('queue.is_active', '=', true)
      .where(({ eb, or }) => or([eb('agent.routing_profile_id', 'is', null), eb('queue.person_id', 'is not', null)]))
      .selectAll('agent_queue')
      .orderBy('agent_queue.queue_id')
      .execute(),
    db
      .selectFrom('routing_profile_queue')
      .innerJoin('queue', 'queue.queue_id', 'routing_profile_queue.queue_id')
      .where('queue.is_active', '=', true)
      .selectAll('routing_profile_queue')
      .orderBy('routing_profile_queue.queue_id')
      .execute(),
  ])
  const ofAgent = membershipsBy(own, ({ agent_id }) => agent_id)
  const ofProfile = membershipsBy(given, ({ routing_profile_id }) => routing_profile_id)
  return ({ agent_id, routing_profile_id }) => {
    const alone = ofAgent.get(agent_id) ?? []
    const shared = routing_profile_id === null ? [] : (ofProfile.get(routing_profile_id) ?? [])
    if (alone.length === 0) return shared
    return shared.length === 0 ? alone : [...alone, ...shared].sort((a, b) => (a.queueId < b.queueId ? -1 : 1))
  }
}

type Line = Omit<Selectable<AgentQueueTable>, 'agent_id'>
const membershipsBy = <Row extends Line, Key>(rows: readonly Row[], keyOf: (row: Row) => Key) =>
  new Map([...grouped(rows, keyOf)].map(([key, lines]) => [key, lines.map(membershipOf)]))

/** What is as usual is left out, as in what was decided before there was anything else. */
const membershipOf = ({ queue_id, priority, ring, weight, position, share }: Line): Membership => ({
  queueId: queue_id,
  priority,
  ...(ring === 1 ? {} : { ring }),
  ...(weight === 1 ? {} : { weight }),
  ...(position === 0 ? {} : { position }),
  ...(share === 1 ? {} : { share }),
})
