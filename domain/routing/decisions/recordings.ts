import type { RecordingId } from '#kernel/ids.ts'
import { isAnswered, isInShare, isRefused } from '../../recordings/index.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { recordingRuleOf } from '../recording-consent.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Call, Engagement } from '../state.ts'
import { settleVoicemail } from './voicemail.ts'

/** Only the recording that the acceptance named, or one that was found, and only once. */
export function noteRecordingStarted(
  decision: Decision,
  { recordingId, interactionId, isFound }: RoutingCommandOf<'NoteRecordingStarted'>,
): RefusalCode | null {
  if (decision.draft.recordings.has(recordingId)) return null
  const interaction = decision.draft.calls.get(interactionId)
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
  settleVoicemail(decision, recording, { durationMs, outcome })
  return null
}

/** Whether a conversation of this agent is to be recorded: by his own share, else his queue's, else by that of calls without one. */
export function isRecorded(
  { draft }: Decision,
  talk: Pick<Engagement, 'queueId' | 'agentId'> & Pick<Call, 'interactionId'>,
): boolean {
  const { interactionId } = talk
  const given = draft.calls.get(interactionId)?.recordingConsent
  if (given !== undefined && isRefused(given)) return false
  return isInShare(interactionId, recordingRuleOf(draft, talk).percent)
}

/** The first answer holds: nobody is asked twice, and nobody talked into it. */
export function noteRecordingConsent(
  decision: Decision,
  { interactionId, consent }: RoutingCommandOf<'NoteRecordingConsent'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.stage === 'wrapUp') return 'wrong-stage'
  const { recordingConsent } = interaction
  if (isAnswered(recordingConsent) || recordingConsent === consent) return null
  decision.add({ type: 'RecordingConsentNoted', interactionId, consent })
  return null
}

/**
 * A recording of its own for whoever has the customer from now on, by the rule for him; `null` where he is not to be
 * recorded. Who steps into a talk that goes on has his own too: one recording is one person's conversation, heard and kept
 * by his rule.
 */
export const newRecording = (decision: Decision, of: Parameters<typeof isRecorded>[1]): RecordingId | null =>
  isRecorded(decision, of) ? recordingOfItsOwn(decision) : null

export const recordingOfItsOwn = (decision: Decision): RecordingId =>
  `rec_${decision.newOfferId().slice('off_'.length)}` as RecordingId
