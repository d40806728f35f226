import { type Call, calledPartyOf, type Engagement, type RoutingCommandOf } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { Bridge, EdgeCommand, EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { call, callCustomer, isJoinedAtOnce } from './call-through.ts'
import { playOffer } from './callback.ts'
import { aside, connected, places, talkOf } from './conversation.ts'
import { onwards } from './destination.ts'
import { answer, follow, goOutside, isGoingThrough, receive } from './inbound-call.ts'
import { askForKey, isToPressKey, join, keyQuestion } from './offer-delivery.ts'
import { startRecording } from './recording-start.ts'
import { playMusic, playRingback } from './sounds.ts'
import { answered } from './transfer.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

type Connected = Omit<Extract<ProcessInput, { kind: 'edge-connected' }>, 'kind'>

/**
 * An edge connects and says what it carries. What it says of legs is true, so first the decider learns what is gone, and what
 * the snapshot shows to have happened. Once that is durable, whatever a core that died did not come to do is done: each
 * decision has its effect here a second time, where it is not to be seen in the snapshot.
 */
export function reconcile(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  if (input.kind === 'edge-reconciled') {
    return [...picture(view, input, environment).filter(({ kind }) => kind === 'edge'), ...closeUnbegun(view, input)]
  }
  if (input.kind !== 'edge-connected') return []
  const { snapshot } = input
  return [
    ...noteRecordings(view, snapshot),
    ...foundRecordings(view, snapshot),
    { kind: 'decide', command: decisionOf(view, input) },
    ...picture(view, input, environment).filter(({ kind }) => kind !== 'edge'),
    { kind: 'once-durable', input: { ...input, kind: 'edge-reconciled' } },
  ]
}

/** What the decider has still to learn from the snapshot, and what the edge has still to do. */
function picture(view: ProcessView, input: Connected, environment: ProcessEnvironment): readonly Action[] {
  const { edgeId, snapshot } = input
  const carried = liveHere(view, input)
  return [
    ...carried.flatMap((interaction) => resume(view, interaction, snapshot, environment)),
    ...resumeMasks(edgeId, carried, snapshot),
    ...carried.flatMap((interaction) => strangersIn(interaction, snapshot)),
    ...carried.flatMap((interaction) => resumeMutes(interaction, snapshot)),
    // After what was begun is brought to an end: a new leg may take the place of one of these.
    ...snapshot.legs.filter(isUp).flatMap((leg) => forLeg(view, input, leg, environment)),
    ...leftovers(carried, snapshot).map((command): Action => ({ kind: 'edge', edgeId, command })),
  ]
}

/** Whoever had the customer before, and was to go when the core died: he hears no more of it. */
function strangersIn(interaction: Call, { bridges }: EdgeSnapshot): readonly Action[] {
  const { edgeId, customerLegId, engagement, calledParties, monitors } = interaction
  const own = [engagement?.bridgeId, ...calledParties.map((party) => party.bridgeId)]
  const known = [customerLegId, engagement?.agentLegId, ...[...calledParties, ...monitors].map(({ legId }) => legId)]
  return bridges
    .filter(({ bridgeId }) => own.includes(bridgeId))
    .flatMap(({ bridgeId, legIds }) =>
      legIds
        .filter((legId) => !known.includes(legId))
        .map((legId) => edge(edgeId, { type: 'bridge.leave', bridgeId, legId })),
    )
}

/**
 * Masks that the edge does not know of, and such as were taken off while nobody could tell it: also of a browser's leg, which
 * outlives the call in which it was masked.
 */
function resumeMasks(edgeId: EdgeId, carried: readonly Call[], { legs }: EdgeSnapshot): readonly Action[] {
  const masked = new Set(carried.flatMap((call) => (call.areDigitsMasked ? [call.customerLegId] : [])))
  return legs
    .filter(({ legId, areDigitsMasked = false }) => areDigitsMasked !== masked.has(legId))
    .map(({ legId }) => edge(edgeId, { type: 'leg.mask-digits', legId, isOn: masked.has(legId) }))
}

const isUp = (leg: Leg): boolean => leg.state !== 'ended' && leg.state !== 'failed'

/** The interactions that this very process of the edge carries. What a former one carried is the decider's to end. */
function liveHere({ state }: ProcessView, { edgeId, incarnation, snapshot }: Connected): readonly Call[] {
  const known = state.edges.get(edgeId)
  if (known && known.incarnation !== incarnation) return []
  const legIds = new Set(snapshot.legs.filter(isUp).map((leg) => leg.legId))
  return [...state.calls.values()].filter(
    (interaction) =>
      interaction.edgeId === edgeId && interaction.stage !== 'wrapUp' && legIds.has(waitingLegOf(interaction)),
  )
}

/** While an agent's call rings, it is he who is there. */
const waitingLegOf = ({ stage, engagement, customerLegId }: Call): LegId =>
  stage === 'dialing' && engagement ? engagement.agentLegId : customerLegId

function decisionOf(view: ProcessView, { edgeId, incarnation, snapshot }: Connected): RoutingCommandOf<'Reconcile'> {
  return {
    type: 'Reconcile',
    edgeId,
    incarnation,
    legIds: snapshot.legs.filter(isUp).map((leg) => leg.legId),
    recordingIds: [...snapshot.recordings, ...snapshot.closedRecordings].map((recording) => recording.recordingId),
    stations: snapshot.stations.flatMap(({ stationId, kind, legId, reachable }) => {
      const agentId = view.agentOfStation(stationId)
      if (agentId === undefined) return []
      const persistentLegId = kind === 'browser' ? (legId ?? null) : null
      const isReachable = reachable && (kind === 'endpoint' || persistentLegId !== null)
      return [{ agentId, stationId, legId: persistentLegId, isReachable }]
    }),
  }
}

/** Recordings that were begun and not noted: the core died between the two. Noted first, while their interaction is live. */
function noteRecordings({ state }: ProcessView, { recordings, closedRecordings }: EdgeSnapshot): readonly Action[] {
  const known = new Set([...recordings, ...closedRecordings].map((recording) => recording.recordingId))
  const actions: Action[] = []
  for (const { interactionId, engagement } of state.calls.values()) {
    const recordingId = engagement?.recordingId ?? null
    if (recordingId === null || !known.has(recordingId) || state.recordings.has(recordingId)) continue
    actions.push({ kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId } })
  }
  return actions
}

