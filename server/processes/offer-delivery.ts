import {
  type Call,
  type CalledParty,
  calledPartyOf,
  type Engagement,
  type RoutingEventOf,
} from '#domain/routing/index.ts'
import type { AgentId, EdgeId, LegId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeCommandOf, EdgeErrorCode, EdgeEventOf, PlayItem } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { sentOn } from './destination.ts'
import { refusalItems, standsAside } from './recording-consent.ts'
import { startRecording } from './recording-start.ts'
import { houseLanguage, languageOf, prompt } from './spoken-language.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'
import { isAnsweredByItself, zipTone } from './zip-tone.ts'

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
    const interaction = state.calls.get(interactionId)
    const engagement = interaction && engagementOf(interaction)
    if (!engagement || engagement.offerId !== offerId) return []
    if (stationKind !== 'browser') return callPhone(view, interaction, engagement)
    return joinWithTone(view, interaction, engagement, environment)
  }
  if (input.kind === 'routing' && input.event.type === 'EngagementBegan') return begun(view, input.event, environment)
  if (input.kind === 'routing' && input.event.type === 'RecordingConsentNoted') {
    return afterConsent(view, input.event, environment)
  }
  // His own station is rung before whom he calls.
  const isDialed =
    input.kind === 'routing' && (input.event.type === 'InteractionDialed' || input.event.type === 'CallbackDialed')
  if (isDialed && !input.event.isConfirmed) {
    const interaction = state.calls.get(input.event.interactionId)
    const { engagement, stage } = interaction ?? {}
    return interaction && engagement && stage === 'dialing' ? callPhone(view, interaction, engagement) : []
  }
  if (input.kind === 'edge' && input.event.type === 'leg.connected') {
    const { legId } = input.event
    const interactionId = state.indexes.agentLegs.get(legId)
    const interaction = interactionId && state.calls.get(interactionId)
    if (interaction?.stage === 'dialing' && interaction.engagement && !interaction.engagement.isConfirmed) {
      return interaction.engagement.stationKind === 'number'
        ? [askForKey(view, interaction, interaction.engagement, environment)]
        : [{ kind: 'decide', command: { type: 'ConfirmAgentLeg', interactionId: interaction.interactionId, legId } }]
    }
    const engagement = interaction && engagementOf(interaction)
    if (!interaction || !engagement?.isPhoneLeg) return []
    return engagement.isConfirmed
      ? joinWithTone(view, interaction, engagement, environment)
      : [askForKey(view, interaction, engagement, environment)]
  }
  if (input.kind === 'edge' && input.event.type === 'leg.collected') return keyPressed(view, input.event)
  if (input.kind === 'edge-refused') return afterRefusal(view, input)
  return []
}

/** Somebody sent on was taken, or a parked one picked up. Who steps into a talk that goes on is `conversation`'s. */
function begun(
  view: ProcessView,
  event: RoutingEventOf<'EngagementBegan'>,
  environment: ProcessEnvironment,
): readonly Action[] {
  const interaction = view.state.calls.get(event.interactionId)
  const engagement = interaction && engagementOf(interaction)
  if (!interaction || engagement?.agentLegId !== event.agentLegId || event.fromAgentId !== null) return []
  const isThere = event.how === 'sent-on' || engagement.stationKind === 'browser'
  if (!isThere) return callPhone(view, interaction, engagement)
  const joined = join(view, interaction, engagement)
  const isAlone = event.how === 'sent-on' && isAnsweredByItself(view, engagement.agentId, engagement.stationKind)
  return isAlone ? [...joined, toneFor(interaction, engagement, environment)] : joined
}

/** Both into the bridge; and a tone for who did not click. */
function joinWithTone(
  view: ProcessView,
  interaction: Call,
  engagement: Engagement,
  environment: ProcessEnvironment,
): readonly Action[] {
  const joined = join(view, interaction, engagement)
  return engagement.isAutomatic ? [...joined, toneFor(interaction, engagement, environment)] : joined
}

const toneFor = ({ edgeId }: Call, { bridgeId, agentLegId }: Engagement, environment: ProcessEnvironment) =>
  zipTone({ edgeId, bridgeId, legId: agentLegId }, environment)

const engagementOf = ({ stage, engagement }: Call): Engagement | null => (stage === 'engaged' ? engagement : null)

