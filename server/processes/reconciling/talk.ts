import { type Call, calledPartyOf, type Engagement } from '#domain/routing/index.ts'
import type { LegId } from '#kernel/ids.ts'
import type { Bridge, EdgeSnapshot } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import { aside, connected, places, talkOf } from '../conversation.ts'
import { askForKey, join } from '../offer-delivery.ts'
import { startRecording } from '../recording-start.ts'
import type { ProcessEnvironment, ProcessView } from '../view.ts'
import { resumePause } from './recordings.ts'
import { edge, isAnswered, isUp } from './snapshot.ts'

export function resumeTalk(
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
