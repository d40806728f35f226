import { type Call, calledPartyOf } from '#domain/routing/index.ts'
import type { EdgeId, LegId } from '#kernel/ids.ts'
import type { Bridge, EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import { call, callCustomer, isJoinedAtOnce } from '../call-through.ts'
import { askForKey, isToPressKey, keyQuestion } from '../offer-delivery.ts'
import { playRingback } from '../sounds.ts'
import { answered } from '../transfer.ts'
import type { ProcessEnvironment, ProcessView } from '../view.ts'
import { edge, isAnswered, isUp, waitingLegOf } from './snapshot.ts'

/** Whoever is called for somebody that waits: never called, ringing, or answered and not joined. */
export function resumeCalled(
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
export function resumeTransfer(view: ProcessView, interaction: Call, snapshot: EdgeSnapshot): readonly Action[] {
  const { transfer, edgeId } = interaction
  if (!transfer) return []
  const { transferId, legId, askedByLegId } = transfer
  const leg = snapshot.legs.find((candidate) => candidate.legId === legId && isUp(candidate))
  if (!leg) return [edge(edgeId, { type: 'leg.transfer-progress', legId: askedByLegId, transferId, status: 503 })]
  return isAnswered(leg) ? answered(view, legId) : []
}