/**
 * Noted as begun by a core that died before the edge heard of it, of a talk that went over to somebody else by what the
 * snapshot showed: nothing begins it any more, and nobody would ever tell its end.
 */
function closeUnbegun({ state }: ProcessView, { edgeId, snapshot }: Connected): readonly Action[] {
  const known = new Set(
    [...snapshot.recordings, ...snapshot.closedRecordings].map((recording) => recording.recordingId),
  )
  return [...state.recordings.values()].flatMap(({ recordingId, interactionId, edgeId: ofEdge }): readonly Action[] => {
    if (ofEdge !== edgeId || known.has(recordingId)) return []
    const { stage, engagement } = state.calls.get(interactionId) ?? {}
    if (stage === 'engaged' && engagement?.recordingId === recordingId) return []
    const of = { recordingId, durationMs: 0, missingMs: 0, isFailed: true }
    return [{ kind: 'decide', command: { type: 'NoteRecordingClosed', ...of } }]
  })
}

/** Begun by a core that died before its decision was durable: whoever is in the bridge says whose it is. It is stopped below. */
function foundRecordings({ state }: ProcessView, { bridges }: EdgeSnapshot): readonly Action[] {
  return bridges.flatMap(({ recordingId, legIds }): readonly Action[] => {
    if (recordingId === undefined || state.recordings.has(recordingId)) return []
    const interactionId = legIds.map((legId) => state.indexes.customerLegs.get(legId)).find((id) => id !== undefined)
    const interaction = interactionId && state.calls.get(interactionId)
    if (!interaction || interaction.engagement?.recordingId === recordingId) return []
    return [{ kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId, isFound: true } }]
  })
}

