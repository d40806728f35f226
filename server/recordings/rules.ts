import type { Kysely, Selectable } from 'kysely'
import type { Database, RecordingRuleTable } from '#adapters/postgres/schema.ts'
import { type RecordingRule, RecordingRules, type RecordingScope } from '#domain/recordings/index.ts'

/** The rules of recording as the tables have them now. */
export async function readRecordingRules(db: Kysely<Database>): Promise<RecordingRules> {
  const rows = await db.selectFrom('recording_rule').selectAll().execute()
  return new RecordingRules(rows.map(ruleOf))
}

export function scopeOf(row: Pick<Selectable<RecordingRuleTable>, 'queue_id' | 'agent_id'>): RecordingScope {
  if (row.agent_id !== null) return { kind: 'agent', agentId: row.agent_id }
  return row.queue_id === null ? { kind: 'all' } : { kind: 'queue', queueId: row.queue_id }
}

const ruleOf = (row: Selectable<RecordingRuleTable>): RecordingRule => ({
  scope: scopeOf(row),
  sharePercent: row.share_percent,
  consent: row.consent,
  keepDays: row.keep_days,
  pausesAtDigits: row.pauses_at_digits,
  mayPause: row.may_pause,
})
