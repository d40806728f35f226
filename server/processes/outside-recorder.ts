import type { Call, Engagement } from '#domain/routing/index.ts'
import type { Action } from './actions.ts'
import type { ProcessInput, ProcessView } from './view.ts'

/**
 * What we record an outside recorder hears too (SIPREC, RFC 7866), where there is one: from the moment that a recording has
 * begun. It ends with the bridge; its failure is an alarm and nothing of the call's.
 */
export function outsideRecorder(view: ProcessView, input: ProcessInput): readonly Action[] {
  const recorderUri = view.outsideRecorderUri
  if (recorderUri === undefined || input.kind !== 'routing' || input.event.type !== 'RecordingStarted') return []
  const { interactionId, recordingId } = input.event
  const interaction = view.state.calls.get(interactionId)
  const engagement = interaction?.engagement
  // The agent may have changed, or everybody left, before this became durable.
  if (!interaction || engagement?.recordingId !== recordingId) return []
  const { edgeId, customerLegId } = interaction
  return [
    {
      kind: 'edge',
      edgeId,
      command: {
        type: 'siprec.start',
        recordingId,
        bridgeId: engagement.bridgeId,
        left: customerLegId,
        recorderUri,
        leftParty: customer(view, interaction),
        rightParty: { number: agentNumber(view, engagement) },
      },
    },
  ]
}

function customer(view: ProcessView, interaction: Call): { number: string; name?: string } {
  const leg = view.leg(interaction.customerLegId)
  if (!leg) return { number: '' }
  if (leg.direction === 'outbound') return { number: leg.dialedNumber }
  return { number: leg.callerNumber, ...(leg.callerName === undefined ? {} : { name: leg.callerName }) }
}

/** By what the agent is reached: a recorder knows telephones, and a browser's agent by the id that our reports have. */
const agentNumber = (view: ProcessView, { stationId, agentId }: Engagement): string =>
  view.userOfStation(stationId) ?? view.numberOfStation(stationId) ?? agentId