/** The customer has heard or said what he had to: now he comes into the bridge. */
function afterConsent(
  view: ProcessView,
  { interactionId, consent }: RoutingEventOf<'RecordingConsentNoted'>,
  { newId }: ProcessEnvironment,
): readonly Action[] {
  const interaction = view.state.calls.get(interactionId)
  const engagement = interaction && engagementOf(interaction)
  if (!interaction || !engagement?.isConfirmed) return []
  // Another agent has him by now, whose phone still rings.
  if (engagement.isPhoneLeg && !view.isUp(engagement.agentLegId)) return []
  const joined = join(view, interaction, engagement)
  if (consent !== 'refused' && consent !== 'unanswered') return joined
  const { edgeId, customerLegId: legId } = interaction
  const to = { bridgeId: engagement.bridgeId, legId, playId: newId('play') }
  const items = refusalItems(languageOf(view, interaction))
  const command: EdgeCommand = { type: 'bridge.play', ...to, items, isOver: true }
  return [...joined, { kind: 'edge', edgeId, command }]
}

/**
 * Both legs into one bridge, the recording on, and the microphone open: the last call may have left it muted. A customer
 * who has to be told or asked before that stands aside.
 */
export function join(view: ProcessView, interaction: Call, engagement: Engagement): readonly Action[] {
  const { edgeId, customerLegId, consultation, members } = interaction
  const { bridgeId, agentLegId } = engagement
  const mute: Action = {
    kind: 'edge',
    edgeId,
    command: { type: 'leg.mute', legId: agentLegId, muted: engagement.isMuted },
  }
  if (standsAside(view, interaction)) return [...startRecording(view, interaction, engagement), mute]
  // While he consults, the customer waits in it without him.
  const legIds = consultation?.talksTo === 'consulted' ? [customerLegId] : [customerLegId, agentLegId]
  const actions: Action[] = [{ kind: 'edge', edgeId, command: { type: 'bridge.join', bridgeId, legIds } }, mute]
  // Asked for while the agent's phone still rang.
  if (engagement.isHeld && members.length === 0) {
    actions.push({ kind: 'edge', edgeId, command: { type: 'bridge.hold', bridgeId, legId: customerLegId, items: [] } })
  }
  actions.push(...startRecording(view, interaction, engagement))
  return actions
}

function callPhone(view: ProcessView, interaction: Call, engagement: Engagement): readonly Action[] {
  const { agentId, agentLegId, stationId } = engagement
  if (engagement.stationKind === 'number') return callNumber(view, interaction, engagement)
  if (engagement.stationKind === 'address') return callAddress(view, interaction, engagement)
  const user = view.userOfStation(stationId)
  if (user === undefined) return [unmade(agentId, agentLegId)]
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
        ...(engagement.isAutomatic ? { isToAnswerAlone: true } : {}),
      },
    },
  ]
}

/** The agent's telephone that stands at one address for ever. It has no desk beside it, so it shows who calls. */
function callAddress(
  view: ProcessView,
  { edgeId, customerLegId }: Call,
  { agentId, agentLegId, stationId }: Engagement,
): readonly Action[] {
  const uri = view.addressOfStation?.(stationId)
  if (uri === undefined) return [unmade(agentId, agentLegId)]
  const { callerNumber = 'anonymous', callerName } = view.leg(customerLegId) ?? {}
  const command: EdgeCommandOf<'leg.originate'> = {
    type: 'leg.originate',
    legId: agentLegId,
    to: { kind: 'sip', uri },
    stationId,
    callerNumber,
    ...(callerName === undefined ? {} : { callerName }),
    ringTimeoutMs: phoneRingTimeoutMs,
  }
  return [{ kind: 'edge', edgeId, command }]
}

/** The agent's outside number, over the outbound rules. Who has none to it is lost, and the customer goes to another. */
function callNumber(view: ProcessView, { edgeId, customerLegId }: Call, engagement: Engagement): readonly Action[] {
  const { agentId, agentLegId, stationId } = engagement
  const number = view.numberOfStation(stationId)
  const callerNumber = view.leg(customerLegId)?.callerNumber ?? 'anonymous'
  const to = number === undefined ? undefined : sentOn(view, number, { agentId }, { number: callerNumber })
  if (!to || !('how' in to)) return [unmade(agentId, agentLegId)]
  const command = { type: 'leg.originate', legId: agentLegId, ...to.how, ringTimeoutMs: phoneRingTimeoutMs } as const
  return [{ kind: 'edge', edgeId, command }]
}

/** His telephone could not even be called. */
const unmade = (agentId: AgentId, legId: LegId, why: 'overloaded' | 'unreachable' = 'unreachable'): Action => ({
  kind: 'decide',
  command: { type: 'AgentLegLost', agentId, legId, unmade: why },
})

