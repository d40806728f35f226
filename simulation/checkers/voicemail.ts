import type { RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type { InteractionId, RecordingId } from '#kernel/ids.ts'
import type { World } from '../world.ts'
import { holds } from './truth.ts'

/** Nobody rings for a caller who is at the voicemail. */
export function nobodyIsAskedForWhoSpeaksAlone(state: RoutingState): void {
  for (const { voicemail, stage, waiting, engagement } of state.calls.values()) {
    if (!voicemail || stage === 'wrapUp') continue
    holds(waiting === null && engagement === null, 'nobody is asked for a caller who is at the voicemail')
  }
}

/** Whatever was said is a message or none, once; and each message waits, is in hand, or was done. */
export function noMessageIsLost({ core, edge }: World): void {
  const begun = new Map<RecordingId, InteractionId>()
  const settled = new Map<RecordingId, InteractionId | null>()
  const left = new Set<InteractionId>()
  const over = new Set<InteractionId>()
  for (const line of core.storage.log) {
    const event = JSON.parse(line) as RoutingEvent
    if (event.type === 'VoicemailBegan') begun.set(event.recordingId, event.interactionId)
    if (event.type === 'VoicemailEnded') {
      holds(begun.get(event.recordingId) === event.interactionId, 'what ends at the voicemail began there')
      holds(!settled.has(event.recordingId), 'what was said to the voicemail is settled once')
      settled.set(event.recordingId, event.messageId)
    }
    if (event.type === 'VoicemailLeft') {
      holds(!left.has(event.interactionId), 'a message is left once')
      holds(settled.get(event.recordingId) === event.interactionId, 'a message is what came of a call')
      left.add(event.interactionId)
    }
    if (event.type === 'TaskEnded') over.add(event.interactionId)
  }
  for (const recordingId of begun.keys()) {
    holds(
      settled.has(recordingId) || core.state?.recordings.has(recordingId) === true,
      'nothing that was said is forgotten',
    )
  }
  for (const messageId of settled.values())
    holds(messageId === null || left.has(messageId), 'each message becomes work')
  for (const messageId of left) {
    holds(
      over.has(messageId) || core.state?.interactions.has(messageId) === true,
      'no message is lost before it is done',
    )
  }
  // What is only a moment long is no message; of what is longer somebody hears, unless it was all silence.
  for (const recordingId of edge.recordings.promised) {
    if (begun.has(recordingId)) holds(core.storage.recordings.has(recordingId), 'what was said can be heard')
  }
}
