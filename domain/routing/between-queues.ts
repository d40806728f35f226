import type { QueueId } from '#kernel/ids.ts'
import { urgencyOf } from './figures.ts'
import { byTurn, type WaitingEntry } from './queue-indexes.ts'
import type { Membership } from './settings.ts'
import { type Agent, membershipIn, type Queue } from './state.ts'

/** Whose turn it is in one queue, beside what decides between queues. */
export interface NextOfQueue {
  readonly membership: Membership
  readonly queue: Queue
  readonly turn: WaitingEntry
}

/**
 * Which of two comes first for this agent: the queue with the higher membership priority, then with the higher priority of its
 * own, then by how he chooses; at last whose turn it is. Within one queue it is always the turn.
 */
export function orderOf(agent: Agent, nowMs: number): (a: NextOfQueue, b: NextOfQueue) => boolean {
  return (a, b) => {
    if (a.queue.queueId === b.queue.queueId) return byTurn(a.turn, b.turn) < 0
    const difference =
      b.membership.priority - a.membership.priority ||
      b.queue.settings.priority - a.queue.settings.priority ||
      byChoice(agent, nowMs, a, b) ||
      byTurn(a.turn, b.turn)
    return difference < 0
  }
}

function byChoice(agent: Agent, nowMs: number, a: NextOfQueue, b: NextOfQueue): number {
  switch (agent.settings.choosesBy ?? 'turn') {
    case 'turn':
      return 0
    case 'service-level':
      return urgencyOf(b.queue, b.turn.sinceMs, nowMs) - urgencyOf(a.queue, a.turn.sinceMs, nowMs)
    case 'share':
      return (agent.passes?.[a.queue.queueId] ?? 0) - (agent.passes?.[b.queue.queueId] ?? 0)
  }
}

/**
 * An agent who has taken work of this queue: stride scheduling (Waldspurger 1995). Each acceptance moves a queue on by 1/share, and
 * the one that is furthest behind goes first. A queue that was empty catches up with one turn, not with all that it never wanted.
 */
export function withPass(agent: Agent, queueId: QueueId): Agent {
  const membership = membershipIn(agent, queueId)
  if (agent.settings.choosesBy !== 'share' || !membership) return agent
  const { passes = {}, settings } = agent
  const furthest = Math.max(0, ...Object.values(passes))
  const slowest = Math.min(...settings.memberships.map(({ share = 1 }) => share))
  const own = Math.max(passes[queueId] ?? 0, furthest - 1 / slowest)
  return { ...agent, passes: { ...passes, [queueId]: own + 1 / (membership.share ?? 1) } }
}