const acceptingKey = '1'
/** Twice, with time to find the key. */
const keyTimeoutMs = 6000
const keyPrompt = (language: string): PlayItem[] => [
  prompt('press-1-to-take-the-call', language),
  { kind: 'silence', durationMs: 3000 },
  prompt('press-1-to-take-the-call', language),
]

/** A mobile that is off is answered by a machine: the customer is joined only with who presses the key. */
export const askForKey = (
  view: ProcessView,
  { edgeId }: Call,
  { agentLegId }: Engagement,
  environment: ProcessEnvironment,
): Action => keyQuestion(view, edgeId, agentLegId, environment)

/** A colleague is called at an outside number, and nobody knows yet who answered there. */
export const isToPressKey = ({ seat, answeredAtMs }: CalledParty): boolean =>
  seat?.stationKind === 'number' && answeredAtMs === null

export function keyQuestion(view: ProcessView, edgeId: EdgeId, legId: LegId, { newId }: ProcessEnvironment): Action {
  const command: EdgeCommandOf<'leg.collect'> = {
    type: 'leg.collect',
    legId,
    collectId: newId('collect'),
    items: keyPrompt(houseLanguage(view)),
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

function keyPressed(view: ProcessView, event: EdgeEventOf<'leg.collected'>): readonly Action[] {
  const { state } = view
  const { legId, digits, outcome } = event
  const { agentLegs, calledLegs, customerLegs, monitorLegs } = state.indexes
  const interactionId =
    agentLegs.get(legId) ?? calledLegs.get(legId) ?? customerLegs.get(legId) ?? monitorLegs.get(legId)
  const interaction = interactionId && state.calls.get(interactionId)
  // Stopped: something else was played to it, and answers for itself.
  if (!interaction || outcome === 'stopped' || outcome === 'leg-ended') return []
  const { engagement, stage } = interaction
  if (engagement?.agentLegId !== legId) return colleaguePressed(interaction, legId, digits)
  if (engagement.isConfirmed || (stage !== 'engaged' && stage !== 'dialing')) return []
  const { agentId } = engagement
  if (digits !== acceptingKey) return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId } }]
  const confirm: Action = { kind: 'decide', command: { type: 'ConfirmAgentLeg', interactionId, legId } }
  return stage === 'dialing' ? [confirm] : [confirm, ...join(view, interaction, engagement)]
}

/** Who is called, or monitors, at an outside number. */
function colleaguePressed(interaction: Call, legId: LegId, digits: string): readonly Action[] {
  const { interactionId, edgeId } = interaction
  const party = calledPartyOf(interaction, legId)
  const monitor = interaction.monitors.find((candidate) => candidate.legId === legId)
  if (party ? !isToPressKey(party) : !monitor || monitor.isConfirmed) return []
  if (digits === acceptingKey) {
    const type = party ? 'NoteAnswered' : 'NoteMonitorUp'
    return [{ kind: 'decide', command: { type, interactionId, legId } }]
  }
  const end: Action = { kind: 'edge', edgeId, command: { type: 'leg.end', legId, reason: 'hung-up' } }
  return party
    ? [{ kind: 'decide', command: { type: 'CalledPartyLeft', interactionId, legId, reason: 'no-answer' } }, end]
    : [{ kind: 'decide', command: { type: 'MonitorLeft', interactionId, legId } }, end]
}

/** These would leave two people in silence. */
const hopeless: readonly EdgeErrorCode[] = ['bad-command', 'wrong-state', 'not-supported', 'failed']

function afterRefusal(
  { state }: ProcessView,
  { command, error }: Extract<ProcessInput, { kind: 'edge-refused' }>,
): readonly Action[] {
  if (command.type === 'leg.originate' || command.type === 'leg.collect') {
    const interactionId = state.indexes.agentLegs.get(command.legId)
    const agentId = interactionId && state.calls.get(interactionId)?.engagement?.agentId
    if (!agentId) return []
    if (command.type === 'leg.originate') {
      return [unmade(agentId, command.legId, error.code === 'overloaded' ? 'overloaded' : 'unreachable')]
    }
    return [{ kind: 'decide', command: { type: 'AgentLegLost', agentId, legId: command.legId } }]
  }
  if (command.type === 'bridge.join') {
    const interactionId = command.legIds[0] && state.indexes.customerLegs.get(command.legIds[0])
    const engagement = interactionId && state.calls.get(interactionId)?.engagement
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