/** A leg that belongs to no live interaction: a caller who came meanwhile, or one whose call is over. */
function forLeg(
  view: ProcessView,
  { edgeId, snapshot }: Connected,
  leg: Leg,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { indexes } = view.state
  if (leg.transport === 'link' || indexes.customerLegs.has(leg.legId) || indexes.calledLegs.has(leg.legId)) return []
  if (indexes.monitorLegs.has(leg.legId)) return []
  const end: Action = { kind: 'edge', edgeId, command: { type: 'leg.end', legId: leg.legId, reason: 'hung-up' } }
  if (leg.direction === 'inbound' && indexes.agentLegs.has(leg.legId)) return []
  if ((leg.stationId !== undefined && leg.transport === 'web') || leg.direction === 'outbound') {
    const kind = snapshot.stations.find((station) => station.stationId === leg.stationId)?.kind
    const isPhone = leg.direction === 'outbound' && kind !== 'browser'
    return isPhone && !indexes.agentLegs.has(leg.legId) ? [end] : []
  }
  // One that is alerting came while nothing could be decided: it hears music and is not answered yet.
  if (leg.state === 'initiated' || leg.state === 'alerting') return receive(view, edgeId, leg, environment)
  // Numbers that the edge answers alone, such as the echo, are none of ours.
  const isOurs = leg.replacesLegId !== undefined || view.numberRoute(leg.dialedNumber) || 'how' in onwards(view, leg)
  return isOurs ? [end] : []
}

/** Brings the edge to where the interaction stands. */
function resume(
  view: ProcessView,
  interaction: Call,
  snapshot: EdgeSnapshot,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { edgeId, customerLegId, stage, engagement } = interaction
  if (stage === 'dialing' && engagement === null) return resumeAhead(interaction, snapshot)
  if (stage === 'dialing') return resumeCalled(view, interaction, customerLegId, snapshot, environment)
  const leg = snapshot.legs.find((candidate) => candidate.legId === customerLegId)
  if (!leg) return []
  if (stage === 'inFlow') {
    if (interaction.sentOutside !== undefined) return [goOutside(view, interaction, environment)]
    if (isGoingThrough(interaction)) return sendThrough(view, interaction, leg, environment)
    return isAnswered(leg) ? follow(view, interaction, environment) : [answer(interaction)]
  }
  if (stage === 'through' && interaction.farLegId !== null) {
    return resumeCalled(view, interaction, interaction.farLegId, snapshot, environment)
  }
  if (stage === 'queued' || stage === 'parked') {
    // One that took another's place, and hears the music once it is answered.
    if (!isAnswered(leg)) return [answer(interaction)]
    const leave: Action[] = leg.bridgeId
      ? [{ kind: 'edge', edgeId, command: { type: 'bridge.end', bridgeId: leg.bridgeId } }]
      : []
    const isOffered = interaction.waiting?.isCallbackOffered === true
    return [...leave, isOffered ? playOffer(view, interaction, environment) : playMusic(interaction, environment)]
  }
  if (!engagement) return []
  return [
    ...resumeTalk(view, interaction, engagement, snapshot, environment),
    ...resumeTransfer(view, interaction, snapshot),
  ]
}

/** Called back ahead of an agent: he may have picked up meanwhile. */
function resumeAhead({ interactionId, customerLegId: legId }: Call, { legs }: EdgeSnapshot): readonly Action[] {
  const leg = legs.find((candidate) => candidate.legId === legId)
  return leg && isAnswered(leg) ? [{ kind: 'decide', command: { type: 'NoteAnswered', interactionId, legId } }] : []
}

const isAnswered = (leg: Leg): boolean => leg.state === 'connected' || leg.state === 'held'

/** Begun, and then the core died before it said where the call goes. */
function sendThrough(
  view: ProcessView,
  { interactionId }: Call,
  leg: Leg,
  { newId }: ProcessEnvironment,
): readonly Action[] {
  const to = onwards(view, leg)
  if (!('how' in to))
    return [{ kind: 'decide', command: { type: 'EndInteraction', interactionId, reason: 'not-reached' } }]
  const { agentId, isOverTrunk, isEmergency } = to
  const called = { legId: newId('leg'), agentId, isOverTrunk, isEmergency }
  return [{ kind: 'decide', command: { type: 'SendThrough', interactionId, called } }]
}

