import { type Kysely, sql } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { RecordingId } from '#kernel/ids.ts'

/**
 * Works out until when recordings are kept: by the rule of the person who is on them, else of the queue, else by the one for
 * all. Of all recordings when a rule has changed, else of those that were closed `since`.
 */
export async function alignRetention(db: Kysely<Database>, since?: Date): Promise<void> {
  const those = since === undefined ? sql`TRUE` : sql`recording.closed_at >= ${since}`
  await sql`
    UPDATE recording SET keep_until = wanted.keep_until
      FROM (
        SELECT recording.recording_id,
               recording.started_at + make_interval(days => CASE
                 WHEN by_agent.recording_rule_id IS NOT NULL THEN by_agent.keep_days
                 WHEN by_queue.recording_rule_id IS NOT NULL THEN by_queue.keep_days
                 ELSE of_all.keep_days END) AS keep_until
          FROM recording
          JOIN recording_rule of_all ON of_all.queue_id IS NULL AND of_all.agent_id IS NULL
          LEFT JOIN interaction ON interaction.interaction_id = recording.interaction_id
          LEFT JOIN recording_rule by_agent ON by_agent.agent_id = recording.agent_id
          LEFT JOIN recording_rule by_queue ON by_queue.queue_id = interaction.queue_id
         WHERE recording.state = 'ready' AND ${those}
      ) wanted
     WHERE wanted.recording_id = recording.recording_id AND recording.keep_until IS DISTINCT FROM wanted.keep_until
  `.execute(db)
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
