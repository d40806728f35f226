import type { RoutingDomainId } from '#kernel/ids.ts'
import type { Queryable } from './pool.ts'

/** An event as the log keeps it. */
export interface LoggedEvent {
  readonly atMs: number
  readonly type: string
  readonly version: number
  /** JSON: the whole event. */
  readonly payload: string
}
export interface StoredEvent {
  readonly position: number
  readonly payload: unknown
}

/** What is written in the same statement as the events: the personal side of interactions, erasable on its own. */
export interface LoggedParticulars {
  readonly interaction_id: string
  readonly caller_number?: string
  readonly raw_caller_number?: string
  readonly caller_name?: string
  readonly dialed_number?: string
  readonly customer_id?: string
  /** An interaction with the same customer: what is not said here is as it stands there. */
  readonly from_interaction_id?: string
}

export interface Batch {
  readonly events: readonly LoggedEvent[]
  /** At most one row an interaction. */
  readonly particulars: readonly LoggedParticulars[]
}

/**
 * Appends a batch at `position + 1` in one statement, which also checks that the lease's epoch and position are still the
 * writer's: `fenced` when not, and then nothing was written. A rejection leaves it unknown whether the batch was written.
 */
export async function appendEvents(
  db: Queryable,
  at: { readonly domainId: RoutingDomainId; readonly epoch: number; readonly position: number },
  batch: Batch,
): Promise<'appended' | 'fenced'> {
  const values = [
    at.domainId,
    at.epoch,
    at.position,
    batch.events.length,
    batch.events.map(({ atMs }) => new Date(atMs)),
    batch.events.map(({ type }) => type),
    batch.events.map(({ version }) => version),
    batch.events.map(({ payload }) => payload),
    JSON.stringify(batch.particulars),
  ]
  const { rows } = await db.query<{ written: number }>(appendStatement, values, 'append-events')
  return rows[0]?.written === 1 ? 'appended' : 'fenced'
}

// The customer is looked up rather than referred to: an id that is gone must not fail everybody's decisions.
const appendStatement = `
WITH fence AS (
  UPDATE lease SET position = position + $4
   WHERE domain_id = $1 AND epoch = $2 AND position = $3
  RETURNING domain_id
), written AS (
  INSERT INTO routing_event (domain_id, position, at, type, version, payload)
  SELECT fence.domain_id, $3 + event.ordinal, event.at, event.type, event.version, event.payload::jsonb
    FROM fence, unnest($5::timestamptz[], $6::text[], $7::integer[], $8::text[])
         WITH ORDINALITY AS event (at, type, version, payload, ordinal)
), described AS (
  INSERT INTO interaction_particulars AS known
         (interaction_id, caller_number, raw_caller_number, caller_name, dialed_number, customer_id, answers)
  SELECT given.interaction_id, coalesce(given.caller_number, former.caller_number),
         coalesce(given.raw_caller_number, former.raw_caller_number), coalesce(given.caller_name, former.caller_name),
         coalesce(given.dialed_number, former.dialed_number),
         coalesce((SELECT customer.customer_id FROM customer WHERE customer.customer_id = given.customer_id), former.customer_id),
         coalesce(former.answers, '[]')
    FROM fence, jsonb_to_recordset($9::jsonb) AS given
         (interaction_id text, caller_number text, raw_caller_number text, caller_name text, dialed_number text, customer_id text,
          from_interaction_id text)
    LEFT JOIN interaction_particulars former ON former.interaction_id = given.from_interaction_id
  ON CONFLICT (interaction_id) DO UPDATE
     SET caller_number = coalesce(excluded.caller_number, known.caller_number),
         raw_caller_number = coalesce(excluded.raw_caller_number, known.raw_caller_number),
         caller_name = coalesce(excluded.caller_name, known.caller_name),
         dialed_number = coalesce(excluded.dialed_number, known.dialed_number),
         customer_id = coalesce(known.customer_id, excluded.customer_id)
)
SELECT count(*)::integer AS written FROM fence`

/** The events after `position`, oldest first, at most `limit` of them. */
export async function readEvents(
  db: Queryable,
  domainId: RoutingDomainId,
  position: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const { rows } = await db.query<{ position: number; payload: unknown }>(
    'SELECT position, payload FROM routing_event WHERE domain_id = $1 AND position > $2 ORDER BY position LIMIT $3',
    [domainId, position, limit],
  )
  return rows
}

/**
 * Makes the partitions of this month and the `ahead` months after it. A month whose rows already lie in the default
 * partition keeps them there: that costs speed, never an event.
 */
export async function ensurePartitions(db: Queryable, nowMs: number, ahead = 2): Promise<readonly string[]> {
  const made: string[] = []
  const now = new Date(nowMs)
  for (let i = 0; i <= ahead; i++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + i, 1))
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + i + 1, 1))
    const name = `routing_event_${from.toISOString().slice(0, 7).replace('-', '_')}`
    const { rows } = await db.query<{ there: boolean }>(
      `SELECT to_regclass($1) IS NOT NULL
              OR EXISTS (SELECT 1 FROM routing_event_default WHERE at >= $2 AND at < $3) AS there`,
      [name, from, to],
    )
    if (rows[0]?.there) continue
    await db.query(
      `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF routing_event FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
    )
    made.push(name)
  }
  return made
}
