import type { InteractionId, RecordingId } from '#kernel/ids.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'

/**
 * Who may hear what was left for the agents of a queue: whoever has the message in hand or writes it up, whatever else he may
 * hear, for else he could not do it; and who had it, as far as he may hear his own.
 */
export async function mayHearMessage(
  { db, decider }: Pick<ApiServices, 'db' | 'decider'>,
  { agentId, permissions }: Caller,
  recordingId: RecordingId,
): Promise<boolean> {
  if (agentId === undefined) return false
  const live = decider.state?.interactions.get(messageOf(recordingId))
  if (live?.kind === 'voicemail') {
    const { engagement, wrapUps } = live
    if (engagement?.agentId === agentId || wrapUps.some((wrapUp) => wrapUp.agentId === agentId)) return true
  }
  if (!permissions.has('recordings.listen.own')) return false
  const had = await db
    .selectFrom('voicemail')
    .innerJoin('segment', 'segment.interaction_id', 'voicemail.interaction_id')
    .select('segment.ordinal')
    .where('voicemail.recording_id', '=', recordingId)
    .where('segment.agent_id', '=', agentId)
    .where('segment.kind', 'in', ['work', 'wrapUp'])
    .limit(1)
    .executeTakeFirst()
  return had !== undefined
}

/** A message bears the letters of its recording. */
const messageOf = (recordingId: RecordingId) => `int_${recordingId.slice('rec_'.length)}` as InteractionId
