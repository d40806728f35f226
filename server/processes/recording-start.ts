import type { Call, Engagement } from '#domain/routing/index.ts'
import type { Action } from './actions.ts'
import { isSaying, noticesTo, sayInTalk, standsAside } from './recording-consent.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/**
 * Begins the recording of a talk, paused when somebody wanted that while the agent's phone still rang. Where the customer
 * has not heard or said yet what the rule wants, he is taken aside for that first, and it begins after it.
 */
export function startRecording(view: ProcessView, interaction: Call, engagement: Engagement): readonly Action[] {
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

/**
 * What was said to him was broken off by a verb that brought him into the talk, because the rule was changed meanwhile and
 * wants nothing said any more: he is recorded by it, as one of whom it never wanted that.
 */
export function recordingUnasked(view: ProcessView, input: ProcessInput): readonly Action[] {
  if (input.kind !== 'edge') return []
  const { event } = input
  const brokenOff =
    event.type === 'leg.collected' && event.outcome === 'stopped'
      ? event.collectId
      : event.type === 'leg.play-ended' && event.outcome === 'interrupted'
        ? event.playId
        : undefined
  if (brokenOff === undefined || !('legId' in event)) return []
  const interactionId = view.state.indexes.customerLegs.get(event.legId)
  const interaction = interactionId && view.state.calls.get(interactionId)
  if (interaction?.stage !== 'engaged' || !interaction.engagement?.isConfirmed) return []
  if (!isSaying(view, interaction, brokenOff) || standsAside(view, interaction)) return []
  return startRecording(view, interaction, interaction.engagement)
}

/** Every recording that begins, whoever began it, pauses by itself at as many digits as the rules say now. */
export function withDigitPause({ state, pausesAtDigits }: ProcessView, action: Action): Action {
  if (action.kind !== 'edge' || action.command.type !== 'recording.start' || !pausesAtDigits) return action
  const interactionId = state.indexes.customerLegs.get(action.command.left)
  const engagement = interactionId && state.calls.get(interactionId)?.engagement
  if (!engagement) return action
  const digits = pausesAtDigits(engagement.queueId, engagement.agentId)
  return digits === 0 ? action : { ...action, command: { ...action.command, pausesAtDigits: digits } }
}
