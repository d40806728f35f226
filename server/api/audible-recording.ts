import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { isId, type RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Caller } from '../accounts/caller.ts'
import { mayRead } from './interaction-rows.ts'
import type { Refusal } from './refusal.ts'

/** A recording with all that its routes need to know of it. */
export async function recordingRow(db: Kysely<Database>, recordingId: RecordingId) {
  return db
    .selectFrom('recording')
    .leftJoin('interaction', 'interaction.interaction_id', 'recording.interaction_id')
    .leftJoin('person as holder', 'holder.person_id', 'recording.held_by')
    .selectAll('recording')
    .select(['interaction.agent_id as interaction_agent_id', 'holder.name as holder_name'])
    .where('recording.recording_id', '=', recordingId)
    .executeTakeFirst()
}
export type KnownRecording = NonNullable<Awaited<ReturnType<typeof recordingRow>>>

/** The recording, when this caller may hear it: his own conversation, or anybody's. */
export async function audibleRecording(
  db: Kysely<Database>,
  caller: Caller,
  recordingId: RecordingId,
): Promise<Result<KnownRecording, Refusal>> {
  const row = await recordingRow(db, recordingId)
  if (!row || !isId('recording', recordingId)) return failure({ code: 'recording.not-found' })
  const isOwn =
    row.agent_id !== null && row.agent_id === caller.agentId && caller.permissions.has('recordings.listen.own')
  const of = { interaction_id: row.interaction_id, agent_id: row.interaction_agent_id }
  const isHeard = isOwn || (await mayRead(db, caller, of, 'recordings.listen'))
  return isHeard ? success(row) : failure({ code: 'permission.denied' })
}
