import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import { calledPartyOf } from '../state.ts'
import { answerByItself, deskParty } from './called-from-desk.ts'
import { inHand } from './consultation.ts'
import { sendOn } from './transfers.ts'

/** The rest of what the engaged agent does to the call in hand. */

/** Blind: the agent is released at once. Not reached, the customer is back in his queue, or with who sent him on. */
export function sendOnFromDesk(decision: Decision, command: RoutingCommandOf<'SendOn'>): RefusalCode | null {
  const hand = inHand(decision, command)
  if (hand === 'not-your-interaction' && isSentOn(decision, command)) return null
  if (typeof hand === 'string') return hand
  const { interaction, engagement } = hand
  const { interactionId, agentId, to } = command
  if (interaction.transfer) return 'transfer-under-way'
  if (interaction.consultation || interaction.members.length > 0) return 'wrong-stage'
  const legId = engagement.isPhoneLeg ? engagement.agentLegId : null
  if (to.kind === 'queue') {
    if (decision.draft.queues.get(to.queueId)?.settings.channel !== interaction.channel) return 'no-such-queue'
    sendOn(decision, interaction, { transferId: null, legId, to })
    return null
  }
  if (to.kind === 'flow') {
    // What leads out of flows (a message, a callback) is for who called us.
    if (interaction.direction !== 'inbound') return 'wrong-stage'
    sendOn(decision, interaction, { transferId: null, legId, to })
    return null
  }
  if (to.called.agentId === agentId) return 'agent-busy'
  const { queueId } = engagement
  const party = deskParty(decision, interaction, to.called, {
    byAgentId: agentId,
    fallbackQueueId: queueId,
    returnsToAgentId: queueId === null ? agentId : null,
  })
  if (typeof party === 'string') return party
  sendOn(decision, interaction, { transferId: null, legId, to: { kind: 'through', called: party } })
  answerByItself(decision, interactionId, party)
  return null
}

/** He has sent it there himself, and there it is: in that queue, or with that colleague. */
function isSentOn(decision: Decision, { interactionId, agentId, to }: RoutingCommandOf<'SendOn'>): boolean {
  const interaction = decision.draft.calls.get(interactionId)
  if (interaction?.givenByAgentId !== agentId) return false
  if (to.kind === 'queue') return interaction.waiting?.queueId === to.queueId
  if (to.kind === 'flow') return interaction.stage === 'inFlow' && interaction.entry.flowId === to.flowId
  if (interaction.farLegId === to.called.legId) return true
  if (!to.called.isAtStation) return false
  const has = interaction.engagement?.agentId ?? calledPartyOf(interaction, interaction.farLegId)?.agentId
  return has === to.called.agentId
}

export function noteAnnouncement(
  decision: Decision,
  command: RoutingCommandOf<'NoteAnnouncement'>,
): RefusalCode | null {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { interactionId, agentId, legId } = command
  const { customerLegId, calledParties } = hand.interaction
  if (legId !== customerLegId && !calledParties.some((party) => party.legId === legId)) return 'no-such-leg'
  decision.add({ type: 'AnnouncementPlayed', interactionId, agentId, legId })
  return null
}

export function maskDigits(decision: Decision, command: RoutingCommandOf<'MaskDigits'>): RefusalCode | null {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { interactionId, agentId, isMasked } = command
  if (hand.interaction.areDigitsMasked === isMasked) return null
  decision.add({ type: isMasked ? 'DigitsMasked' : 'DigitsUnmasked', interactionId, agentId })
  return null
}

export function pauseRecording(
  decision: Decision,
  command: RoutingCommandOf<'PauseRecording' | 'ResumeRecording'>,
): RefusalCode | null {
  const hand = inHand(decision, command)
  if (typeof hand === 'string') return hand
  const { interactionId, agentId } = command
  const { recordingId, recordingPausedBy } = hand.engagement
  if (recordingId === null) return 'not-recording'
  if (command.type === 'PauseRecording') {
    if (recordingPausedBy !== 'agent') decision.add({ type: 'RecordingPaused', interactionId, recordingId, agentId })
  } else if (recordingPausedBy !== null) {
    decision.add({ type: 'RecordingResumed', interactionId, recordingId, agentId })
  }
  return null
}

/** What the edge does by itself changes nothing of what was done by hand. */
export function noteRecordingPause(
  decision: Decision,
  { recordingId, isPaused }: RoutingCommandOf<'NoteRecordingPause'>,
): RefusalCode | null {
  const recording = decision.draft.recordings.get(recordingId)
  const interaction = recording && decision.draft.calls.get(recording.interactionId)
  if (!interaction || interaction.engagement?.recordingId !== recordingId) return 'no-such-recording'
  const { interactionId } = interaction
  const { recordingPausedBy } = interaction.engagement
  const agentId = null
  if (isPaused && recordingPausedBy === null)
    decision.add({ type: 'RecordingPaused', interactionId, recordingId, agentId })
  if (!isPaused && recordingPausedBy === 'digits') {
    decision.add({ type: 'RecordingResumed', interactionId, recordingId, agentId })
  }
  return null
}
