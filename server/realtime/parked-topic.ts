import type { ParkedEntry } from '#protocol/realtime/index.ts'
import type { TopicView } from './topic-view.ts'
import { withoutAbsent } from './without-absent.ts'

/** Who waits to be picked up, by slot. */
export function parkedEntries(view: TopicView): Record<string, ParkedEntry> {
  const entries: Record<string, ParkedEntry> = {}
  for (const { interactionId, parked } of view.state.calls.values()) {
    if (parked === null) continue
    const known = view.particulars(interactionId)
    entries[String(parked.slot)] = {
      slot: parked.slot,
      interactionId,
      ...withoutAbsent({ callerNumber: known?.callerNumber, customerName: known?.customerName ?? known?.callerName }),
      parkedByName: view.agentName(parked.byAgentId) ?? '',
      sinceMs: parked.sinceMs,
      returnsAtMs: parked.returnsAtMs,
    }
  }
  return entries
}
