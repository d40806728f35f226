import { type BreakRules, mostAway } from '#domain/agents/index.ts'
import type { Agent, RoutingState } from '#domain/routing/index.ts'
import type { BreakLimitId } from '#kernel/ids.ts'
import { holds } from './truth.ts'

/** By brute force: who is counted, and that nobody waits who could go. */
export function breaksAreGrantedInOrder(state: RoutingState): void {
  const agents = [...state.agents.values()]
  const isUnder = (agent: Agent, limitId: BreakLimitId) => agent.settings.breakLimits?.includes(limitId) === true
  const isLimited = (presence: Agent['presence'] | null) => presence?.kind === 'break' && presence.isLimited === true
  const isAway = ({ presence, nextPresence }: Agent) => isLimited(presence) || isLimited(nextPresence)
  const asks = ({ breakRequest }: Agent) => breakRequest?.state === 'asked'
  const limits = Object.entries(state.breakRules.limits) as [BreakLimitId, BreakRules['limits'][BreakLimitId]][]
  for (const agent of agents) {
    if (!asks(agent)) continue
    holds(agent.presence.kind !== 'offline', 'only who is here asks for a break')
    const his = limits.filter(([limitId]) => isUnder(agent, limitId))
    const isFree = his.every(([limitId, limit]) => {
      const peers = agents.filter((other) => isUnder(other, limitId))
      const here = peers.filter(({ presence }) => presence.kind !== 'offline').length
      const away = peers.filter((other) => other !== agent && isAway(other)).length
      const isFirst = peers.filter(asks).every((other) => {
        const [a, b] = [agent.breakRequest?.sinceMs ?? 0, other.breakRequest?.sinceMs ?? 0]
        return a < b || (a === b && agent.agentId <= other.agentId)
      })
      return isFirst && away < mostAway(limit, here)
    })
    holds(his.length === 0 || !isFree, 'nobody waits for a break while it is his turn and there is room')
  }
}