/** Whoever is called for somebody that waits: never called, ringing, or answered and not joined. */
function resumeCalled(
  view: ProcessView,
  interaction: Call,
  calledLegId: LegId,
  snapshot: EdgeSnapshot,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { edgeId, interactionId } = interaction
  const party = calledPartyOf(interaction, calledLegId)
  const called = snapshot.legs.find((leg) => leg.legId === calledLegId && isUp(leg))
  const waitingLegId = waitingLegOf(interaction)
  const waiting = snapshot.legs.find((leg) => leg.legId === waitingLegId)
  const resumed = resumeTransfer(view, interaction, snapshot)
  if (!party || !waiting) return resumed
  const { stage, engagement } = interaction
  if (stage === 'dialing' && engagement && !engagement.isConfirmed) {
    if (!isAnswered(waiting)) return []
    const isNumber = engagement.stationKind === 'number'
    const command = { type: 'ConfirmAgentLeg', interactionId, legId: waitingLegId } as const
    return isNumber ? [askForKey(view, interaction, engagement, environment)] : [{ kind: 'decide', command }]
  }
  // Nobody answers a browser but its agent, so its leg says nothing of who is called at it.
  const isToBeCalled = !called || party.seat?.stationKind === 'browser'
  if (stage === 'dialing' && party.answeredAtMs === null && isToBeCalled) {
    return [...resumed, ...callCustomer(view, interaction, environment)]
  }
  const hearsItRing =
    isAnswered(waiting) && waiting.legId === interaction.customerLegId
      ? [...leaves(edgeId, waiting), playRingback(interaction, environment)]
      : []
  if (called && party.answeredAtMs === null && party.seat) {
    // A browser is up before anybody answers at it; at a number somebody answered who has to press the key.
    if (party.seat.stationKind === 'browser') return stage === 'through' ? hearsItRing : []
    if (isAnswered(called) && isToPressKey(party)) {
      return [...hearsItRing, keyQuestion(view, edgeId, calledLegId, environment)]
    }
  }
  if (!called) return [...resumed, ...call(view, interaction, calledLegId)]
  if (!isAnswered(called)) {
    const isToBeAnswered = called.direction === 'inbound'
    const answers = isToBeAnswered ? [edge(edgeId, { type: 'leg.answer', legId: calledLegId })] : []
    return [...resumed, ...answers, ...hearsItRing]
  }
  const { bridgeId, answeredAtMs } = party
  const { members } = interaction
  const isJoined = waiting.bridgeId === bridgeId && called.bridgeId === bridgeId
  return [
    ...resumed,
    ...(answeredAtMs === null
      ? [{ kind: 'decide', command: { type: 'NoteAnswered', interactionId, legId: calledLegId } } as const]
      : []),
    ...(isAnswered(waiting) ? [] : [edge(edgeId, { type: 'leg.answer', legId: waitingLegId })]),
    ...(isJoined || !isJoinedAtOnce(view, interaction)
      ? []
      : [edge(edgeId, { type: 'bridge.join', bridgeId, legIds: [waitingLegId, calledLegId, ...members] })]),
    // With whom nobody of ours is any more, nobody is left on hold.
    ...(stage === 'through' ? heldIn(snapshot, bridgeId) : []).map((legId) =>
      edge(edgeId, { type: 'bridge.retrieve', bridgeId, legId }),
    ),
  ]
}

/** Out of the talk that was before, which the core that died did not come to end. */
const leaves = (edgeId: EdgeId, { legId, bridgeId }: Leg): readonly Action[] =>
  bridgeId === undefined ? [] : [edge(edgeId, { type: 'bridge.leave', bridgeId, legId })]

const heldIn = ({ bridges }: EdgeSnapshot, bridgeId: Bridge['bridgeId']): readonly LegId[] =>
  bridges.find((bridge) => bridge.bridgeId === bridgeId)?.heldLegIds ?? []

