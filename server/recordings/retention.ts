import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { RecordingId } from '#kernel/ids.ts'

const rowsAtOnce = 5000

/**
 * Works out until when recordings are kept: by the rule of the person who is on them, else of the queue, else by the one for
 * all. Of all recordings when a rule has changed, else of those that were closed `since`; some thousands a statement.
 */
export async function alignRetention(db: Kysely<Database>, since?: Date): Promise<void> {
  const those = since === undefined ? sql`TRUE` : sql`closed_at >= ${since}`
  let after = ''
  for (;;) {
    const { rows } = await sql<{ last: string | null; found: number }>`
      WITH part AS (
        SELECT recording_id, interaction_id, agent_id, started_at, keep_until FROM recording
         WHERE recording_id > ${after} AND state = 'ready' AND ${those}
         ORDER BY recording_id LIMIT ${rowsAtOnce}
      ), aligned AS (
        UPDATE recording SET keep_until = wanted.keep_until
          FROM (
            SELECT part.recording_id, part.keep_until AS kept_until,
                   part.started_at + make_interval(days => CASE
                     WHEN by_agent.recording_rule_id IS NOT NULL THEN by_agent.keep_days
                     WHEN by_queue.recording_rule_id IS NOT NULL THEN by_queue.keep_days
                     ELSE of_all.keep_days END) AS keep_until
              FROM part
              JOIN recording_rule of_all ON of_all.queue_id IS NULL AND of_all.agent_id IS NULL
              LEFT JOIN interaction ON interaction.interaction_id = part.interaction_id
              LEFT JOIN recording_rule by_agent ON by_agent.agent_id = part.agent_id
              LEFT JOIN recording_rule by_queue ON by_queue.queue_id = interaction.queue_id
          ) wanted
         WHERE wanted.recording_id = recording.recording_id AND wanted.kept_until IS DISTINCT FROM wanted.keep_until
      )
      SELECT max(recording_id) AS last, count(*)::int AS found FROM part
    `.execute(db)
    const last = rows[0]?.last
    if (!last || rows[0]?.found !== rowsAtOnce) return
    after = last
  }
}

/** Recordings whose time is over, oldest first. A legal hold keeps one whatever its rule says. */
export async function expiredRecordings(db: Kysely<Database>, now: Date, limit: number): Promise<RecordingId[]> {
  const rows = await db
    .selectFrom('recording')
    .select('recording_id')
    .where('state', '=', 'ready')
    .where('held_at', 'is', null)
    .where('keep_until', '<', now)
    .orderBy('keep_until')
    .limit(limit)
    .execute()
  return rows.map(({ recording_id }) => recording_id)
}
