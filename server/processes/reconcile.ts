import type { Engagement, Interaction, RoutingCommandOf } from '#domain/routing/index.ts'
import type { Bridge, EdgeCommand, EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import type { Action } from './actions.ts'
import { answer, follow, playMusic, receive } from './inbound-call.ts'
import { join } from './offer-delivery.ts'
import type { ProcessEnvironment, ProcessInput, ProcessView } from './view.ts'

type Connected = Extract<ProcessInput, { kind: 'edge-connected' }>

/**
 * An edge connects and says what it carries. What it says of legs is true, so first the decider learns what is gone; then
 * whatever a core that died did not come to do is done: each decision that is durable has its effect here a second time,
 * where it is not to be seen in the snapshot.
 */
export function reconcile(view: ProcessView, input: ProcessInput, environment: ProcessEnvironment): readonly Action[] {
  if (input.kind !== 'edge-connected') return []
  const { edgeId, snapshot } = input
  const carried = liveHere(view, input)
  return [
    ...noteRecordings(view, snapshot),
    { kind: 'decide', command: decisionOf(view, input) },
    ...snapshot.legs.filter(isUp).flatMap((leg) => forLeg(view, input, leg, environment)),
    ...carried.flatMap((interaction) => resume(interaction, snapshot, environment)),
    ...leftovers(carried, snapshot).map((command): Action => ({ kind: 'edge', edgeId, command })),
  ]
}

const isUp = (leg: Leg): boolean => leg.state !== 'ended' && leg.state !== 'failed'

/** The interactions that this very process of the edge carries. What a former one carried is the decider's to end. */
function liveHere({ state }: ProcessView, { edgeId, incarnation, snapshot }: Connected): readonly Interaction[] {
  const known = state.edges.get(edgeId)
  if (known && known.incarnation !== incarnation) return []
  const legIds = new Set(snapshot.legs.filter(isUp).map((leg) => leg.legId))
  return [...state.interactions.values()].filter(
    (interaction) =>
      interaction.edgeId === edgeId && interaction.stage !== 'wrapUp' && legIds.has(interaction.customerLegId),
  )
}

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
  for (const { interactionId, engagement } of state.interactions.values()) {
    const recordingId = engagement?.recordingId ?? null
    if (recordingId === null || !known.has(recordingId) || state.recordings.has(recordingId)) continue
    actions.push({ kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId } })
  }
  return actions
}

/** A leg that belongs to no live interaction: a caller who came meanwhile, or one whose call is over. */
function forLeg(
  view: ProcessView,
  { edgeId, snapshot }: Connected,
  leg: Leg,
  environment: ProcessEnvironment,
): readonly Action[] {
  const { indexes } = view.state
  if (leg.transport === 'link' || indexes.customerLegs.has(leg.legId)) return []
  const end: Action = { kind: 'edge', edgeId, command: { type: 'leg.end', legId: leg.legId, reason: 'hung-up' } }
  if (leg.stationId !== undefined || leg.direction === 'outbound') {
    const kind = snapshot.stations.find((station) => station.stationId === leg.stationId)?.kind
    const isPhone = leg.direction === 'outbound' && kind !== 'browser'
    return isPhone && !indexes.agentLegs.has(leg.legId) ? [end] : []
  }
  // One that is alerting came while nothing could be decided: it hears music and is not answered yet.
  if (leg.state === 'initiated' || leg.state === 'alerting') return receive(view, edgeId, leg, environment)
  // Numbers that the edge answers alone, such as the echo, are none of ours.
  return view.numberRoute(leg.dialedNumber) ? [end] : []
}

/** Brings the edge to where the interaction stands. */
function resume(interaction: Interaction, snapshot: EdgeSnapshot, environment: ProcessEnvironment): readonly Action[] {
  const { edgeId, customerLegId, stage, engagement } = interaction
  const leg = snapshot.legs.find((candidate) => candidate.legId === customerLegId)
  if (!leg) return []
  if (stage === 'inFlow') {
    const isAnswered = leg.state === 'connected' || leg.state === 'held'
    return isAnswered ? follow(interaction, environment) : [answer(interaction)]
  }
  if (stage === 'queued') {
    const leave: Action[] = leg.bridgeId
      ? [{ kind: 'edge', edgeId, command: { type: 'bridge.end', bridgeId: leg.bridgeId } }]
      : []
    return [...leave, playMusic(interaction, environment)]
  }
  return engagement ? resumeTalk(interaction, engagement, snapshot) : []
}

function resumeTalk(interaction: Interaction, engagement: Engagement, snapshot: EdgeSnapshot): readonly Action[] {
  const { interactionId, edgeId, customerLegId } = interaction
  const { agentId, agentLegId, bridgeId, recordingId } = engagement
  const agentLeg = snapshot.legs.find((leg) => leg.legId === agentLegId && isUp(leg))
  // Without the agent the decider sends the customer back; a phone that still rings is joined when it answers.
  if (!agentLeg || (agentLeg.state !== 'connected' && agentLeg.state !== 'held')) return []
  const bridge: Bridge | undefined = snapshot.bridges.find((candidate) => candidate.bridgeId === bridgeId)
  if (!bridge?.legIds.includes(customerLegId) || !bridge.legIds.includes(agentLegId)) {
    return join(interaction, engagement)
  }
  const actions: Action[] = []
  // The edge acts before the record, so where they differ the edge is right.
  const isHeld = bridge.heldLegIds.includes(customerLegId)
  if (isHeld !== engagement.isHeld) {
    const type = isHeld ? 'HoldInteraction' : 'RetrieveInteraction'
    actions.push({ kind: 'decide', command: { type, interactionId, agentId } })
  }
  if (agentLeg.muted !== engagement.isMuted) {
    const type = agentLeg.muted ? 'MuteAgent' : 'UnmuteAgent'
    actions.push({ kind: 'decide', command: { type, interactionId, agentId } })
  }
  const isRecordingKnown = [...snapshot.recordings, ...snapshot.closedRecordings].some(
    (recording) => recording.recordingId === recordingId,
  )
  if (recordingId !== null && !isRecordingKnown) {
    const command: EdgeCommand = { type: 'recording.start', recordingId, bridgeId, left: customerLegId }
    actions.push({ kind: 'edge', edgeId, command })
    actions.push({ kind: 'decide', command: { type: 'NoteRecordingStarted', recordingId, interactionId } })
  }
  return actions
}

/** Bridges and recordings that no engaged interaction has. */
function leftovers(carried: readonly Interaction[], snapshot: EdgeSnapshot): EdgeCommand[] {
  const engagements = carried.flatMap(({ stage, engagement }) =>
    stage === 'engaged' && engagement ? [engagement] : [],
  )
  const bridgeIds = new Set(engagements.map((engagement) => engagement.bridgeId))
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
