import type { Queryable } from '#adapters/postgres/pool.ts'
import type { RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { RecordingResult } from '#protocol/edge/index.ts'

/**
 * Follows the log: a recording was begun, or came to nothing. What a finished one is like, {@link keepRecording} says.
 * @param engagedAgentId who had the interaction when it was begun, for events of before they said whose it is
 */
export async function followRecording(
  db: Queryable,
  event: RoutingEvent,
  engagedAgentId: AgentId | null,
): Promise<void> {
  if (event.type === 'RecordingStarted') {
    const agentId = event.agentId === undefined ? engagedAgentId : event.agentId
    await db.query(
      `INSERT INTO recording (recording_id, interaction_id, agent_id, state, started_at) VALUES ($1, $2, $3, 'recording', $4)
       ON CONFLICT (recording_id) DO UPDATE SET agent_id = excluded.agent_id, started_at = excluded.started_at`,
      [event.recordingId, event.interactionId, agentId, new Date(event.atMs)],
    )
  }
  if (event.type === 'RecordingClosed' && event.outcome !== 'closed') {
    await db.query(
      `UPDATE recording SET state = 'failed', failure = $2, closed_at = $3 WHERE recording_id = $1 AND state = 'recording'`,
      [event.recordingId, event.outcome, new Date(event.atMs)],
    )
  }
}

/**
 * Where a finished recording lies. May come before the log's word of its beginning, and more than once: said again, it changes
 * nothing of one that has been archived or erased since.
 */
export async function keepRecording(
  db: Queryable,
  interactionId: InteractionId | null,
  result: RecordingResult,
  nowMs: number,
): Promise<void> {
  await db.query(
    `INSERT INTO recording (recording_id, interaction_id, state, started_at, closed_at, path, bytes, sha256, duration_ms, missing_ms, key_id, pauses)
     SELECT $1, coalesce($2, known.interaction_id), 'ready', $3::timestamptz, $4::timestamptz, $5, $6::bigint, $7, $8::bigint,
            $9::bigint, $10, $11::jsonb
       FROM (SELECT (SELECT interaction_id FROM recording WHERE recording_id = $1) AS interaction_id) known
      WHERE coalesce($2, known.interaction_id) IS NOT NULL
     ON CONFLICT (recording_id) DO UPDATE
        SET state = 'ready', failure = NULL, closed_at = excluded.closed_at, path = excluded.path, bytes = excluded.bytes,
            sha256 = excluded.sha256, duration_ms = excluded.duration_ms, missing_ms = excluded.missing_ms,
            key_id = excluded.key_id, pauses = excluded.pauses
      WHERE recording.state IN ('recording', 'failed')`,
    [
      result.recordingId,
      interactionId,
      new Date(nowMs - result.durationMs),
      new Date(nowMs),
      result.path,
      result.bytes,
      result.sha256,
      result.durationMs,
      result.missingMs,
      result.keyId ?? null,
      JSON.stringify(result.pauses ?? []),
    ],
  )
}
