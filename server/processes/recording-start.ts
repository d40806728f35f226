import type { Engagement, Interaction } from '#domain/routing/index.ts'
import type { Action } from './actions.ts'

/** Begins the recording of a talk, paused when somebody wanted that while the agent's phone still rang. */
export function startRecording(
  { interactionId, edgeId, customerLegId: left }: Interaction,
  { bridgeId, recordingId, recordingPausedBy }: Engagement,
): readonly Action[] {
  if (recordingId === null) return []
  const isPaused = recordingPausedBy === null ? {} : { isPaused: true }
  return [
    { kind: 'edge', edgeId, command: { type: 'recording.start', recordingId, bridgeId, left, ...isPaused } },
    { kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId } },
  ]
}
