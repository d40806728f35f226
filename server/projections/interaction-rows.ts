import type { Queryable } from '#adapters/postgres/pool.ts'
import type { Segment, SegmentKind } from '#domain/interactions/index.ts'
import { holdMs, talkMs, waitMs, wrapUpMs } from '#domain/reporting/index.ts'
import type { FlowId, FlowVersionId, InteractionId, RoutingDomainId } from '#kernel/ids.ts'
import { readWalks, stepColumns, stepRows } from './flow-step-rows.ts'
import { noWalk } from './flow-walk.ts'
import type { InteractionRecord } from './interaction-record.ts'

/** The projection follows the log from one position to another: records as they are after it. */
export interface Step {
  readonly projection: string
  readonly domainId: RoutingDomainId
  readonly from: number
  readonly to: number
  readonly records: readonly InteractionRecord[]
}

/** Moves the checkpoint and writes whole records over whatever is there of them, in one statement. Rejects when it stood elsewhere. */
export async function writeStep(db: Queryable, { projection, domainId, from, to, records }: Step): Promise<void> {
  const interactions = records.map((record) => interactionRow(domainId, record))
  const rows = [
    JSON.stringify(interactions),
    JSON.stringify(records.flatMap(segmentRows)),
    JSON.stringify(records.flatMap(stepRows)),
  ]
  const { rows: moved } = await db.query(stepStatement, [projection, domainId, from, to, ...rows], 'follow-log')
  if (moved.length !== 1) throw new Error('another core follows the log too')
  for (const { walk } of records) walk.changed.clear()
}

/** The records of these interactions, as far as they were written. */
export async function readRecords(
  db: Queryable,
  interactionIds: readonly InteractionId[],
): Promise<Map<InteractionId, InteractionRecord>> {
  const records = new Map<InteractionId, InteractionRecord>()
  if (interactionIds.length === 0) return records
  const interactions = await db.query<InteractionRow>('SELECT * FROM interaction WHERE interaction_id = ANY($1)', [
    interactionIds,
  ])
  const segments = await db.query<SegmentRow>(
    'SELECT * FROM segment WHERE interaction_id = ANY($1) ORDER BY interaction_id, ordinal',
    [interactionIds],
  )
  const walks = await readWalks(db, interactionIds)
  const lines = new Map<InteractionId, Segment[]>(interactions.rows.map((row) => [row.interaction_id, []]))
  for (const row of segments.rows) lines.get(row.interaction_id)?.push(segmentOf(row))
  for (const row of interactions.rows) {
    records.set(row.interaction_id, {
      interactionId: row.interaction_id,
      channel: row.channel,
      direction: row.direction,
      state: row.state,
      startedAtMs: row.started_at.getTime(),
      queuedAtMs: millis(row.queued_at),
      acceptedAtMs: millis(row.accepted_at),
      talkEndedAtMs: millis(row.talk_ended_at),
      endedAtMs: millis(row.ended_at),
      queueId: row.queue_id,
      agentId: row.agent_id,
      dispositionId: row.disposition_id,
      endReason: row.end_reason,
      isAbandoned: row.is_abandoned,
      recordingConsent: row.recording_consent,
      recordingConsentAtMs: millis(row.recording_consent_at),
      segments: lines.get(row.interaction_id) ?? [],
      walk: walks.get(row.interaction_id) ?? noWalk(),
    })
  }
  return records
}

interface InteractionRow {
  interaction_id: InteractionId
  channel: InteractionRecord['channel']
  direction: InteractionRecord['direction']
  state: InteractionRecord['state']
  started_at: Date
  queued_at: Date | null
  accepted_at: Date | null
  talk_ended_at: Date | null
  ended_at: Date | null
  queue_id: InteractionRecord['queueId']
  agent_id: InteractionRecord['agentId']
  disposition_id: InteractionRecord['dispositionId']
  end_reason: string | null
  is_abandoned: boolean
  recording_consent: InteractionRecord['recordingConsent']
  recording_consent_at: Date | null
}
interface SegmentRow {
  interaction_id: InteractionId
  ordinal: number
  kind: Segment['kind']
  started_at: Date
  ended_at: Date | null
  queue_id: Segment['queueId']
  agent_id: Segment['agentId']
  offer_id: Segment['offerId']
  outcome: Segment['outcome']
  expected_ms: number | null
  expected_low_ms: number | null
  expected_high_ms: number | null
  flow_id: FlowId | null
  flow_version_id: FlowVersionId | null
}

const segmentOf = (row: SegmentRow): Segment => ({
  interactionId: row.interaction_id,
  ordinal: row.ordinal,
  kind: row.kind,
  fromMs: row.started_at.getTime(),
  toMs: millis(row.ended_at),
  queueId: row.queue_id,
  agentId: row.agent_id,
  offerId: row.offer_id,
  outcome: row.outcome,
  ...foretoldIn(row),
  ...(row.flow_id !== null && { flowId: row.flow_id }),
  ...(row.flow_version_id !== null && { versionId: row.flow_version_id }),
})
const foretoldIn = (row: SegmentRow): Pick<Segment, 'expected'> => {
  const { expected_ms: likelyMs, expected_low_ms: lowMs, expected_high_ms: highMs } = row
  return likelyMs === null || lowMs === null || highMs === null ? {} : { expected: { likelyMs, lowMs, highMs } }
}
const millis = (at: Date | null): number | null => at?.getTime() ?? null
const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

