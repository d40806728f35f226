import type { AgentId, InteractionId, LegId, QueueId, RecordingId } from '#kernel/ids.ts'
import { isSpoken } from '../capacity.ts'
import type { CalledFromDesk, RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import { canBeJoined } from '../eligibility.ts'
import type { CalledParty } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Agent, type Call, calledPartyOf, type HeldWork } from '../state.ts'
import { kindOf, type Station } from '../station.ts'
import { followPlan, withdrawOffersTo } from './ownership.ts'
import { partyOf } from './parties.ts'
import { newRecording } from './recordings.ts'
import { sendOn } from './transfers.ts'
import { closeWrapUp } from './wrap-up.ts'

/** Whom a desk calls, and what follows when a colleague is reached at his. */

/** How long a browser rings; what an edge calls rings by its own time. */
const browserRingMs = 30_000

/** A task or a message in hand keeps nobody from the telephone: it may be what he calls for. */
export const isTalking = ({ workState, channel, isMessage }: HeldWork): boolean =>
  workState === 'engaged' && isSpoken(channel) && !isMessage

/** An agent who can be given a call now, with the station that counts; or why not. */
export function freeAgent(
  decision: Decision,
  agentId: AgentId,
  of: Pick<Call, 'edgeId'> | null,
): { readonly agent: Agent; readonly station: Station } | RefusalCode {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  if (agent.monitoring !== null || agent.work.some(isTalking)) return 'agent-busy'
  const { station } = agent
  if (!station?.isReachable || (of !== null && !canBeJoined(agent, of))) return 'station-unreachable'
  return { agent, station }
}

interface CalledBy {
  readonly byAgentId: AgentId
  readonly fallbackQueueId?: QueueId | null
  readonly returnsToAgentId?: AgentId | null
}

/** Somebody as a desk calls him. A colleague is called at the station that counts, when he has his hands free. */
export function deskParty(
  decision: Decision,
  { interactionId, edgeId }: Pick<Call, 'interactionId' | 'edgeId'>,
  called: CalledFromDesk,
  of: CalledBy,
): CalledParty | RefusalCode {
  const { legId, isAtStation, agentId } = called
  const { calledLegs, customerLegs, agentLegs } = decision.draft.indexes
  if (calledLegs.has(legId) || customerLegs.has(legId) || agentLegs.has(legId)) return 'interaction-exists'
  if (!isAtStation || agentId === null) return partyOf(decision, interactionId, called, of)
  const free = freeAgent(decision, agentId, { edgeId })
  // Whatever keeps a colleague from it, whoever asks is told of the colleague and not of himself.
  if (typeof free === 'string') return 'destination-unreachable'
  const { agent, station } = free
  // One who still writes this very interaction up has his part of it: he finishes that first.
  if (agent.work.some((held) => held.interactionId === interactionId && held.workState === 'wrapUp'))
    return 'destination-unreachable'
  const stationKind = kindOf(station)
  const at = { legId: station.legId ?? legId, agentId, isOverTrunk: stationKind === 'number', isEmergency: false }
  return {
    ...partyOf(decision, interactionId, at, of),
    bridgeId: `brg_${legId.slice('leg_'.length)}` as CalledParty['bridgeId'],
    seat: { stationId: station.stationId, stationKind },
    ringsUntilMs: stationKind === 'browser' ? decision.nowMs + browserRingMs : null,
  }
}

/** Whoever answers by himself does so at once; his desk never rings. */
export function answerByItself(
  decision: Decision,
  interactionId: InteractionId,
  { legId, agentId, seat }: CalledParty,
): void {
  const agent = agentId && decision.draft.agents.get(agentId)
  if (agent && agent.settings.isAutoAnswered === true && seat?.stationKind === 'browser') {
    answer(decision, interactionId, legId)
  }
}

