import { workStateOf } from '#domain/routing/index.ts'
import type { QueueEntry } from '#protocol/realtime/index.ts'
import type { TopicView } from './topic-view.ts'

/** Every queue but those of one person alone, with who waits in it and who serves it, in one walk over the interactions and one over the agents. */
export function queueEntries(view: TopicView): Record<string, QueueEntry> {
  const counts = new Map<
    string,
    { waiting: number; longestWaitSinceMs?: number; agentsAvailable: number; agentsEngaged: number }
  >()
  for (const { queueId } of view.state.queues.values()) {
    counts.set(queueId, { waiting: 0, agentsAvailable: 0, agentsEngaged: 0 })
  }
  for (const { waiting } of view.state.interactions.values()) {
    const count = waiting ? counts.get(waiting.queueId) : undefined
    if (!count || !waiting) continue
    count.waiting++
    count.longestWaitSinceMs = Math.min(count.longestWaitSinceMs ?? waiting.queuedAtMs, waiting.queuedAtMs)
  }
  for (const agent of view.state.agents.values()) {
    const workState = workStateOf(agent)
    const isAvailable =
      agent.presence.kind === 'available' && agent.station?.isReachable === true && workState === 'idle'
    const isEngaged = workState === 'engaged'
    if (!isAvailable && !isEngaged) continue
    for (const { queueId } of agent.settings.memberships) {
      const count = counts.get(queueId)
      if (count && isAvailable) count.agentsAvailable++
      if (count && isEngaged) count.agentsEngaged++
    }
  }
  const entries: Record<string, QueueEntry> = {}
  for (const { queueId } of view.state.queues.values()) {
    const count = counts.get(queueId)
    if (count && !view.isPersonalQueue(queueId))
      entries[queueId] = { queueId, name: view.queueName(queueId) ?? '', ...count }
  }
  return entries
}