/** One that answered while nobody could hear of it has the customer now; one that is gone is told to who asked. */
function resumeTransfer(view: ProcessView, interaction: Call, snapshot: EdgeSnapshot): readonly Action[] {
  const { transfer, edgeId } = interaction
  if (!transfer) return []
  const { transferId, legId, askedByLegId } = transfer
  const leg = snapshot.legs.find((candidate) => candidate.legId === legId && isUp(candidate))
  if (!leg) return [edge(edgeId, { type: 'leg.transfer-progress', legId: askedByLegId, transferId, status: 503 })]
  return isAnswered(leg) ? answered(view, legId) : []
}

const edge = (edgeId: EdgeId, command: EdgeCommand): Action => ({ kind: 'edge', edgeId, command })

function resumeTalk(
  view: ProcessView,
  interaction: Call,
  engagement: Engagement,
  snapshot: EdgeSnapshot,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { interactionId, edgeId, customerLegId } = interaction
  const { agentId, agentLegId, bridgeId, recordingId } = engagement
  const agentLeg = snapshot.legs.find((leg) => leg.legId === agentLegId && isUp(leg))
  // A leg on which somebody of ours called us, and that was not answered because the core died.
  const unanswered = [agentLeg, snapshot.legs.find((leg) => leg.legId === customerLegId)].filter(
    (leg) => leg?.direction === 'inbound' && !isAnswered(leg),
  )
  const [first] = unanswered
  if (first) return [edge(edgeId, { type: 'leg.answer', legId: first.legId }), ...join(view, interaction, engagement)]
  // Without the agent the decider sends the customer back; a phone that still rings is joined when it answers.
  if (!agentLeg || (agentLeg.state !== 'connected' && agentLeg.state !== 'held')) return []
  const bridge: Bridge | undefined = snapshot.bridges.find((candidate) => candidate.bridgeId === bridgeId)
  const { consultation, members } = interaction
  const hasCompany = consultation !== null || members.length > 0
  const mayBeAway = consultation?.talksTo === 'consulted'
  const isParty = (legId: LegId) => bridge?.legIds.includes(legId) === true && !bridge.monitorLegIds?.includes(legId)
  if (!bridge || !isParty(customerLegId) || (!mayBeAway && !isParty(agentLegId))) {
    // Whom somebody before him had on hold in it hears him now.
    const isRetrieved = bridge?.heldLegIds.includes(customerLegId) === true && !engagement.isHeld
    const retrieve = isRetrieved ? [edge(edgeId, { type: 'bridge.retrieve', bridgeId, legId: customerLegId })] : []
    return engagement.isConfirmed
      ? [
          ...join(view, interaction, engagement),
          ...retrieve,
          ...resumeCompany(view, interaction, snapshot, environment),
          ...resumePause(engagement, snapshot, edgeId),
        ]
      : [askForKey(view, interaction, engagement, environment)]
  }
  const actions: Action[] = []
  // He pressed the key, and the core died over it.
  if (!engagement.isConfirmed) {
    actions.push({ kind: 'decide', command: { type: 'ConfirmAgentLeg', interactionId, legId: agentLegId } })
  }
  // The edge acts before the record, so where they differ the edge is right. With company it follows the record alone.
  const isHeld = bridge.heldLegIds.includes(customerLegId)
  if (!hasCompany && isHeld !== engagement.isHeld) {
    const type = isHeld ? 'HoldInteraction' : 'RetrieveInteraction'
    actions.push({ kind: 'decide', command: { type, interactionId, agentId } })
  }
  if (agentLeg.muted !== engagement.isMuted) {
    const type = agentLeg.muted ? 'MuteAgent' : 'UnmuteAgent'
    actions.push({ kind: 'decide', command: { type, interactionId, agentId } })
  }
  actions.push(...resumeCompany(view, interaction, snapshot, environment))
  actions.push(...resumePause(engagement, snapshot, edgeId))
  const isRecordingKnown = [...snapshot.recordings, ...snapshot.closedRecordings].some(
    (recording) => recording.recordingId === recordingId,
  )
  if (!isRecordingKnown) actions.push(...startRecording(view, interaction, engagement))
  return actions
}

