import type { RoutingState } from '#domain/routing/index.ts'
import type { AgentId, QueueId } from '#kernel/ids.ts'
import { holds } from './truth.ts'

/** Rules hold in their time; whoever is stood in for is not asked for what is kept for him, and else nobody is in his place. */
export function everyoneDoesHisOwnWorkOrIsStoodInFor(state: RoutingState): void {
  const isOn = (agentId: AgentId, queueId: QueueId, channel: string): boolean => {
    const known = state.substitutions.get(agentId)
    return (known?.rules ?? []).some(
      ({ substitutionId, queueIds, channels }) =>
        known?.active.some((active) => active.substitutionId === substitutionId) &&
        (queueIds?.includes(queueId) ?? true) &&
        (channels?.some((one) => one === channel) ?? true),
    )
  }
  for (const { agentId, rules, active } of state.substitutions.values()) {
    const dueMs = state.indexes.substitutionsDue.get(agentId)
    for (const { substitutionId, when } of rules) {
      const isActive = active.some((one) => one.substitutionId === substitutionId)
      if (when.kind !== 'absence') continue
      const isNow = when.fromMs <= state.latestMs && (when.untilMs === null || when.untilMs > state.latestMs)
      const isDue = dueMs !== undefined && dueMs <= state.latestMs
      holds(isActive === isNow || isDue, 'an absence begins and ends by its clock')
    }
  }
  for (const { waiting, wishes, channel } of state.interactions.values()) {
    const now = waiting?.asked[waiting.step]
    if (!waiting?.ofAgentIds || (now?.agentIds === undefined && !now?.isOfTeam)) continue
    const { queueId } = waiting
    const owners = [...(wishes.preferred ?? []).map(({ agentId }) => agentId)]
    const owner = state.queues.get(queueId)?.settings.ownerAgentId
    for (const agentId of owner === undefined ? owners : []) {
      const others = (waiting.handedOver ?? []).filter((one) => one.agentId !== agentId)
      const isAskedForAnother = others.some(({ to }) => to.includes(agentId))
      const isAsked = now.agentIds?.includes(agentId) === true
      holds(
        !(isOn(agentId, queueId, channel) && isAsked && !isAskedForAnother),
        'who is away is not asked for what is his',
      )
    }
    for (const { agentId } of waiting.handedOver ?? []) {
      holds(isOn(agentId, queueId, channel), 'what was handed over comes back')
    }
  }
}
