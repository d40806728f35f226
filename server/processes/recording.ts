import type { RoutingState } from '#domain/routing/index.ts'
import type { InteractionId, OfferId } from '#kernel/ids.ts'
import type { RecordingResult } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/** A recording's end is told until it is acknowledged: what the state has closed already is not closed again. */
export function recording({ state }: ProcessView, input: ProcessInput): readonly Action[] {
  if (input.kind === 'edge' && input.event.type === 'recording.closed') {
    const result = input.event.recording
    const { recordingId, durationMs, missingMs } = result
    const open = state.recordings.get(recordingId)
    if (!open) return found(state, result)
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

/** Of an acceptance that was carried out and lost with its core; the offer, which stands again, says whose it was. */
function found({ offers, calls }: RoutingState, result: RecordingResult): readonly Action[] {
  const { recordingId } = result
  const offer = offers.get(`off_${recordingId.slice('rec_'.length)}` as OfferId)
  if (!offer) {
    const [ofTalk] = [...calls.values()].filter(({ engagement }) => engagement?.recordingId === recordingId)
    // Its call is over and in the books already, perhaps with a recording that failed: the file is there all the same.
    if (!ofTalk) return [{ kind: 'recording', interactionId: null, result }]
    // Begun by a core that died before it noted it, and ended before the next one came.
    return noted(ofTalk.interactionId, {}, result)
  }
  const { interactionId } = offer
  return noted(interactionId, { isFound: true }, result)
}

function noted(
  interactionId: InteractionId,
  how: { readonly isFound?: true },
  result: RecordingResult,
): readonly Action[] {
  const { recordingId, durationMs, missingMs } = result
  return [
    { kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId, ...how } },
    { kind: 'recording', interactionId, result },
    { kind: 'decide', command: { type: 'NoteRecordingClosed', recordingId, durationMs, missingMs, isFailed: false } },
  ]
}
