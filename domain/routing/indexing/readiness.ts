import type { QueueId } from '#kernel/ids.ts'
import { type AgentGroup, groupOf } from '../asking/agent-group.ts'
import type { Buckets } from '../buckets.ts'
import { isReady, isReadyForAny } from '../eligibility.ts'
import type { QueueIndexes } from '../queue-indexes.ts'
import type { Membership } from '../settings.ts'
import { type Agent, membershipIn, type RoutingTables } from '../state.ts'
import { type Candidate, strategyOf } from '../strategy/index.ts'

/**
 * Who is ready, queue by queue. An agent who hangs up, is asked, and accepts, all in one decision, would go into and out of the
 * order of each of his queues for nothing: so what a change means for a queue is looked at when that queue is, and for the
 * others at the decision's end, when mostly nothing is left of it.
 */
export interface Unsettled {
  /** As all of his queues have him but those below. */
  readonly was: Agent
  /** Queues that were looked at since, and as what they have him. */
  readonly seen: { readonly queueId: QueueId; as: Agent }[]
}

/** So many at once are no decision of the day: an administrator's deed. */
const mostUnsettled = 16

/** Those who could be offered work in this queue now, those who are alike in the order of the strategy. */
export function readyIn(state: RoutingTables, queueId: QueueId): Buckets<AgentGroup, Candidate> | undefined {
  const indexes = state.indexes.of(queueId)
  if (!indexes) return undefined
  const { unsettled } = state.indexes
  if (unsettled.size > mostUnsettled) settleReadiness(state)
  for (const [agentId, entry] of unsettled) {
    const agent = state.agents.get(agentId)
    const membership = agent && membershipIn(agent, queueId)
    if (!membership) continue
    const seen = entry.seen.find((known) => known.queueId === queueId)
    move(state, seen?.as ?? entry.was, agent, membership, indexes)
    if (seen) seen.as = agent
    else entry.seen.push({ queueId, as: agent })
  }
  return indexes.ready
}

/** Every queue has everybody as he is now. */
export function settleReadiness(state: RoutingTables): void {
  const { unsettled } = state.indexes
  if (unsettled.size === 0) return
  for (const [agentId, entry] of unsettled) settle(state, state.agents.get(agentId), entry)
  unsettled.clear()
}

/** An agent who is replaced; another settings' agent is another one everywhere, and so is one who is new or gone. */
export function reindexReadiness(state: RoutingTables, before: Agent | undefined, next: Agent | null): void {
  const { unsettled } = state.indexes
  if (before && next && before.settings === next.settings) {
    if (unsettled.has(next.agentId) || !(isReadyForAny(before) || isReadyForAny(next))) return
    unsettled.set(next.agentId, { was: before, seen: [] })
    return
  }
  if (before) {
    const entry = unsettled.get(before.agentId)
    if (entry) settle(state, before, entry)
    unsettled.delete(before.agentId)
    indexEverywhere(state, before, 'remove')
  }
  if (next) indexEverywhere(state, next, 'add')
}

/** The agent among those of a queue who are alike and ready; nothing when he is not ready for it. */
export function indexReady(
  state: RoutingTables,
  agent: Agent,
  membership: Membership,
  indexes: QueueIndexes,
  deed: 'add' | 'remove',
): void {
  const { queueId } = membership
  const channel = state.queues.get(queueId)?.settings.channel
  if (channel === undefined || !isReady(agent, channel)) return
  const { agentId, idleSinceMs } = agent
  const rank = strategyOf(indexes.strategy).rank({ agent, queueId, membership })
  indexes.ready.change(groupOf(agent, membership), deed, { agentId, rank, idleSinceMs })
}

function indexEverywhere(state: RoutingTables, agent: Agent, deed: 'add' | 'remove'): void {
  if (!isReadyForAny(agent)) return
  for (const membership of agent.settings.memberships) {
    const indexes = state.indexes.of(membership.queueId)
    if (indexes) indexReady(state, agent, membership, indexes, deed)
  }
}

function settle(state: RoutingTables, agent: Agent | undefined, { was, seen }: Unsettled): void {
  if (!agent) return
  if (!isReadyForAny(was) && !isReadyForAny(agent)) {
    // Busy before and after: he stands where somebody saw him in between, and nowhere else.
    for (const { queueId, as } of seen) {
      const membership = membershipIn(agent, queueId)
      const indexes = state.indexes.of(queueId)
      if (membership && indexes) move(state, as, agent, membership, indexes)
    }
    return
  }
  for (const membership of agent.settings.memberships) {
    const { queueId } = membership
    const indexes = state.indexes.of(queueId)
    const before = seen.find((known) => known.queueId === queueId)?.as ?? was
    if (indexes) move(state, before, agent, membership, indexes)
  }
}

function move(state: RoutingTables, before: Agent, next: Agent, membership: Membership, indexes: QueueIndexes): void {
  if (before === next) return
  indexReady(state, before, membership, indexes, 'remove')
  indexReady(state, next, membership, indexes, 'add')
}
