import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { type AgentId, isId, type RecordingId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { mayHearMessage } from './message-hearing.ts'
import type { Refusal } from './refusal.ts'

/** A recording with all that its routes need to know of it. */
export async function recordingRow(db: Kysely<Database>, recordingId: RecordingId) {
  return db
    .selectFrom('recording')
    .leftJoin('person as holder', 'holder.person_id', 'recording.held_by')
    .selectAll('recording')
    .select('holder.name as holder_name')
    .where('recording.recording_id', '=', recordingId)
    .executeTakeFirst()
}
export type KnownRecording = NonNullable<Awaited<ReturnType<typeof recordingRow>>>

/**
 * The recording, when this caller may hear it: of his own part of a call, or anybody's. What a call was like before it came
 * to him, and after he gave it away, is the conversation of whoever had it then.
 */
export async function audibleRecording(
  services: Pick<ApiServices, 'db' | 'decider'>,
  caller: Caller,
  recordingId: RecordingId,
): Promise<Result<KnownRecording, Refusal>> {
  const row = await recordingRow(services.db, recordingId)
  if (!row || !isId('recording', recordingId)) return failure({ code: 'recording.not-found' })
  const mayHearIt = mayHear(caller, row) || (await mayHearMessage(services, caller, recordingId))
  return mayHearIt ? success(row) : failure({ code: 'permission.denied' })
}

/** @param recording with the agent whose conversation it is; of one of whom nobody knows that, nobody's own */
export function mayHear(caller: Caller, recording: { readonly agent_id: AgentId | null }): boolean {
  if (caller.permissions.has('recordings.listen.any')) return true
  const isOwn = recording.agent_id !== null && recording.agent_id === caller.agentId
  return isOwn && caller.permissions.has('recordings.listen.own')
}
