import type { RoutingDomainId } from '#kernel/ids.ts'
import type { Queryable } from './pool.ts'

/** The right to decide in a routing domain, as it was when it was taken. */
export interface Lease {
  readonly domainId: RoutingDomainId
  /** Grows with each taking; appends and edge commands carry it, and a lower one is refused. */
  readonly epoch: number
  /** The position of the log's last event. */
  readonly position: number
}

/**
 * Takes the lease when it is free, has run out, or is already `holder`'s, with the next epoch. `undefined` when somebody
 * else has it. It waits for an append of the old epoch that is still under way: that one is either in the log when this
 * returns, or never.
 * @param force take it from another holder too: for one that is known to be dead
 */
export async function takeLease(
  db: Queryable,
  options: { domainId: RoutingDomainId; holder: string; lengthMs: number; force?: boolean },
): Promise<Lease | undefined> {
  await db.query('INSERT INTO lease (domain_id) VALUES ($1) ON CONFLICT DO NOTHING', [options.domainId])
  const { rows } = await db.query<{ epoch: number; position: number }>(
    `UPDATE lease
        SET epoch = epoch + 1, holder = $2, expires_at = now() + $3 * interval '1 millisecond'
      WHERE domain_id = $1 AND ($4 OR holder IN ('', $2) OR expires_at < now())
  RETURNING epoch, position`,
    [options.domainId, options.holder, options.lengthMs, options.force ?? false],
  )
  const [row] = rows
  return row && { domainId: options.domainId, epoch: row.epoch, position: row.position }
}

/** Who has the lease now; empty when nobody has. */
export async function leaseHolder(db: Queryable, domainId: RoutingDomainId): Promise<string> {
  const { rows } = await db.query<{ holder: string }>('SELECT holder FROM lease WHERE domain_id = $1', [domainId])
  return rows[0]?.holder ?? ''
}

/** Renews; false when another epoch has begun: this holder must stop deciding. */
export async function renewLease(db: Queryable, lease: Lease, lengthMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE lease SET expires_at = now() + $3 * interval '1 millisecond' WHERE domain_id = $1 AND epoch = $2`,
    [lease.domainId, lease.epoch, lengthMs],
  )
  return rowCount === 1
}

/** Gives the lease back, so that the next one need not wait for its end. */
export async function releaseLease(db: Queryable, lease: Lease): Promise<void> {
  await db.query(`UPDATE lease SET holder = '', expires_at = '-infinity' WHERE domain_id = $1 AND epoch = $2`, [
    lease.domainId,
    lease.epoch,
  ])
}
