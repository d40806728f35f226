import type { Engagement, Interaction } from '#domain/routing/index.ts'
import type { Action } from './actions.ts'
import { noticesTo, sayInTalk, standsAside } from './recording-consent.ts'
import type { ProcessView } from './view.ts'

/**
 * Begins the recording of a talk, paused when somebody wanted that while the agent's phone still rang. Where the customer
 * has not heard or said yet what the rule wants, he is taken aside for that first, and it begins after it.
 */
export function startRecording(view: ProcessView, interaction: Interaction, engagement: Engagement): readonly Action[] {
  const { bridgeId, recordingId, recordingPausedBy } = engagement
  if (recordingId === null) return []
  if (standsAside(view, interaction)) return sayInTalk(view, interaction, engagement)
  const { interactionId, edgeId, customerLegId: left, members } = interaction
  const isPaused = recordingPausedBy === null ? {} : { isPaused: true }
  const isNew = !view.state.recordings.has(recordingId)
  return [
    ...(isNew ? noticesTo(view, interaction, engagement, members) : []),
    { kind: 'edge', edgeId, command: { type: 'recording.start', recordingId, bridgeId, left, ...isPaused } },
    { kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId } },
  ]
}

/** Every recording that begins, whoever began it, pauses by itself at as many digits as the rules say now. */
export function withDigitPause({ state, pausesAtDigits }: ProcessView, action: Action): Action {
  if (action.kind !== 'edge' || action.command.type !== 'recording.start' || !pausesAtDigits) return action
  const interactionId = state.indexes.customerLegs.get(action.command.left)
  const engagement = interactionId && state.interactions.get(interactionId)?.engagement
  if (!engagement) return action
  const digits = pausesAtDigits(engagement.queueId, engagement.agentId)
  return digits === 0 ? action : { ...action, command: { ...action.command, pausesAtDigits: digits } }
}
