import type { AgentId } from '#kernel/ids.ts'
import { available, byRules, isSamePresence, offline, type Presence } from '../../agents/index.ts'
import { isArea, mostAreas } from '../asking/area.ts'
import { hasRoomFor, isWorkableCapacity } from '../capacity.ts'
import type { PresenceCause, RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import type { AgentSettings } from '../settings.ts'
import type { Agent } from '../state.ts'
import { mostLots } from '../strategy/weighted-random.ts'
import { isWorkableWrapUp } from '../wrap-up-rule.ts'
import { withdrawOffersTo } from './ownership.ts'
import { handBackTo } from './substituting.ts'
import { giveTasksBack } from './tasks.ts'

const mostBreakLimits = 100

export function configure(
  decision: Decision,
  { agentId, settings }: RoutingCommandOf<'ConfigureAgent'>,
): RefusalCode | null {
  for (const { queueId } of settings.memberships) if (!decision.draft.queues.has(queueId)) return 'no-such-queue'
  if (!isWorkable(settings)) return 'wrong-settings'
  const before = decision.draft.agents.get(agentId)
  if (before && JSON.stringify(before.settings) === JSON.stringify(settings)) return null
  // An offer stands only where the new profile would allow it too.
  withdrawOffersTo(decision, agentId, 'profile-changed', (offer) => {
    const channel = decision.draft.queues.get(offer.queueId)?.settings.channel
    const isMember = settings.memberships.some((membership) => membership.queueId === offer.queueId)
    // One by one: of two that together are too much, the first goes and the other stands.
    const work = decision.draft.agents.get(agentId)?.work ?? []
    const others = work.filter((held) => held.interactionId !== offer.interactionId)
    return !isMember || channel === undefined || !hasRoomFor({ settings, work: others }, channel)
  })
  for (const limitId of before?.settings.breakLimits ?? []) decision.breakLimitIds.add(limitId)
  decision.add({ type: 'AgentConfigured', agentId, settings })
  const { presence } = decision.draft.agents.get(agentId) ?? {}
  if (settings.isAlwaysAvailable === true && presence?.kind !== available.kind) {
    decision.add({ type: 'PresenceChanged', agentId, presence: available, cause: 'settings' })
  }
  return null
}

function isWorkable({
  memberships,
  skills = {},
  areas = [],
  breakLimits = [],
  wrapUp,
  ...settings
}: AgentSettings): boolean {
  if (wrapUp && !isWorkableWrapUp(wrapUp)) return false
  if (breakLimits.length > mostBreakLimits || new Set(breakLimits).size !== breakLimits.length) return false
  const isWithin = (value: number, least: number, most: number) => value >= least && value <= most
  const queueIds = new Set(memberships.map((membership) => membership.queueId))
  if (queueIds.size !== memberships.length || memberships.length > 1000) return false
  if (!memberships.every((membership) => Number.isSafeInteger(membership.priority))) return false
  for (const { ring = 1, weight = 1, position = 0, share = 1 } of memberships) {
    if (!Number.isSafeInteger(ring) || !isWithin(ring, 1, 100) || !isWithin(weight, 1, mostLots)) return false
    if (!Number.isSafeInteger(position) || !Number.isSafeInteger(share) || !isWithin(share, 1, 100)) return false
  }
  const levels = Object.values(skills)
  if (levels.length > 1000 || !levels.every((level) => Number.isInteger(level) && isWithin(level, 1, 5))) return false
  const regionCodes = new Set(areas.map(({ regionCode }) => regionCode))
  if (areas.length > mostAreas || regionCodes.size !== areas.length || !areas.every(isArea)) return false
  return isWorkableCapacity(settings)
}

export function remove(decision: Decision, { agentId }: RoutingCommandOf<'RemoveAgent'>): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  if (agent.monitoring !== null || agent.work.some((held) => held.workState === 'engaged')) return 'agent-engaged'
  withdrawOffersTo(decision, agentId, 'agent-removed')
  for (const held of agent.work) {
    if (held.workState === 'wrapUp') {
      decision.add({ type: 'WrapUpFinished', interactionId: held.interactionId, agentId, cause: 'agent-removed' })
    }
  }
  for (const limitId of agent.settings.breakLimits ?? []) decision.breakLimitIds.add(limitId)
  decision.add({ type: 'AgentRemoved', agentId })
  return null
}

export function setPresence(
  decision: Decision,
  { agentId, presence: said, by }: RoutingCommandOf<'SetPresence'>,
): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  const presence = byRules(decision.draft.breakRules, said)
  if (by === 'agent' && presence.kind === 'break' && presence.isLimited && !isSo(agent, presence)) {
    return 'break-needs-grant'
  }
  if ((presence.kind === 'break' || presence.kind === 'offline') && agent.breakRequest) {
    decision.add({ type: 'BreakWithdrawn', agentId, reason: agent.breakRequest.reason, cause: 'presence' })
  }
  if (by === 'sign-out') {
    withdrawOffersTo(decision, agentId, 'presence-changed')
    giveTasksBack(decision, agentId)
  }
  changePresence(decision, agentId, presence, by)
  return null
}

/** At once, or after the work that he holds. */
export function changePresence(decision: Decision, agentId: AgentId, presence: Presence, cause: PresenceCause): void {
  if (presence.kind !== 'available') withdrawOffersTo(decision, agentId, 'presence-changed')
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return
  if (hasAcceptedWork(agent)) {
    const plan = isSamePresence(presence, agent.presence) ? null : presence
    const isPlanned =
      plan === null ? agent.nextPresence === null : !!agent.nextPresence && isSamePresence(plan, agent.nextPresence)
    if (!isPlanned) decision.add({ type: 'PresencePlanned', agentId, presence: plan, cause })
  } else if (!isSamePresence(presence, agent.presence)) {
    decision.add({ type: 'PresenceChanged', agentId, presence, cause })
    if (agent.presence.kind === offline.kind) handBackTo(decision, agentId)
  }
}

/** Already, or as soon as his work is done. */
const isSo = (agent: Agent, presence: Presence): boolean =>
  isSamePresence(presence, agent.presence) ||
  (agent.nextPresence !== null && isSamePresence(presence, agent.nextPresence))

const hasAcceptedWork = (agent: Agent): boolean =>
  agent.monitoring !== null || agent.work.some((held) => held.workState !== 'offered')