/** Whoever is consulted, confers or listens: the picture of the record, once more. */
function resumeCompany(
  view: ProcessView,
  interaction: Call,
  snapshot: EdgeSnapshot,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { consultation, members, monitors } = interaction
  const talk = talkOf(interaction)
  if (!talk) return []
  const up = new Set(snapshot.legs.filter(isAnswered).map((leg) => leg.legId))
  const pressed = monitors
    .filter((monitor) => !monitor.isConfirmed && up.has(monitor.legId))
    .flatMap(({ legId }) => connected(view, legId, environment))
  const isConsultedUp = consultation !== null && up.has(consultation.legId)
  const party = consultation && calledPartyOf(interaction, consultation.legId)
  const isBrowser = party?.seat?.stationKind === 'browser'
  const answered = isConsultedUp && !isBrowser ? connected(view, consultation.legId, environment) : []
  // At a number he has still to press the key, and it rings on till then.
  const isThere = answered.some(({ kind }) => kind === 'decide')
  const isRinging = consultation?.talksTo === 'consulted' && party?.answeredAtMs === null && !isThere
  if (consultation === null && members.length === 0 && monitors.length === 0) return []
  return [...places(view, talk), ...(isRinging ? aside(view, talk, environment) : []), ...answered, ...pressed]
}

const isMutedWrong = (
  { customerLegId, members, consultation, farLegId, mutedLegIds }: Call,
  { legId, muted }: Leg,
): boolean =>
  [customerLegId, consultation?.legId, farLegId, ...members].includes(legId) && muted !== mutedLegIds.includes(legId)

/** Also of who waits by now: muting was the agent's, and his effect may have been lost with the core. */
const resumeMutes = (interaction: Call, { legs }: EdgeSnapshot): readonly Action[] =>
  interaction.stage === 'dialing'
    ? []
    : legs.filter((leg) => isMutedWrong(interaction, leg)).map(({ legId }) => mutedParty(interaction, legId))

function mutedParty({ edgeId, mutedLegIds }: Call, legId: LegId): Action {
  return edge(edgeId, { type: 'leg.mute', legId, muted: mutedLegIds.includes(legId) })
}

/** A pause by hand stands in the record first; one for digits is the edge's to tell. */
function resumePause(
  { recordingId, recordingPausedBy }: Engagement,
  snapshot: EdgeSnapshot,
  edgeId: EdgeId,
): readonly Action[] {
  const known = snapshot.recordings.find((recording) => recording.recordingId === recordingId)
  if (!known) return []
  const { isPaused } = known
  if (recordingPausedBy === 'agent' && !isPaused) {
    return [edge(edgeId, { type: 'recording.pause', recordingId: known.recordingId })]
  }
  const isKnown = isPaused === (recordingPausedBy !== null)
  return isKnown
    ? []
    : [{ kind: 'decide', command: { type: 'NoteRecordingPause', recordingId: known.recordingId, isPaused } }]
}

/** Bridges and recordings that no engaged interaction has. */
function leftovers(carried: readonly Call[], snapshot: EdgeSnapshot): EdgeCommand[] {
  const engagements = carried.flatMap(({ stage, engagement }) =>
    stage === 'engaged' && engagement ? [engagement] : [],
  )
  const bridgeIds = new Set([
    ...engagements.map((engagement) => engagement.bridgeId),
    ...carried.flatMap(({ calledParties }) => calledParties.map((party) => party.bridgeId)),
  ])
  const recordingIds = new Set(engagements.map((engagement) => engagement.recordingId))
  return [
    ...snapshot.recordings
      .filter(({ recordingId }) => !recordingIds.has(recordingId))
      .map(({ recordingId }): EdgeCommand => ({ type: 'recording.stop', recordingId })),
    ...snapshot.bridges
      .filter(({ bridgeId }) => !bridgeIds.has(bridgeId))
      .map(({ bridgeId }): EdgeCommand => ({ type: 'bridge.end', bridgeId })),
  ]
}
