import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type StoredEvent, upcast } from '#domain/routing/index.ts'
import type { InteractionId, RoutingDomainId } from '#kernel/ids.ts'
import type { Announced } from '#protocol/http/index.ts'

/** Whoever waits longer was told much the same again. */
const mostShown = 100

/** What a caller heard of how he stood while he waited, in the order of time; by the partial index of what explains. */
export async function readAnnouncements(
  db: Kysely<Database>,
  domainId: RoutingDomainId,
  interactionId: InteractionId,
): Promise<readonly Announced[]> {
  const { rows } = await sql<{ payload: StoredEvent }>`
    SELECT payload FROM routing_event
    WHERE payload ->> 'interactionId' = ${interactionId} AND type = 'WaitAnnounced' AND domain_id = ${domainId}
    ORDER BY position LIMIT ${mostShown}`.execute(db)
  return rows.flatMap(({ payload }) => {
    const event = upcast(payload)
    if (!event.ok || event.value.type !== 'WaitAnnounced') return []
    const { atMs, queueId, position, wait } = event.value
    if (position === undefined && wait === undefined) return []
    return [
      {
        ...{ at: new Date(atMs).toISOString(), queueId },
        ...(position !== undefined && { position }),
        ...(wait && { wait }),
      },
    ]
  })
}
