import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'

/** Only the recording that the acceptance named, and only once. */
export function noteRecordingStarted(
  decision: Decision,
  { recordingId, interactionId }: RoutingCommandOf<'NoteRecordingStarted'>,
): RefusalCode | null {
  if (decision.draft.recordings.has(recordingId)) return null
  const interaction = decision.draft.interactions.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.engagement?.recordingId !== recordingId) return 'no-such-recording'
  decision.add({ type: 'RecordingStarted', recordingId, interactionId })
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
