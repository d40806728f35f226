import type { BridgeId, InteractionId, RecordingId } from '#kernel/ids.ts'
import { preferringNobody } from '../changes.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RecordingClosed } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Call, OpenRecording } from '../state.ts'
import type { Message, MessageToBe, VoicemailStop } from '../voicemail/message.ts'
import { shortestMessageMs, usualVoicemailSettings } from '../voicemail/settings.ts'
import { comeInto } from './diverting.ts'
import { endContact } from './ownership.ts'

/** Callers who speak to nobody, and the messages that become work by it. */

/** He has heard the tone. Asked for again it is granted and changes nothing. */
export function beginVoicemail(
  decision: Decision,
  { interactionId }: RoutingCommandOf<'BeginVoicemail'>,
): RefusalCode | null {
  const call = decision.draft.calls.get(interactionId)
  if (!call) return 'no-such-interaction'
  const { voicemail, stage, edgeId, customerLegId } = call
  if (stage !== 'inFlow' || !voicemail) return 'wrong-stage'
  if (voicemail.speaking) return null
  const { queueId } = voicemail
  const { longestMs } = decision.draft.queues.get(queueId)?.settings.voicemail ?? usualVoicemailSettings
  const letters = decision.newOfferId().slice('off_'.length)
  const recordingId = `rec_${letters}` as RecordingId
  decision.add({
    type: 'VoicemailBegan',
    ...{ interactionId, queueId, edgeId, customerLegId, recordingId },
    bridgeId: `brg_${letters}` as BridgeId,
    untilMs: decision.nowMs + longestMs,
  })
  decision.add({ type: 'RecordingStarted', recordingId, interactionId, agentId: null })
  return null
}

/** He pressed the key, or said no more. */
export function stopVoicemail(
  decision: Decision,
  { interactionId, by, silentMs }: RoutingCommandOf<'StopVoicemail'>,
): RefusalCode | null {
  const call = decision.draft.calls.get(interactionId)
  if (!call) return 'no-such-interaction'
  if (call.stage !== 'inFlow' || !call.voicemail?.speaking) return 'wrong-stage'
  if (!Number.isSafeInteger(silentMs) || silentMs < 0) return 'wrong-settings'
  stop(decision, call, by, silentMs)
  return null
}

/** It is as long as it may be. */
export function voicemailFull(decision: Decision, interactionId: InteractionId): void {
  const call = decision.draft.calls.get(interactionId)
  if (call) stop(decision, call, 'limit', 0)
}

function stop(decision: Decision, call: Call, by: VoicemailStop, silentMs: number): void {
  const { interactionId, voicemail } = call
  const recordingId = voicemail?.speaking?.recordingId
  if (recordingId) decision.add({ type: 'VoicemailStopped', interactionId, recordingId, by, silentMs })
  endContact(decision, call, 'flow-ended')
}

/**
 * The recording is closed, once: so the message is made once, whatever died since the caller hung up. Of one that its edge
 * lost nobody knows yet how much of it is left, and who called is worth knowing all the same.
 */
export function settleVoicemail(
  decision: Decision,
  { recordingId, interactionId, message }: OpenRecording,
  { durationMs, outcome }: Pick<RecordingClosed, 'durationMs' | 'outcome'>,
): void {
  if (!message) return
  const { queueId, silentMs } = message
  const call = decision.draft.calls.get(interactionId)
  const isOnTheLine = call?.stage === 'inFlow' && call.voicemail?.speaking?.recordingId === recordingId
  if (isOnTheLine && outcome !== 'closed') {
    // What he says cannot be kept: he waits after all. A queue that sent somebody away takes him then.
    decision.add({ type: 'VoicemailEnded', interactionId, queueId, recordingId, messageId: null })
    const waits = decision.draft.calls.get(interactionId)
    if (waits) comeInto(decision, waits, queueId)
    return
  }
  const isMessage = outcome !== 'closed' || durationMs - silentMs >= shortestMessageMs
  const messageId = isMessage ? (`int_${recordingId.slice('rec_'.length)}` as InteractionId) : null
  decision.add({ type: 'VoicemailEnded', interactionId, queueId, recordingId, messageId })
  if (isOnTheLine && call) endContact(decision, call, 'flow-ended')
  if (messageId === null) return
  leave(decision, messageId, message, {
    recordingId,
    fromInteractionId: interactionId,
    durationMs: outcome === 'closed' ? durationMs : null,
  })
}

function leave(
  decision: Decision,
  interactionId: InteractionId,
  { queueId, wishes }: MessageToBe,
  message: Message,
): void {
  decision.add({
    type: 'VoicemailLeft',
    interactionId,
    queueId,
    channel: 'voice',
    wishes: preferringNobody(wishes),
    ...message,
  })
  const left = decision.draft.interactions.get(interactionId)
  if (left) comeInto(decision, left, queueId)
}
