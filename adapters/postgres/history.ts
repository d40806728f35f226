import { failure, type Result, success } from '#kernel/result.ts'
import type { Queryable } from './pool.ts'

/** An event as it was written, which a newer program reads as an older one meant it. */
interface Stored {
  readonly type: string
  readonly version: number
}

/** What the log says of a period, each part in the order of the log. */
export interface LoggedHistory {
  readonly period: { readonly fromMs: number; readonly toMs: number }
  /** Of `settingTypes`, from the beginning to the end of the period. */
  readonly settings: readonly Stored[]
  /** The last `PresenceChanged` of each agent before the period. */
  readonly presences: readonly Stored[]
  /** Of `eventTypes`, in the period. */
  readonly events: readonly Stored[]
  /** What queues, skills and agents are called, by id. */
  readonly names: ReadonlyMap<string, string>
  /** The versions of flows through which somebody went in it. */
  readonly flows: readonly LoggedFlow[]
}

interface LoggedFlow {
  readonly flowId: string
  readonly versionId: string
  readonly name: string
  /** As it was published. */
  readonly definition: unknown
}

/**
 * Reads the history of a period that is chosen by the installation's time zone. The domain of the log is the only one.
 * @param periodIn says which period is meant in an IANA zone, or why none is
 */
export async function readHistory(
  db: Queryable,
  types: { readonly settingTypes: readonly string[]; readonly eventTypes: readonly string[] },
  periodIn: (zone: string) => Result<LoggedHistory['period'], string>,
): Promise<Result<LoggedHistory, string>> {
  const zones = await db.query<{ time_zone: string }>(
    'SELECT time_zone FROM business_unit WHERE parent_id IS NULL LIMIT 1',
  )
  const period = periodIn(zones.rows[0]?.time_zone ?? 'UTC')
  if (!period.ok) return period
  const { fromMs, toMs } = period.value
  const payloads = async (text: string, values: readonly unknown[]): Promise<Stored[]> =>
    (await db.query<{ payload: Stored }>(text, values)).rows.map(({ payload }) => payload)
  const settings = await payloads(
    'SELECT payload FROM routing_event WHERE at < $1 AND type = ANY ($2) ORDER BY position',
    [new Date(toMs), types.settingTypes],
  )
  if (settings.length === 0) return failure('The log is empty: Parley has to have run before a day can be replayed.')
  const presences = await payloads(
    `SELECT DISTINCT ON (payload->>'agentId') payload FROM routing_event
      WHERE at < $1 AND type = 'PresenceChanged' ORDER BY payload->>'agentId', position DESC`,
    [new Date(fromMs)],
  )
  const events = await payloads(
    'SELECT payload FROM routing_event WHERE at >= $1 AND at < $2 AND type = ANY ($3) ORDER BY position',
    [new Date(fromMs), new Date(toMs), types.eventTypes],
  )
  const named = await db.query<{ id: string; name: string }>(
    `SELECT queue_id AS id, name FROM queue UNION ALL SELECT skill_id, name FROM skill
      UNION ALL SELECT agent_id, person.name FROM agent JOIN person USING (person_id)`,
  )
  const names = new Map(named.rows.map(({ id, name }) => [id, name]))
  return success({ period: period.value, settings, presences, events, names, flows: await flowsOf(db, events) })
}

async function flowsOf(db: Queryable, events: readonly Stored[]): Promise<readonly LoggedFlow[]> {
  const versionIds = new Set<string>()
  for (const event of events as readonly (Stored & { versionId?: string; passed?: { versionId: string }[] })[]) {
    if (event.type !== 'FlowEntered' && event.type !== 'FlowAdvanced') continue
    if (event.versionId !== undefined) versionIds.add(event.versionId)
    for (const { versionId } of event.passed ?? []) versionIds.add(versionId)
  }
  if (versionIds.size === 0) return []
  const { rows } = await db.query<LoggedFlow>(
    `SELECT flow_id AS "flowId", flow_version_id AS "versionId", name, flow_version.definition
      FROM flow_version JOIN flow USING (flow_id) WHERE flow_version_id = ANY ($1) ORDER BY flow_version_id`,
    [[...versionIds]],
  )
  return rows
}
