import type { Engagement, Interaction } from '#domain/routing/index.ts'
import type { EdgeCommandOf, EdgeErrorCode, EdgeEventOf, PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { sentOn } from './destination.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

/** A phone that its agent has asked to be rung; who accepted on the desk stands beside it. */
const phoneRingTimeoutMs = 30_000

/**
 * From the click to sound there is one commit: the acceptance is durable, and at once the two legs are joined. A phone is
 * called first and joined when it answers. An offer itself is nothing to the edge: the desk shows it.
 */
export function offerDelivery(
  view: ProcessView,
  input: ProcessInput,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { state } = view
  if (input.kind === 'routing' && input.event.type === 'OfferAccepted') {
    const { offerId, interactionId, stationKind } = input.event
    const interaction = state.interactions.get(interactionId)
    const engagement = interaction && engagementOf(interaction)
    if (!engagement || engagement.offerId !== offerId) return []
    return stationKind === 'browser' ? join(interaction, engagement) : callPhone(view, interaction, engagement)
  }
  if (input.kind === 'edge' && input.event.type === 'leg.connected') {
    const interactionId = state.indexes.agentLegs.get(input.event.legId)
    const interaction = interactionId && state.interactions.get(interactionId)
    const engagement = interaction && engagementOf(interaction)
    if (!interaction || !engagement?.isPhoneLeg) return []
    return engagement.isConfirmed ? join(interaction, engagement) : [askForKey(interaction, engagement, environment)]
  }
  if (input.kind === 'edge' && input.event.type === 'leg.collected') return keyPressed(view, input.event)
  if (input.kind === 'edge-refused') return afterRefusal(view, input)
  return []
}

const engagementOf = ({ stage, engagement }: Interaction): Engagement | null =>
  stage === 'engaged' ? engagement : null

/** Both legs into one bridge, the recording on, and the microphone open: the last call may have left it muted. */
export function join(interaction: Interaction, engagement: Engagement): readonly Action[] {
  const { interactionId, edgeId, customerLegId } = interaction
  const { bridgeId, agentLegId, recordingId } = engagement
  const actions: Action[] = [
    { kind: 'edge', edgeId, command: { type: 'bridge.join', bridgeId, legIds: [customerLegId, agentLegId] } },
    { kind: 'edge', edgeId, command: { type: 'leg.mute', legId: agentLegId, muted: engagement.isMuted } },
  ]
  // Asked for while the agent's phone still rang.
  if (engagement.isHeld) {
    actions.push({ kind: 'edge', edgeId, command: { type: 'bridge.hold', bridgeId, legId: customerLegId, items: [] } })
  }
  if (recordingId !== null) {
    actions.push(
      { kind: 'edge', edgeId, command: { type: 'recording.start', recordingId, bridgeId, left: customerLegId } },
      { kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId } },
    )
  }
  return actions
}

function callPhone(view: ProcessView, interaction: Interaction, engagement: Engagement): readonly Action[] {
  const { agentId, agentLegId, stationId } = engagement
  if (engagement.stationKind === 'number') return callNumber(view, interaction, engagement)
  const user = view.userOfStation(stationId)
  if (user === undefined) return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId: agentLegId } }]
  return [
    {
      kind: 'edge',
      edgeId: interaction.edgeId,
      command: {
        type: 'leg.originate',
        legId: agentLegId,
        to: { kind: 'endpoint', user },
        stationId,
        // Who calls stands on the desk; the state knows no numbers.
        callerNumber: 'anonymous',
        ringTimeoutMs: phoneRingTimeoutMs,
      },
    },
  ]
}

/** The agent's outside number, over the outbound rules. Who has none to it is lost, and the customer goes to another. */
function callNumber(
  view: ProcessView,
  { edgeId, customerLegId }: Interaction,
  engagement: Engagement,
): readonly Action[] {
  const { agentId, agentLegId, stationId } = engagement
  const number = view.numberOfStation(stationId)
  const callerNumber = view.leg(customerLegId)?.callerNumber ?? 'anonymous'
  const to = number === undefined ? undefined : sentOn(view, number, { agentId }, { number: callerNumber })
  if (!to || !('how' in to)) return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId: agentLegId } }]
  const command = { type: 'leg.originate', legId: agentLegId, ...to.how, ringTimeoutMs: phoneRingTimeoutMs } as const
  return [{ kind: 'edge', edgeId, command }]
}

const acceptingKey = '1'
/** Twice, with time to find the key. */
const keyTimeoutMs = 6000
const keyPrompt: readonly PlayItem[] = [
  { kind: 'prompt', name: 'press-1-to-take-the-call' },
  { kind: 'silence', durationMs: 3000 },
  { kind: 'prompt', name: 'press-1-to-take-the-call' },
]

/** A mobile that is off is answered by a machine: the customer is joined only with who presses the key. */
export function askForKey({ edgeId }: Interaction, { agentLegId }: Engagement, { newId }: ProcessEnvironment): Action {
  const command: EdgeCommandOf<'leg.collect'> = {
    type: 'leg.collect',
    legId: agentLegId,
    collectId: newId('collect'),
    items: [...keyPrompt],
    isInterruptible: true,
    acceptsTypeAhead: true,
    minDigits: 1,
    maxDigits: 1,
    terminators: '',
    firstDigitTimeoutMs: keyTimeoutMs,
    betweenDigitsTimeoutMs: keyTimeoutMs,
  }
  return { kind: 'edge', edgeId, command }
}

function keyPressed({ state }: ProcessView, event: EdgeEventOf<'leg.collected'>): readonly Action[] {
  const { legId, digits, outcome } = event
  const interactionId = state.indexes.agentLegs.get(legId)
  const interaction = interactionId && state.interactions.get(interactionId)
  const engagement = interaction && engagementOf(interaction)
  // Stopped: something else was played to it, and answers for itself.
  if (!engagement || engagement.isConfirmed || outcome === 'stopped' || outcome === 'leg-ended') return []
  const { agentId } = engagement
  if (digits !== acceptingKey) return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId } }]
  return [
    { kind: 'decide', command: { type: 'ConfirmAgentLeg', interactionId, legId } },
    ...join(interaction, engagement),
  ]
}

/** These would leave two people in silence. */
const hopeless: readonly EdgeErrorCode[] = ['bad-command', 'wrong-state', 'not-supported', 'failed']

function afterRefusal(
  { state }: ProcessView,
  { command, error }: Extract<ProcessInput, { kind: 'edge-refused' }>,
): readonly Action[] {
  if (command.type === 'leg.originate' || command.type === 'leg.collect') {
    const interactionId = state.indexes.agentLegs.get(command.legId)
    const agentId = interactionId && state.interactions.get(interactionId)?.engagement?.agentId
    if (!agentId) return []
    return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId: command.legId } }]
  }
  if (command.type === 'bridge.join') {
    const interactionId = command.legIds[0] && state.indexes.customerLegs.get(command.legIds[0])
    const engagement = interactionId && state.interactions.get(interactionId)?.engagement
    if (!engagement || engagement.bridgeId !== command.bridgeId) return []
    if (hopeless.includes(error.code)) {
      return [{ kind: 'decide', command: { type: 'EndInteraction', interactionId, reason: 'error' } }]
    }
    // Had it been the customer's leg, its end would have come before this answer and the interaction would be over.
    if (error.code === 'no-such-leg') {
      const { agentId, agentLegId } = engagement
      return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId: agentLegId } }]
    }
  }
  return []
}
