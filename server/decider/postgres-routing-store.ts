import { setTimeout as pause } from 'node:timers/promises'
import { appendEvents, type LoggedParticulars, readEvents } from '#adapters/postgres/event-log.ts'
import { leaseHolder, releaseLease, renewLease, takeLease } from '#adapters/postgres/lease.ts'
import type { Pool } from '#adapters/postgres/pool.ts'
import { beginSnapshot, finishSnapshot, readSnapshot, writeSlice } from '#adapters/postgres/snapshot.ts'
import type { RoutingEventOf, SnapshotSlice } from '#domain/routing/index.ts'
import type { InteractionId, RoutingDomainId } from '#kernel/ids.ts'
import type { Particulars } from '../core-services.ts'
import type { LeaseHolder } from './lease-holder.ts'
import type { EventRecord, RoutingStore } from './routing-store.ts'

const betweenSlicesMs = 20

/** Grows when the slices' shape changes: older snapshots are then passed over and the log is replayed. */
const snapshotVersion = 1

/** @param leaseMs how long the lease lasts unless it is renewed */
export function postgresRoutingStore(
  pool: Pool,
  options: { readonly domainId: RoutingDomainId; readonly holder: LeaseHolder; readonly leaseMs: number },
): RoutingStore {
  const { domainId, holder, leaseMs } = options
  return {
    async take() {
      const force = holder.isDead(await leaseHolder(pool, domainId))
      return takeLease(pool, { domainId, holder: holder.name, lengthMs: leaseMs, force })
    },
    renew: (epoch) => renewLease(pool, { domainId, epoch, position: 0 }, leaseMs),
    release: (epoch) => releaseLease(pool, { domainId, epoch, position: 0 }),
    append: (at, events, particulars) =>
      appendEvents(
        pool,
        { domainId, ...at },
        {
          events: events.map(logged),
          particulars: onePerInteraction([...particulars, ...events.flatMap(sameCaller)]),
        },
      ),
    async events(position, limit) {
      const rows = await readEvents(pool, domainId, position, limit)
      return rows.map((row) => ({ position: row.position, event: row.payload as EventRecord }))
    },
    async snapshot(position) {
      const found = await readSnapshot(pool, domainId, position, snapshotVersion)
      return found && { position: found.position, slices: found.slices as SnapshotSlice[] }
    },
    async writeSnapshot(position, slices) {
      await beginSnapshot(pool, domainId, position, snapshotVersion)
      let count = 0
      for (const slice of slices) {
        await writeSlice(pool, domainId, position, count, JSON.stringify(slice))
        count += 1
        // The log is written by the same disk, and its callers wait for it.
        await pause(betweenSlicesMs)
      }
      await finishSnapshot(pool, domainId, position, count)
    },
  }
}

const logged = (event: EventRecord) => ({
  atMs: event.atMs,
  type: event.type,
  version: event.version,
  payload: JSON.stringify(event),
})

/** Who left a message, or is to be called back, is who called: what he said before he need not say again. */
function sameCaller(event: EventRecord): readonly Described[] {
  if (event.type === 'VoicemailLeft') {
    const { interactionId, fromInteractionId } = event as RoutingEventOf<'VoicemailLeft'>
    return [{ interactionId, fromInteractionId }]
  }
  if (event.type !== 'CallbackPromised') return []
  const { interactionId, promise } = event as RoutingEventOf<'CallbackPromised'>
  const { fromInteractionId } = promise
  return fromInteractionId === null ? [] : [{ interactionId, fromInteractionId }]
}

interface Described extends Particulars {
  readonly fromInteractionId?: InteractionId
}

/** Several on one interaction become one, the later word standing. */
function onePerInteraction(particulars: readonly Described[]): LoggedParticulars[] {
  const merged = new Map<string, Described>()
  for (const one of particulars) merged.set(one.interactionId, { ...merged.get(one.interactionId), ...one })
  return [...merged.values()].map((one) => ({
    interaction_id: one.interactionId,
    ...text('caller_number', one.callerNumber),
    ...text('raw_caller_number', one.rawCallerNumber),
    ...text('caller_name', one.callerName),
    ...text('dialed_number', one.dialedNumber),
    ...text('customer_id', one.customerId),
    ...text('from_interaction_id', one.fromInteractionId),
  }))
}

const longestText = 256
/** PostgreSQL's text takes no NUL and no half of a surrogate pair, and a caller chooses what he is called. */
function text<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  if (value === undefined) return {}
  const clean = value
    .slice(0, longestText)
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '')
  return { [name]: clean } as Record<Name, string>
}
