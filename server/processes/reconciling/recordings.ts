import type { Engagement } from '#domain/routing/index.ts'
import type { EdgeId } from '#kernel/ids.ts'
import type { EdgeSnapshot } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import type { ProcessView } from '../view.ts'
import { type Connected, edge } from './snapshot.ts'

/** Recordings that were begun and not noted: the core died between the two. Noted first, while their interaction is live. */
export function noteRecordings(
  { state }: ProcessView,
  { recordings, closedRecordings }: EdgeSnapshot,
): readonly Action[] {
  const known = new Set([...recordings, ...closedRecordings].map((recording) => recording.recordingId))
  const actions: Action[] = []
  for (const { interactionId, engagement } of state.calls.values()) {
    const recordingId = engagement?.recordingId ?? null
    if (recordingId === null || !known.has(recordingId) || state.recordings.has(recordingId)) continue
    actions.push({ kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId } })
  }
  return actions
}

/** Begun by a core that died before its decision was durable: whoever is in the bridge says whose it is. It is stopped below. */
export function foundRecordings({ state }: ProcessView, { bridges }: EdgeSnapshot): readonly Action[] {
  return bridges.flatMap(({ recordingId, legIds }): readonly Action[] => {
    if (recordingId === undefined || state.recordings.has(recordingId)) return []
    const interactionId = legIds.map((legId) => state.indexes.customerLegs.get(legId)).find((id) => id !== undefined)
    const interaction = interactionId && state.calls.get(interactionId)
    if (!interaction || interaction.engagement?.recordingId === recordingId) return []
    return [{ kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId, isFound: true } }]
  })
}

/**
 * Noted as begun by a core that died before the edge heard of it, of a talk that went over to somebody else by what the
 * snapshot showed: nothing begins it any more, and nobody would ever tell its end.
 */
export function closeUnbegun({ state }: ProcessView, { edgeId, snapshot }: Connected): readonly Action[] {
  const known = new Set(
    [...snapshot.recordings, ...snapshot.closedRecordings].map((recording) => recording.recordingId),
  )
  return [...state.recordings.values()].flatMap(({ recordingId, interactionId, edgeId: ofEdge }): readonly Action[] => {
    if (ofEdge !== edgeId || known.has(recordingId)) return []
    const { stage, engagement, voicemail } = state.calls.get(interactionId) ?? {}
    if (stage === 'engaged' && engagement?.recordingId === recordingId) return []
    if (stage === 'inFlow' && voicemail?.speaking?.recordingId === recordingId) return []
    const of = { recordingId, durationMs: 0, missingMs: 0, isFailed: true }
    return [{ kind: 'decide', command: { type: 'NoteRecordingClosed', ...of } }]
  })
}

/** A pause by hand stands in the record first; one for digits is the edge's to tell. */
export function resumePause(
  { recordingId, recordingPausedBy }: Engagement,
  snapshot: EdgeSnapshot,
  edgeId: EdgeId,
): readonly Action[] {
  const known = snapshot.recordings.find((recording) => recording.recordingId === recordingId)
  if (!known) return []
  const { isPaused } = known
  if (recordingPausedBy === 'agent' && !isPaused) {
    return [edge(edgeId, { type: 'recording.pause', recordingId: known.recordingId })]
  }
  const isKnown = isPaused === (recordingPausedBy !== null)
  return isKnown
    ? []
    : [{ kind: 'decide', command: { type: 'NoteRecordingPause', recordingId: known.recordingId, isPaused } }]
}
