import { type Area, distanceKm } from '#domain/geography/index.ts'
import type { Agent, Asked, Membership, Requirement, RoutingState } from '#domain/routing/index.ts'
import { canBearTask, isInterruptedByCall } from './free-hands.ts'
import { holds } from './truth.ts'

/** By brute force, in words of its own: every waiting interaction against every agent. */
export function nobodyWaitsWhileAnEligibleAgentIsIdle(state: RoutingState): void {
  for (const interaction of state.interactions.values()) {
    const { waiting } = interaction
    if (!waiting || waiting.offerIds.length > 0) continue
    for (const agent of state.agents.values()) {
      const isIdle =
        agent.presence.kind === 'available' &&
        (interaction.kind === 'task' ? canBearTask(agent) : agent.work.every(isInterruptedByCall)) &&
        agent.nextPresence === null &&
        agent.monitoring === null &&
        agent.coolsDownUntilMs === undefined
      const { station } = agent
      const isHere =
        interaction.kind === 'task' ||
        (station?.isReachable === true &&
          (interaction.kind === 'callback' ||
            interaction.kind === 'voicemail' ||
            station.edgeId === null ||
            station.edgeId === interaction.edgeId))
      const membership = agent.settings.memberships.find(({ queueId }) => queueId === waiting.queueId)
      const isOfTeam = waiting.asked[waiting.step]?.isOfTeam === true
      const wantsHim = waiting.asked[waiting.step]?.agentIds !== undefined
      const isMember = membership !== undefined && (!membership.isStandIn || isOfTeam || wantsHim)
      const serves = isMember && canDo(agent, membership, waiting.asked[waiting.step])
      const wanted = waiting.asked[waiting.step]?.agentIds
      const isKept = isKeptForASkill(state, agent, waiting.asked[waiting.step])
      const mayBeAsked =
        !isKept &&
        waiting.coolDowns.every(({ agentId }) => agentId !== agent.agentId) &&
        (wanted === undefined || wanted.includes(agent.agentId))
      holds(!(isIdle && isHere && serves && mayBeAsked), 'nobody waits while an eligible agent is idle')
    }
  }
}

/** By the letter of what is asked, without what the decider remembers of it. */
function canDo({ settings }: Agent, { ring = 1 }: Membership, asked: Asked | undefined): boolean {
  if (asked?.ring != null && ring > asked.ring) return false
  if (asked?.area && !worksNearEnough(settings.areas ?? [], asked.area)) return false
  const meets = (requirement: Requirement): boolean => {
    if ('skillId' in requirement) return (settings.skills?.[requirement.skillId] ?? 0) >= requirement.least
    if ('not' in requirement) return !meets(requirement.not)
    return 'all' in requirement ? requirement.all.every(meets) : requirement.any.some(meets)
  }
  return asked?.requirement == null || meets(asked.requirement)
}

/** By the letter of what is asked of where somebody works. */
function worksNearEnough(areas: readonly Area[], { place, reach }: NonNullable<Asked['area']>): boolean {
  if (reach === 'anywhere') return true
  if (typeof reach === 'object') return areas.some((area) => distanceKm(area, place) <= reach.km)
  const near = new Set([place.regionCode, ...(reach === 'neighbors' ? place.neighbors : [])])
  return areas.some(({ regionCode }) => near.has(regionCode))
}

/** By counting who is free, and without what the decider remembers of it. */
function isKeptForASkill(state: RoutingState, agent: Agent, asked: Asked | undefined): boolean {
  const isFree = ({ presence, nextPresence, monitoring, coolsDownUntilMs, work, station }: Agent) => {
    if (presence.kind !== 'available' || nextPresence !== null || monitoring !== null) return false
    if (coolsDownUntilMs !== undefined) return false
    return canBearTask({ work } as Agent) || (station?.isReachable === true && work.every(isInterruptedByCall))
  }
  return (asked?.kept ?? []).some((skillId) => {
    const reservation = state.reservations.get(skillId)
    if (!reservation) return false
    const knows = ({ settings }: Agent) => (settings.skills?.[skillId] ?? 0) >= reservation.least
    const free = [...state.agents.values()].filter((other) => knows(other) && isFree(other)).length
    return knows(agent) && free <= reservation.keepFree
  })
}
