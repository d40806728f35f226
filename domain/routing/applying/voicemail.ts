import { unreachable } from '#kernel/assert.ts'
import { callOf, putInteraction } from '../bookkeeping.ts'
import { changeCall } from '../changes.ts'
import { copyOfInteraction } from '../copies.ts'
import type { RoutingEventOf } from '../events.ts'
import type { RoutingTables, VoicemailMessage } from '../state.ts'

export type VoicemailEvent = RoutingEventOf<'VoicemailBegan' | 'VoicemailStopped' | 'VoicemailEnded' | 'VoicemailLeft'>

/** The part of `apply` that is about callers who speak to nobody, and what they leave. */
export function applyVoicemail(state: RoutingTables, event: VoicemailEvent): void {
  switch (event.type) {
    case 'VoicemailBegan': {
      const { interactionId, queueId, recordingId, bridgeId, untilMs, edgeId } = event
      const { wishes } = callOf(state, interactionId)
      changeCall(state, interactionId, (call) => ({
        ...copyOfInteraction(call),
        voicemail: { queueId, speaking: { recordingId, bridgeId, untilMs } },
      }))
      state.recordings.set(recordingId, {
        ...{ recordingId, interactionId, edgeId },
        message: { queueId, wishes, silentMs: 0 },
      })
      return
    }
    case 'VoicemailStopped': {
      const open = state.recordings.get(event.recordingId)
      if (!open?.message) return
      const message = { ...open.message, silentMs: event.silentMs }
      state.recordings.set(event.recordingId, { ...open, message })
      return
    }
    case 'VoicemailEnded':
      // His call is over, mostly; else the next event says where it goes.
      return
    case 'VoicemailLeft':
      putInteraction(state, event.interactionId, newMessage(event))
      return
    default:
      unreachable(event)
  }
}

const newMessage = ({
  interactionId,
  channel,
  wishes,
  fromInteractionId,
  recordingId,
  durationMs,
  atMs,
}: RoutingEventOf<'VoicemailLeft'>): VoicemailMessage => ({
  ...{ interactionId, channel, wishes },
  kind: 'voicemail',
  direction: 'inbound',
  stage: 'inFlow',
  beganAtMs: atMs,
  queuedAtMs: null,
  waiting: null,
  engagement: null,
  wrapUps: [],
  dispositionId: null,
  message: { fromInteractionId, recordingId, durationMs },
})
