import type { AgentId } from '#kernel/ids.ts'
import type { RoutingState } from './state.ts'

/** Calls over trunks that are rung or talked on now. */
export interface OutboundCalls {
  readonly all: number
  /** By who had them made; those that the number plan sends on are nobody's. */
  readonly byAgent: ReadonlyMap<AgentId, number>
}

/**
 * What costs money at this moment, for the limits on simultaneous calls: whom agents called, whom customers were put through
 * to (that stays the one's who did it), and agents and supervisors at outside numbers. Emergency calls are not counted: they
 * are never in anybody's way. Walks over the live interactions.
 */
export function outboundCallsUnderWay(state: Pick<RoutingState, 'calls'>): OutboundCalls {
  let all = 0
  const byAgent = new Map<AgentId, number>()
  const count = (agentId: AgentId | null) => {
    all++
    if (agentId !== null) byAgent.set(agentId, (byAgent.get(agentId) ?? 0) + 1)
  }
  for (const { stage, engagement, calledParties, monitors } of state.calls.values()) {
    if (stage === 'wrapUp') continue
    for (const { isOverTrunk, isEmergency, byAgentId } of calledParties) {
      if (isOverTrunk && !isEmergency) count(byAgentId)
    }
    if (engagement?.stationKind === 'number') count(engagement.agentId)
    for (const { stationKind, agentId } of monitors) if (stationKind === 'number') count(agentId)
  }
  return { all, byAgent }
}
