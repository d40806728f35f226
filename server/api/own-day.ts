import { sql } from 'kysely'
import type { Segment } from '#domain/interactions/index.ts'
import { ownDay, type PresenceSince } from '#domain/reporting/index.ts'
import { type StoredEvent, upcast } from '#domain/routing/index.ts'
import type { AgentId, RoutingDomainId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { refuse } from './refusal.ts'

type Services = Pick<ApiServices, 'db' | 'clock' | 'domainId'>

/** What an agent did today, from the same segments and events as every report. */
export function ownDayHandlers(services: Services): Pick<Handlers, 'ownDay'> {
  const { clock } = services
  return {
    async ownDay({ caller }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const { agentId } = caller
      const nowMs = clock.wallMs()
      const fromMs = await midnightOf(services, agentId, nowMs)
      const [segments, presences] = await Promise.all([
        segmentsOf(services, agentId, fromMs),
        presencesOf(services, agentId, fromMs),
      ])
      const day = ownDay(segments, presences, { fromMs, nowMs })
      const { meanTalkMs, meanHoldMs, meanWrapUpMs, occupancy, breaks, ...sums } = day
      return success({
        from: new Date(fromMs).toISOString(),
        to: new Date(nowMs).toISOString(),
        ...sums,
        breaks: [...breaks],
        ...(meanTalkMs !== null && { meanTalkMs }),
        ...(meanHoldMs !== null && { meanHoldMs }),
        ...(meanWrapUpMs !== null && { meanWrapUpMs }),
        ...(occupancy !== null && { occupancy }),
      })
    },
  }
}

/** When the day began in which he works: PostgreSQL knows the zones, and the days on which clocks are changed. */
async function midnightOf({ db }: Services, agentId: AgentId, nowMs: number): Promise<number> {
  const now = new Date(nowMs)
  const row = await db
    .selectFrom('agent')
    .innerJoin('person', 'person.person_id', 'agent.person_id')
    .innerJoin('business_unit as unit', 'unit.business_unit_id', 'person.business_unit_id')
    .select(
      sql<Date>`date_trunc('day', ${now}::timestamptz AT TIME ZONE unit.time_zone) AT TIME ZONE unit.time_zone`.as(
        'at',
      ),
    )
    .where('agent.agent_id', '=', agentId)
    .executeTakeFirst()
  return row?.at.getTime() ?? nowMs
}

/** All of his that touch the day: what began the day before and runs on is a part of it. */
async function segmentsOf({ db }: Services, agentId: AgentId, fromMs: number): Promise<readonly Segment[]> {
  const from = new Date(fromMs)
  const rows = await db
    .selectFrom('segment')
    .selectAll()
    .where('agent_id', '=', agentId)
    // Nothing lasts longer than two days; without a bound each look would read all that he ever did.
    .where('started_at', '>', new Date(fromMs - longestMs))
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', from)]))
    .execute()
  return rows.map((row) => ({
    interactionId: row.interaction_id,
    ordinal: row.ordinal,
    kind: row.kind,
    fromMs: row.started_at.getTime(),
    toMs: row.ended_at?.getTime() ?? null,
    queueId: row.queue_id,
    agentId: row.agent_id,
    offerId: row.offer_id,
    outcome: row.outcome as Segment['outcome'],
  }))
}
const longestMs = 2 * 86_400_000

async function presencesOf(
  { db, domainId }: Services,
  agentId: AgentId,
  fromMs: number,
): Promise<readonly PresenceSince[]> {
  const from = new Date(fromMs)
  const { rows } = await presenceQuery(domainId, agentId, from).execute(db)
  return rows.flatMap(({ payload }) => {
    const event = upcast(payload)
    return event.ok && event.value.type === 'PresenceChanged'
      ? [{ atMs: event.value.atMs, presence: event.value.presence }]
      : []
  })
}

const presenceQuery = (domainId: RoutingDomainId, agentId: AgentId, from: Date) => sql<{ payload: StoredEvent }>`
  SELECT payload FROM (
    SELECT position, payload FROM routing_event
     WHERE type = 'PresenceChanged' AND payload ->> 'agentId' = ${agentId} AND domain_id = ${domainId} AND at >= ${from}
    UNION ALL
    (SELECT position, payload FROM routing_event
      WHERE type = 'PresenceChanged' AND payload ->> 'agentId' = ${agentId} AND domain_id = ${domainId} AND at < ${from}
      ORDER BY position DESC LIMIT 1)
  ) AS known ORDER BY position`
