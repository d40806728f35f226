import type { Action } from './actions.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/** A recording's end is told until it is acknowledged: what the state has closed already is not closed again. */
export function recording({ state }: ProcessView, input: ProcessInput): readonly Action[] {
  if (input.kind === 'edge' && input.event.type === 'recording.closed') {
    const result = input.event.recording
    const { recordingId, durationMs, missingMs } = result
    const open = state.recordings.get(recordingId)
    if (!open) return []
    return [
      { kind: 'recording', interactionId: open.interactionId, result },
      { kind: 'decide', command: { type: 'NoteRecordingClosed', recordingId, durationMs, missingMs, isFailed: false } },
    ]
  }
  const failedId =
    input.kind === 'edge' && input.event.type === 'recording.failed'
      ? input.event.recordingId
      : input.kind === 'edge-refused' && input.command.type === 'recording.start'
        ? input.command.recordingId
        : null
  if (failedId === null || !state.recordings.has(failedId)) return []
  return [
    {
      kind: 'decide',
      command: { type: 'NoteRecordingClosed', recordingId: failedId, durationMs: 0, missingMs: 0, isFailed: true },
    },
  ]
}
