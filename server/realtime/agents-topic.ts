import { workStateOf } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { AgentEntry } from '#protocol/realtime/index.ts'
import { shownFromPresence } from '../api/presence.ts'
import { breakRequestOf, shownSinceMs } from './desk-topic.ts'
import { substitutedOf } from './substitutions.ts'
import type { TopicView } from './topic-view.ts'

/** What the floor sees of one agent; `undefined` for one whom routing does not know (any more). */
export function agentEntry(view: TopicView, agentId: AgentId): AgentEntry | undefined {
  const agent = view.state.agents.get(agentId)
  if (!agent) return undefined
  const substituted = substitutedOf(view, agentId)
  return {
    agentId,
    name: view.agentName(agentId) ?? '',
    ...shownFromPresence(agent.presence),
    workState: workStateOf(agent),
    sinceMs: shownSinceMs(agent),
    ...(agent.nextPresence === null ? {} : { next: agent.nextPresence.kind }),
    ...breakRequestOf(view, agent),
    isStationReachable: agent.station?.isReachable ?? false,
    ...(substituted && { substituted }),
  }
}

export function agentEntries(view: TopicView): Record<string, AgentEntry> {
  const entries: Record<string, AgentEntry> = {}
  for (const { agentId } of view.state.agents.values()) {
    const entry = agentEntry(view, agentId)
    if (entry) entries[agentId] = entry
  }
  return entries
}
