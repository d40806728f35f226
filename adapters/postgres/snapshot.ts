import type { RoutingDomainId } from '#kernel/ids.ts'
import type { Queryable } from './pool.ts'

/** Snapshots that are kept: the newest, and one older in case the newest cannot be read. */
const kept = 2

export interface StoredSnapshot {
  readonly position: number
  readonly version: number
  readonly slices: readonly unknown[]
}

/** Begins a snapshot at `position`; one that an earlier run left unfinished there is begun again. */
export async function beginSnapshot(
  db: Queryable,
  domainId: RoutingDomainId,
  position: number,
  version: number,
): Promise<void> {
  await db.query('DELETE FROM routing_snapshot WHERE domain_id = $1 AND position = $2', [domainId, position])
  await db.query('INSERT INTO routing_snapshot (domain_id, position, version) VALUES ($1, $2, $3)', [
    domainId,
    position,
    version,
  ])
}

/** @param payload JSON of one slice */
export async function writeSlice(
  db: Queryable,
  domainId: RoutingDomainId,
  position: number,
  slice: number,
  payload: string,
): Promise<void> {
  await db.query(
    'INSERT INTO routing_snapshot_slice (domain_id, position, slice, payload) VALUES ($1, $2, $3, $4::jsonb)',
    [domainId, position, slice, payload],
  )
}

/** Makes the snapshot count, and forgets those that are too old. */
export async function finishSnapshot(
  db: Queryable,
  domainId: RoutingDomainId,
  position: number,
  sliceCount: number,
): Promise<void> {
  await db.query('UPDATE routing_snapshot SET slice_count = $3 WHERE domain_id = $1 AND position = $2', [
    domainId,
    position,
    sliceCount,
  ])
  await db.query(
    `DELETE FROM routing_snapshot
      WHERE domain_id = $1 AND position < (
        SELECT min(position) FROM (
          SELECT position FROM routing_snapshot
           WHERE domain_id = $1 AND slice_count IS NOT NULL ORDER BY position DESC LIMIT ${kept}) AS newest)`,
    [domainId],
  )
}

/** The newest finished snapshot of this version at or before `position`, if there is one. */
export async function readSnapshot(
  db: Queryable,
  domainId: RoutingDomainId,
  position: number,
  version: number,
): Promise<StoredSnapshot | undefined> {
  const { rows } = await db.query<{ position: number; slice_count: number }>(
    `SELECT position, slice_count FROM routing_snapshot
      WHERE domain_id = $1 AND position <= $2 AND version = $3 AND slice_count IS NOT NULL
      ORDER BY position DESC LIMIT 1`,
    [domainId, position, version],
  )
  const [newest] = rows
  if (!newest) return undefined
  const slices: unknown[] = []
  while (slices.length < newest.slice_count) {
    const page = await db.query<{ payload: unknown }>(
      `SELECT payload FROM routing_snapshot_slice
        WHERE domain_id = $1 AND position = $2 AND slice >= $3 ORDER BY slice LIMIT 64`,
      [domainId, newest.position, slices.length],
    )
    if (page.rows.length === 0) return undefined
    slices.push(...page.rows.map(({ payload }) => payload))
  }
  return { position: newest.position, version, slices }
}
