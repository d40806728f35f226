import type { RecordingId } from '#kernel/ids.ts'
import { isInShare } from '../../recordings/index.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Engagement, Interaction } from '../state.ts'

/** Only the recording that the acceptance named, or one that was found, and only once. */
export function noteRecordingStarted(
  decision: Decision,
  { recordingId, interactionId, isFound }: RoutingCommandOf<'NoteRecordingStarted'>,
): RefusalCode | null {
  if (decision.draft.recordings.has(recordingId)) return null
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (!isFound && interaction.engagement?.recordingId !== recordingId) return 'no-such-recording'
  const { engagement } = interaction
  const agentId = engagement?.recordingId === recordingId ? engagement.agentId : null
  decision.add({ type: 'RecordingStarted', recordingId, interactionId, agentId })
  return null
}

export function noteRecordingClosed(
  decision: Decision,
  { recordingId, durationMs, missingMs, isFailed }: RoutingCommandOf<'NoteRecordingClosed'>,
): RefusalCode | null {
  const recording = decision.draft.recordings.get(recordingId)
  if (!recording) return 'no-such-recording'
  const { interactionId } = recording
  const outcome = isFailed ? 'failed' : 'closed'
  decision.add({ type: 'RecordingClosed', recordingId, interactionId, durationMs, missingMs, outcome })
  return null
}

/** Whether a conversation of this agent is to be recorded: by his own share, else his queue's, else by that of calls without one. */
export function isRecorded(
  decision: Decision,
  { interactionId, queueId, agentId }: Pick<Engagement, 'queueId' | 'agentId'> & Pick<Interaction, 'interactionId'>,
): boolean {
  const own = decision.draft.agents.get(agentId)?.settings
  const queue = queueId === null ? undefined : decision.draft.queues.get(queueId)?.settings
  const usual = queue
    ? (queue.recordedPercent ?? (queue.isRecorded ? 100 : 0))
    : (own?.recordedPercentWithoutQueue ?? 0)
  return isInShare(interactionId, own?.recordedPercent ?? usual)
}

/**
 * A recording of its own for whoever has the customer from now on, by the rule for him; `null` where he is not to be
 * recorded. Who steps into a talk that goes on has his own too: one recording is one person's conversation, heard and kept
 * by his rule.
 */
export const newRecording = (decision: Decision, of: Parameters<typeof isRecorded>[1]): RecordingId | null =>
  isRecorded(decision, of) ? (`rec_${decision.newOfferId().slice('off_'.length)}` as RecordingId) : null