export function dialFromDesk(decision: Decision, command: RoutingCommandOf<'DialFromDesk'>): RefusalCode | null {
  const { interactionId, agentId, called } = command
  const { interactions, indexes } = decision.draft
  if (interactions.has(interactionId))
    return interactions.get(interactionId)?.engagement?.agentId === agentId ? null : 'interaction-exists'
  if (indexes.agentLegs.has(command.agentLegId)) return 'interaction-exists'
  if (called.agentId === agentId) return 'agent-busy'
  const free = freeAgent(decision, agentId, null)
  if (typeof free === 'string') return free
  const { station } = free
  const edgeId = station.edgeId ?? command.edgeId
  withdrawOffersTo(decision, agentId, 'agent-dials')
  const party = deskParty(decision, { interactionId, edgeId }, called, { byAgentId: agentId })
  if (typeof party === 'string') return party
  const stationKind = kindOf(station)
  decision.add({
    type: 'InteractionDialed',
    ...{ interactionId, edgeId, agentId, stationKind },
    kind: 'call',
    channel: 'voice',
    stationId: station.stationId,
    agentLegId: station.legId ?? command.agentLegId,
    isConfirmed: stationKind === 'browser',
    called: party,
    ...(command.language === undefined ? {} : { language: command.language }),
  })
  if (stationKind === 'browser') answerByItself(decision, interactionId, party)
  return null
}

/** Whoever is called has answered. A colleague who has the customer by that is engaged from now on. */
export function answer(decision: Decision, interactionId: Call['interactionId'], legId: LegId): void {
  const interaction = decision.draft.calls.get(interactionId)
  const party = interaction && calledPartyOf(interaction, legId)
  const isTheirs = interaction?.stage === 'through' && interaction.farLegId === legId && party?.seat && party.agentId
  if (isTheirs) seize(decision, interaction, party)
  else
    decision.add({
      type: 'CalledPartyAnswered',
      interactionId,
      legId,
      recordingId: recordingOf(decision, interaction, legId),
    })
}

/** Of the talk that begins when whom an agent called answers. */
function recordingOf(decision: Decision, interaction: Call | undefined, legId: LegId): RecordingId | null {
  const { stage, customerLegId, engagement, interactionId } = interaction ?? {}
  if (stage !== 'dialing' || customerLegId !== legId || !engagement || !interactionId) return null
  return newRecording(decision, { ...engagement, interactionId })
}

/** The called colleague has the customer: a new talk begins, with a recording of its own. */
export function seize(decision: Decision, interaction: Call, party: CalledParty): void {
  const { interactionId, edgeId, customerLegId } = interaction
  const { agentId, seat, legId, bridgeId, fallbackQueueId: queueId } = party
  if (agentId === null || seat === null) return
  decision.add({
    type: 'EngagementBegan',
    ...{ interactionId, agentId, queueId, edgeId, customerLegId, bridgeId, ...seat },
    how: 'sent-on',
    fromAgentId: null,
    agentLegId: legId,
    isConfirmed: true,
    recordingId: newRecording(decision, { interactionId, queueId, agentId }),
    ...noFormer,
  })
}

export const noFormer = {
  formerRecordingId: null,
  formerLegId: null,
  isFormerLegPhone: false,
  consultBridgeId: null,
  others: 0,
} as const

/** Nobody was reached and no queue stands behind the customer: whoever sent him on has him back, when he is free. */
export function returnToSender(decision: Decision, interaction: Call, { returnsToAgentId }: CalledParty): boolean {
  return returnsToAgentId !== null && ring(decision, interaction, returnsToAgentId)
}

/** Rings an agent for a customer who waits; false when he cannot be rung. */
export function ring(decision: Decision, interaction: Call, agentId: AgentId): boolean {
  const { interactionId } = interaction
  const legId = `leg_${decision.newOfferId().slice('off_'.length)}` as LegId
  const called = { legId, agentId, isOverTrunk: false, isEmergency: false, isAtStation: true }
  const party = deskParty(decision, interaction, called, { byAgentId: agentId })
  if (typeof party === 'string') return false
  sendOn(decision, interaction, { transferId: null, legId: null, to: { kind: 'through', called: party } })
  answerByItself(decision, interactionId, party)
  return true
}

/** Somebody takes over, picks up, or is put through: what he wrote up of it before is done with. */
export function finishOwnWrapUp(decision: Decision, { interactionId, wrapUps }: Call, agentId: AgentId): void {
  if (wrapUps.some((wrapUp) => wrapUp.agentId === agentId)) closeWrapUp(decision, interactionId, agentId, 'agent')
  followPlan(decision, agentId)
}
