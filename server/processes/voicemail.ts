import { type Call, type RoutingEventOf, voicemailPrompt, voicemailSilenceMs } from '#domain/routing/index.ts'
import type { BridgeId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { play } from './sounds.ts'
import { languageOf, prompt } from './spoken-language.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/**
 *     diverted --> the prompt and the tone --(heard)--> BeginVoicemail --(durable)--> a bridge of his own, the recording
 *                                                                                               |
 *     the call ends <--(durable)-- StopVoicemail <--(the key, silence)-- listened for ----------'
 *
 * What is made of it when the recording is closed, the decider says.
 */
export function voicemail(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  if (input.kind === 'routing') {
    const { event } = input
    if (event.type === 'VoicemailBegan') return spoken(view, event, environment)
    return event.type === 'VoicemailEnded' ? leaveBridge(view, event) : []
  }
  if (input.kind !== 'edge') return []
  const { event } = input
  if (event.type === 'leg.digit' && event.digit === endingKey) return stop(view, event.legId, 'key', 0)
  if (event.type === 'leg.detected' && event.verdict === 'silence') {
    return stop(view, event.legId, 'silence', voicemailSilenceMs)
  }
  return []
}

/** Whoever has said all presses it, or hangs up. */
const endingKey = '#'

/** In his place in the flow: what he hears first, or, where he speaks already, whatever a core that died did not come to. */
export function followVoicemail(
  view: ProcessView,
  interaction: Call,
  environment: ProcessEnvironment,
): readonly Action[] {
  if (interaction.voicemail?.speaking) return listen(interaction, environment)
  const items = [prompt(voicemailPrompt, languageOf(view, interaction)), { kind: 'tone', tone: 'beep' } as const]
  return [play(interaction, environment, items, false)]
}

/** He has heard it, or cannot hear it. */
export const afterTone = ({ interactionId }: Call): Action => ({
  kind: 'decide',
  command: { type: 'BeginVoicemail', interactionId },
})

function spoken(
  view: ProcessView,
  { interactionId, recordingId }: RoutingEventOf<'VoicemailBegan'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const interaction = view.state.calls.get(interactionId)
  const isStillThere = interaction?.stage === 'inFlow' && interaction.voicemail?.speaking?.recordingId === recordingId
  return isStillThere ? listen(interaction, environment) : []
}

/** Alone in a bridge, for it is there that recordings are made. Asked for once more, what runs goes on. */
function listen(
  { edgeId, customerLegId: legId, voicemail: at }: Call,
  { newId, nowMs }: ProcessEnvironment,
): readonly Action[] {
  if (!at?.speaking) return []
  const { recordingId, bridgeId, untilMs } = at.speaking
  const commands: readonly EdgeCommand[] = [
    { type: 'bridge.join', bridgeId, legIds: [legId] },
    { type: 'recording.start', recordingId, bridgeId, left: legId },
    {
      type: 'leg.detect',
      legId,
      // One that a core began that died may have told already: another tells again.
      detectionId: newId('detection'),
      detectors: [{ kind: 'silence', afterMs: voicemailSilenceMs }],
      timeoutMs: Math.max(1000, untilMs - nowMs),
    },
  ]
  return commands.map((command) => ({ kind: 'edge', edgeId, command }))
}

function stop({ state }: ProcessView, legId: LegId, by: 'key' | 'silence', silentMs: number): readonly Action[] {
  const interactionId = state.indexes.customerLegs.get(legId)
  const interaction = interactionId && state.calls.get(interactionId)
  if (interaction?.stage !== 'inFlow' || !interaction.voicemail?.speaking) return []
  return [
    { kind: 'decide', command: { type: 'StopVoicemail', interactionId: interaction.interactionId, by, silentMs } },
  ]
}

/** What he says cannot be kept, so he waits: out of the bridge first, to hear the music. */
function leaveBridge({ state }: ProcessView, { interactionId, recordingId }: RoutingEventOf<'VoicemailEnded'>) {
  const waits = state.calls.get(interactionId)
  if (waits?.stage !== 'queued') return []
  const bridgeId = `brg_${recordingId.slice('rec_'.length)}` as BridgeId
  return [{ kind: 'edge', edgeId: waits.edgeId, command: { type: 'bridge.end', bridgeId } }] as const
}
