import type { Call } from '#domain/routing/index.ts'
import type { FloorCall } from '#protocol/realtime/index.ts'
import type { TopicView } from './topic-view.ts'
import { withoutAbsent } from './without-absent.ts'

/** Every call on the line, as the floor sees it; what is only written up is none. */
export function callEntries(view: TopicView): Record<string, FloorCall> {
  const entries: Record<string, FloorCall> = {}
  for (const interaction of view.state.calls.values()) {
    if (interaction.stage !== 'wrapUp') entries[interaction.interactionId] = callEntry(view, interaction)
  }
  return entries
}

function callEntry(view: TopicView, interaction: Call): FloorCall {
  const { interactionId, stage, direction, beganAtMs, engagement, waiting, parked, monitors, members } = interaction
  const queueId = engagement?.queueId ?? waiting?.queueId ?? parked?.queueId ?? undefined
  const agentId = engagement?.agentId
  const known = view.particulars(interactionId)
  return {
    interactionId,
    state: stage === 'wrapUp' ? 'ended' : stage,
    direction,
    ...withoutAbsent({
      queueId,
      queueName: queueId && view.queueName(queueId),
      agentId,
      agentName: agentId && view.agentName(agentId),
      callerNumber: known?.callerNumber,
      customerName: known?.customerName ?? known?.callerName,
    }),
    sinceMs: engagement?.acceptedAtMs ?? beganAtMs,
    isHeld: engagement?.isHeld ?? false,
    isMuted: engagement?.isMuted ?? false,
    hasMutedHimself: engagement?.isMuted === true && engagement.mutedByAgentId === null,
    isRecorded: engagement !== null && engagement.recordingId !== null,
    parties: 1 + (engagement ? 1 : 0) + members.length + (interaction.farLegId === null ? 0 : 1),
    monitors: monitors.map((monitor) => ({
      agentId: monitor.agentId,
      name: view.agentName(monitor.agentId) ?? '',
      mode: monitor.mode,
    })),
  }
}
