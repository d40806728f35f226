import type { Call } from '#domain/routing/index.ts'
import type { EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import type { Action } from '../actions.ts'
import { playOffer } from '../callback.ts'
import { onwards } from '../destination.ts'
import { answer, follow, goOutside, isGoingThrough } from '../inbound-call.ts'
import { playMusic } from '../sounds.ts'
import type { ProcessEnvironment, ProcessView } from '../view.ts'
import { resumeCalled, resumeTransfer } from './called-people.ts'
import { isAnswered } from './snapshot.ts'
import { resumeTalk } from './talk.ts'

/** Brings the edge to where the interaction stands. */
export function resume(
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
