import { unreachable } from '#kernel/assert.ts'
import { isRefused } from '../../recordings/index.ts'
import { callOf } from '../bookkeeping.ts'
import { changeCall, changeEngagement } from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { RoutingTables } from '../state.ts'

export type RecordingEvent = RoutingEventOf<
  'RecordingConsentNoted' | 'RecordingStarted' | 'RecordingPaused' | 'RecordingResumed' | 'RecordingClosed'
>

/** The part of `apply` that is about recordings, and what customers say of them. */
export function applyRecordings(state: RoutingTables, event: RecordingEvent): void {
  switch (event.type) {
    case 'RecordingConsentNoted': {
      const { consent: recordingConsent } = event
      changeCall(state, event.interactionId, (interaction) => ({ ...interaction, recordingConsent }))
      // One that runs began when nobody had to be asked, and goes on.
      const recordingId = state.calls.get(event.interactionId)?.engagement?.recordingId ?? null
      if (isRefused(recordingConsent) && recordingId !== null && !state.recordings.has(recordingId)) {
        changeEngagement(state, event.interactionId, { recordingId: null, recordingPausedBy: null })
      }
      return
    }
    case 'RecordingStarted': {
      const { recordingId, interactionId } = event
      // What is said to a voicemail is known already, by what it is to become.
      if (state.recordings.get(recordingId)?.message) return
      const { edgeId } = callOf(state, interactionId)
      state.recordings.set(recordingId, { recordingId, interactionId, edgeId })
      return
    }
    case 'RecordingPaused':
      changeEngagement(state, event.interactionId, { recordingPausedBy: event.agentId === null ? 'digits' : 'agent' })
      return
    case 'RecordingResumed':
      changeEngagement(state, event.interactionId, { recordingPausedBy: null })
      return
    case 'RecordingClosed':
      state.recordings.delete(event.recordingId)
      // So that nobody starts it again: an engagement's recording is one that is wanted or running.
      if (state.calls.get(event.interactionId)?.engagement?.recordingId === event.recordingId) {
        changeEngagement(state, event.interactionId, { recordingId: null, recordingPausedBy: null })
      }
      return
    default:
      unreachable(event)
  }
}
