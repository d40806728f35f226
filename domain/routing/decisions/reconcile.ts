import type { LegId } from '#kernel/ids.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Call, calledPartyOf } from '../state.ts'
import { othersTalkOn } from './conference.ts'
import { failTransfer, partyLeft } from './dialing.ts'
import { agentLost, dropMonitor, endContact } from './ownership.ts'
import { stationReachable, stationUnreachable, withdrawUnreachable } from './stations.ts'
import { settleVoicemail } from './voicemail.ts'

type Reconcile = RoutingCommandOf<'Reconcile'>

/** What an edge says of its legs is true: what it no longer carries is over. */
export function reconcile(decision: Decision, command: Reconcile): RefusalCode | null {
  const { edgeId, incarnation } = command
  const known = decision.draft.edges.get(edgeId)
  const isReborn = known !== undefined && known.incarnation !== incarnation
  const legIds = new Set(command.legIds)
  forgetStations(decision, command, legIds, isReborn)
  for (const interaction of [...decision.draft.calls.values()]) {
    if (interaction.edgeId === edgeId && interaction.stage !== 'wrapUp') {
      if (isReborn) endContact(decision, interaction, 'edge-lost')
      else compareLegs(decision, interaction, legIds)
    }
  }
  closeRecordings(decision, command, isReborn)
  if (known?.incarnation !== incarnation) decision.add({ type: 'EdgeIncarnated', edgeId, incarnation })
  for (const station of command.stations) {
    if (!decision.draft.agents.has(station.agentId)) continue
    if (station.isReachable) stationReachable(decision, { ...station, type: 'StationReachable', edgeId })
    else stationUnreachable(decision, { ...station, type: 'StationUnreachable' })
  }
  return null
}

/** Nobody hears of it any more: what it carried is over for us, whatever it goes on with. */
export function edgeLost(decision: Decision, { edgeId }: RoutingCommandOf<'EdgeLost'>): null {
  for (const { agentId, stations } of [...decision.draft.agents.values()]) {
    for (const station of stations) {
      if (station.edgeId !== edgeId) continue
      decision.add({ type: 'StationDisconnected', agentId, stationId: station.stationId, isLegGone: true })
      withdrawUnreachable(decision, agentId)
    }
  }
  for (const interaction of [...decision.draft.calls.values()]) {
    if (interaction.edgeId === edgeId) endContact(decision, interaction, 'edge-lost')
  }
  return null
}

/** Stations that the edge no longer has, or not with the leg that we know. */
function forgetStations(decision: Decision, command: Reconcile, legIds: ReadonlySet<string>, isReborn: boolean): void {
  const named = new Set(command.stations.map((station) => station.stationId))
  for (const { agentId, stations } of [...decision.draft.agents.values()]) {
    for (const station of stations) {
      if (station.edgeId !== command.edgeId) continue
      const isLegGone = station.legId !== null && (isReborn || !legIds.has(station.legId))
      if (!isLegGone && named.has(station.stationId)) continue
      if (!isLegGone && !station.isReachable) continue
      decision.add({ type: 'StationDisconnected', agentId, stationId: station.stationId, isLegGone })
      withdrawUnreachable(decision, agentId)
    }
  }
}

/**
 * Somebody who shall be called and is not there was perhaps never called, because the core died before it: the process
 * calls him now. Only for a transfer nobody waits on the line.
 */
function compareLegs(decision: Decision, before: Call, legIds: ReadonlySet<string>): void {
  const isThere = before.stage === 'dialing' || legIds.has(before.customerLegId)
  // Company first: whoever is gone from a conference does not talk on in it.
  const interaction = isThere ? withoutGone(decision, before, legIds) : before
  if (!interaction) return
  const { engagement, customerLegId, stage, transfer, farLegId } = interaction
  // Dialled ahead of an agent: who waits for him is nobody, so whatever became of the dial it is tried again later.
  if (stage === 'dialing' && engagement === null) {
    if (!legIds.has(customerLegId)) endContact(decision, interaction, 'edge-lost')
    return
  }
  if (stage !== 'dialing' && !legIds.has(customerLegId)) endContact(decision, interaction, 'customer-left')
  else if (engagement && !legIds.has(engagement.agentLegId)) {
    if (!othersTalkOn(decision, interaction)) agentLost(decision, interaction)
  } else if (transfer && !legIds.has(transfer.askedByLegId)) endContact(decision, interaction, 'far-left')
  else if (transfer && !legIds.has(transfer.legId)) failTransfer(decision, interaction)
  else if (farLegId !== null && !legIds.has(farLegId)) farLegGone(decision, interaction, farLegId)
}

/** Lets go of supervisors, members and the consulted whose legs are gone. The number of one who was never called is lost with the core. */
function withoutGone(
  decision: Decision,
  { interactionId, monitors, members, consultation }: Call,
  legIds: ReadonlySet<string>,
): Call | undefined {
  for (const monitor of monitors)
    if (!legIds.has(monitor.legId)) dropMonitor(decision, interactionId, monitor, 'leg-lost')
  for (const legId of [...members, ...(consultation ? [consultation.legId] : [])]) {
    const interaction = decision.draft.calls.get(interactionId)
    const party = interaction && calledPartyOf(interaction, legId)
    if (party && !legIds.has(legId)) partyLeft(decision, interaction, party, 'unreachable')
  }
  return decision.draft.calls.get(interactionId)
}

function farLegGone(decision: Decision, interaction: Call, farLegId: LegId): void {
  const party = calledPartyOf(interaction, farLegId)
  const isToBeCalled = party?.answeredAtMs === null && party.fallbackQueueId === null && party.byAgentId === null
  if (party && !isToBeCalled) partyLeft(decision, interaction, party)
}

/**
 * Recordings that this edge neither writes nor has finished: whatever became of them, nobody will tell. One that a live
 * talk wants stays open: the core died before the edge heard of it, and it is begun now.
 */
function closeRecordings(decision: Decision, { edgeId, recordingIds }: Reconcile, isReborn: boolean): void {
  const known = new Set(recordingIds)
  for (const recording of [...decision.draft.recordings.values()]) {
    const { recordingId, interactionId, edgeId: ofEdge } = recording
    if (ofEdge !== edgeId || known.has(recordingId)) continue
    const interaction = decision.draft.calls.get(interactionId)
    if (interaction?.stage === 'engaged' && interaction.engagement?.recordingId === recordingId) continue
    if (interaction?.stage === 'inFlow' && interaction.voicemail?.speaking?.recordingId === recordingId) continue
    const outcome = isReborn ? 'edge-lost' : 'failed'
    decision.add({ type: 'RecordingClosed', recordingId, interactionId, durationMs: 0, missingMs: 0, outcome })
    settleVoicemail(decision, recording, { durationMs: 0, outcome })
  }
}