const interactionRow = (domainId: RoutingDomainId, record: InteractionRecord) => ({
  interaction_id: record.interactionId,
  domain_id: domainId,
  channel: record.channel,
  direction: record.direction,
  state: record.state,
  started_at: instant(record.startedAtMs),
  queued_at: instant(record.queuedAtMs),
  accepted_at: instant(record.acceptedAtMs),
  talk_ended_at: instant(record.talkEndedAtMs),
  ended_at: instant(record.endedAtMs),
  queue_id: record.queueId,
  agent_id: record.agentId,
  disposition_id: record.dispositionId,
  end_reason: record.endReason,
  is_abandoned: record.isAbandoned,
  recording_consent: record.recordingConsent,
  recording_consent_at: instant(record.recordingConsentAtMs),
  wait_ms: spentMs(record, 'queue', waitMs),
  talk_ms: spentMs(record, hasWork(record) ? 'work' : 'talk', talkMs),
  hold_ms: spentMs(record, 'hold', holdMs),
  wrap_up_ms: spentMs(record, 'wrapUp', wrapUpMs),
})

/** Tasks and messages are in hand where calls are talked. */
const hasWork = ({ segments }: InteractionRecord): boolean => segments.some(({ kind }) => kind === 'work')
/** A time of the glossary over the closed segments of its kind; `null` when there was none. What runs counts when it is over. */
function spentMs(
  { segments }: InteractionRecord,
  kind: SegmentKind,
  measure: (segments: readonly Segment[], nowMs: number) => number,
): number | null {
  const closed = segments.filter((segment) => segment.kind === kind && segment.toMs !== null)
  return closed.length === 0 ? null : measure(closed, 0)
}
const segmentRows = ({ segments }: InteractionRecord) =>
  segments.map((segment) => ({
    interaction_id: segment.interactionId,
    ordinal: segment.ordinal,
    kind: segment.kind,
    started_at: instant(segment.fromMs),
    ended_at: instant(segment.toMs),
    queue_id: segment.queueId,
    agent_id: segment.agentId,
    offer_id: segment.offerId,
    outcome: segment.outcome,
    expected_ms: foretoldMs(segment.expected?.likelyMs),
    expected_low_ms: foretoldMs(segment.expected?.lowMs),
    expected_high_ms: foretoldMs(segment.expected?.highMs),
    flow_id: segment.flowId ?? null,
    flow_version_id: segment.versionId ?? null,
  }))

/** A column holds 24 days; who is foretold more will not stay to see. */
const foretoldMs = (ms: number | undefined): number | null => (ms === undefined ? null : Math.min(ms, 2 ** 31 - 1))

/**
 * `INSERT … ON CONFLICT DO UPDATE` of an array of JSON rows, once the checkpoint has moved; the first `keys` columns are the
 * primary key.
 */
function upsert(given: string, table: string, columns: Readonly<Record<string, string>>, keys: number): string {
  const names = Object.keys(columns)
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
  const overwritten = names.slice(keys).map((name) => `${name} = excluded.${name}`)
  return `INSERT INTO ${table} (${names.join(', ')})
SELECT ${names.map((name) => `given.${name}`).join(', ')} FROM moved, jsonb_to_recordset(${given}::jsonb) AS given (${typed.join(', ')})
ON CONFLICT (${names.slice(0, keys).join(', ')}) DO UPDATE SET ${overwritten.join(', ')}`
}

const writeInteractions = upsert(
  '$5',
  'interaction',
  {
    interaction_id: 'text',
    domain_id: 'text',
    channel: 'text',
    direction: 'text',
    state: 'text',
    started_at: 'timestamptz',
    queued_at: 'timestamptz',
    accepted_at: 'timestamptz',
    talk_ended_at: 'timestamptz',
    ended_at: 'timestamptz',
    queue_id: 'text',
    agent_id: 'text',
    disposition_id: 'text',
    end_reason: 'text',
    is_abandoned: 'boolean',
    recording_consent: 'text',
    recording_consent_at: 'timestamptz',
    wait_ms: 'bigint',
    talk_ms: 'bigint',
    hold_ms: 'bigint',
    wrap_up_ms: 'bigint',
  },
  1,
)
const writeSegments = upsert(
  '$6',
  'segment',
  {
    interaction_id: 'text',
    ordinal: 'integer',
    kind: 'text',
    started_at: 'timestamptz',
    ended_at: 'timestamptz',
    queue_id: 'text',
    agent_id: 'text',
    offer_id: 'text',
    outcome: 'text',
    expected_ms: 'integer',
    expected_low_ms: 'integer',
    expected_high_ms: 'integer',
    flow_id: 'text',
    flow_version_id: 'text',
  },
  2,
)
const writeSteps = upsert('$7', 'flow_step', stepColumns, 2)
const stepStatement = `
WITH moved AS (
  UPDATE projection_checkpoint SET position = $4 WHERE projection = $1 AND domain_id = $2 AND position = $3
  RETURNING position
), interactions AS (
${writeInteractions}
), segments AS (
${writeSegments}
), steps AS (
${writeSteps}
)
SELECT position FROM moved`
