import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Call, Monitor } from '../state.ts'
import { calledPartyOf } from '../state.ts'
import { kindOf } from '../station.ts'
import { finishOwnWrapUp, freeAgent } from './called-from-desk.ts'
import { endConsultation } from './consultation.ts'
import { beginWrapUp, dropMonitor, followPlan, withdrawOffersTo } from './ownership.ts'
import { newRecording } from './recordings.ts'

/** A supervisor beside a call: he listens, coaches, barges, or takes it over. Several may at once. */

export function monitor(decision: Decision, command: RoutingCommandOf<'Monitor'>): RefusalCode | null {
  const { interactionId, agentId, mode } = command
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  if (interaction.stage !== 'engaged') return 'wrong-stage'
  const known = monitorOf(interaction, agentId)
  if (known) {
    if (known.mode !== mode)
      decision.add({ type: 'MonitoringChanged', interactionId, agentId, mode, fromMode: known.mode })
    return null
  }
  const free = freeAgent(decision, agentId, interaction)
  if (typeof free === 'string') return free
  // Whoever is called in it, or writes it up, is no bystander.
  if (free.agent.work.some((held) => held.interactionId === interactionId)) return 'agent-busy'
  const { station } = free
  withdrawOffersTo(decision, agentId, 'agent-dials')
  decision.add({
    type: 'MonitoringStarted',
    ...{ interactionId, agentId, mode },
    stationId: station.stationId,
    stationKind: kindOf(station),
    legId: station.legId ?? command.legId,
  })
  return null
}

const monitorOf = ({ monitors }: Call, agentId: Monitor['agentId']): Monitor | undefined =>
  monitors.find((candidate) => candidate.agentId === agentId)

export function noteMonitorUp(
  decision: Decision,
  { interactionId, legId }: RoutingCommandOf<'NoteMonitorUp'>,
): RefusalCode | null {
  const found = decision.draft.calls.get(interactionId)?.monitors.find((candidate) => candidate.legId === legId)
  if (!found) return 'no-such-leg'
  const { agentId, isConfirmed } = found
  if (!isConfirmed) decision.add({ type: 'MonitorConnected', interactionId, agentId })
  return null
}

export function stopMonitoring(
  decision: Decision,
  { interactionId, agentId }: RoutingCommandOf<'StopMonitoring'>,
): RefusalCode | null {
  const interaction = decision.draft.calls.get(interactionId)
  const found = interaction && monitorOf(interaction, agentId)
  if (found) dropMonitor(decision, interactionId, found, 'stopped')
  return null
}

export function monitorLeft(
  decision: Decision,
  { interactionId, legId }: RoutingCommandOf<'MonitorLeft'>,
): RefusalCode | null {
  const found = decision.draft.calls.get(interactionId)?.monitors.find((candidate) => candidate.legId === legId)
  if (!found) return 'no-such-leg'
  dropMonitor(decision, interactionId, found, 'leg-lost')
  return null
}

/** The customer is his, in the same bridge and with a recording by his own rule; whom the agent consulted is let go. */
export function takeOver(
  decision: Decision,
  { interactionId, agentId }: RoutingCommandOf<'TakeOver'>,
): RefusalCode | null {
  const before = decision.draft.calls.get(interactionId)
  if (!before) return 'no-such-interaction'
  if (before.engagement?.agentId === agentId) return before.stage === 'engaged' ? null : 'wrong-stage'
  if (before.stage !== 'engaged') return 'wrong-stage'
  if (before.transfer) return 'transfer-under-way'
  const place = placeOf(decision, before, agentId)
  if (typeof place === 'string') return place
  const own = monitorOf(before, agentId)
  if (own) dropMonitor(decision, interactionId, own, 'took-over')
  else withdrawOffersTo(decision, agentId, 'agent-dials')
  finishOwnWrapUp(decision, before, agentId)
  const consulted = before.consultation && calledPartyOf(before, before.consultation.legId)
  if (consulted) endConsultation(decision, before, consulted, 'cancelled')
  const interaction = decision.draft.calls.get(interactionId)
  const engagement = interaction?.engagement
  if (!engagement) return 'wrong-stage'
  const { edgeId, customerLegId } = interaction
  const { queueId, bridgeId, agentLegId, isPhoneLeg, agentId: fromAgentId } = engagement
  const recordingId = newRecording(decision, { interactionId, queueId, agentId })
  beginWrapUp(decision, interaction)
  decision.add({
    type: 'EngagementBegan',
    ...{ interactionId, agentId, fromAgentId, queueId, edgeId, customerLegId, bridgeId, recordingId, ...place },
    how: 'taken-over',
    isConfirmed: true,
    formerRecordingId: engagement.recordingId,
    formerLegId: agentLegId,
    isFormerLegPhone: isPhoneLeg,
    consultBridgeId: consulted?.bridgeId ?? null,
    others: interaction.members.length,
  })
  followPlan(decision, fromAgentId)
  return null
}

/** Where the supervisor is on the line already: beside the call, or at his browser. */
function placeOf(
  decision: Decision,
  interaction: Call,
  agentId: Monitor['agentId'],
): (Pick<Monitor, 'stationId' | 'stationKind'> & { readonly agentLegId: Monitor['legId'] }) | RefusalCode {
  if (interaction.calledParties.some((party) => party.agentId === agentId)) return 'agent-busy'
  const own = monitorOf(interaction, agentId)
  if (own) {
    const { stationId, stationKind, legId, isConfirmed } = own
    return isConfirmed ? { stationId, stationKind, agentLegId: legId } : 'wrong-stage'
  }
  const free = freeAgent(decision, agentId, interaction)
  if (typeof free === 'string') return free
  const { stationId, legId } = free.station
  return legId === null ? 'wrong-stage' : { stationId, stationKind: 'browser', agentLegId: legId }
}
