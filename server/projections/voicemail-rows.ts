import type { Queryable } from '#adapters/postgres/pool.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'

/** Follows the log: a message was left, and in which queue it waits first. */
export async function followVoicemail(db: Queryable, event: RoutingEvent): Promise<void> {
  if (event.type === 'VoicemailLeft') {
    await db.query(
      `INSERT INTO voicemail (interaction_id, from_interaction_id, recording_id, queue_id, left_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (interaction_id) DO NOTHING`,
      [event.interactionId, event.fromInteractionId, event.recordingId, event.queueId, new Date(event.atMs)],
    )
  }
}
