import type { AgentId } from '#kernel/ids.ts'
import type { KeptFor } from '../asking/preference.ts'
import type { Asked } from '../asking/relaxation.ts'
import { withReservations } from '../asking/reservation.ts'
import { keeping, requirementIn, type Wishes } from '../asking/wishes.ts'
import { withCustomerRules } from '../priority/customer.ts'
import { type Agent, type Interaction, membershipIn, type Queue, type RoutingTables, type Waiting } from '../state.ts'
import { type HandedOver, type Place, type Resolved, standingInFor } from './standing-in.ts'

type Whom = Pick<Waiting, 'asked' | 'ofAgentIds' | 'dependsOn' | 'handedOver'>

/**
 * Who is asked, step by step, for what asks `wishes` in this queue, as everything is now. In the place of whoever is substituted
 * stand others, with his patience; who is preferred, and cannot be had, is not waited for.
 */
export function whomToAsk(state: RoutingTables, queue: Queue, own: Wishes): Whom {
  const { settings, queueId } = queue
  const wishes = withCustomerRules(settings, own, state.customerTiers)
  const { preferred = [] } = wishes
  const { ownerAgentId } = settings
  const requirement = requirementIn(settings, wishes)
  const ladderOf = (kept: readonly KeptFor[]) => withReservations(state, keeping(settings, wishes, kept), requirement)
  if (preferred.length === 0 && ownerAgentId === undefined) return { asked: ladderOf([]) }
  const place: Place = { queueId, channel: settings.channel, requirement }
  const handedOver: HandedOver[] = []
  const dependsOn = new Set<AgentId>()
  const standIns = (agentId: AgentId): Resolved | null => {
    const resolved = standingInFor(state, agentId, place)
    if (!resolved) return null
    handedOver.push(resolved.handedOver)
    for (const lookedAt of resolved.lookedAt) dependsOn.add(lookedAt)
    return resolved
  }
  const known = (asked: readonly Asked[], ofAgentIds: readonly AgentId[]): Whom => {
    for (const agentId of ofAgentIds) dependsOn.delete(agentId)
    return {
      ...{ asked, ofAgentIds },
      ...(dependsOn.size > 0 && { dependsOn: [...dependsOn] }),
      ...(handedOver.length > 0 && { handedOver }),
    }
  }

  if (ownerAgentId !== undefined) {
    const others = standIns(ownerAgentId)
    if (others) return known(inHisPlace(others, settings, wishes), [ownerAgentId])
  }
  const people: KeptFor[] = []
  const teams: KeptFor[] = []
  for (const { agentId, patienceMs } of preferred) {
    const others = standIns(agentId)
    if (others?.team !== undefined) {
      teams.push({ patienceMs, team: others.team })
    } else {
      const agentIds = others ? others.handedOver.to : canBeHad(state, agentId, queue) ? [agentId] : []
      if (agentIds.length > 0) people.push({ patienceMs, agentIds })
    }
  }
  const owners = [...(ownerAgentId === undefined ? [] : [ownerAgentId]), ...preferred.map(({ agentId }) => agentId)]
  return known(ladderOf([...people, ...teams]), [...new Set(owners)])
}

const canBeHad = (state: RoutingTables, agentId: AgentId, { queueId }: Queue): boolean => {
  const agent = state.agents.get(agentId)
  return agent !== undefined && agent.presence.kind !== 'offline' && membershipIn(agent, queueId) !== undefined
}

/** In a queue of one person nobody else would be asked after them: they are, as long as they stand in. */
function inHisPlace(
  { handedOver: { to }, team }: Resolved,
  settings: Queue['settings'],
  wishes: Wishes,
): readonly Asked[] {
  const step = { afterMs: 0, ring: null }
  if (team !== undefined) return [{ ...step, requirement: team, isOfTeam: true }]
  return to.length > 0 ? [{ ...step, requirement: null, agentIds: to }] : keeping(settings, wishes, [])
}

/** In whose place this agent is asked for it now; `undefined`: in nobody's. */
export function inWhosePlace(
  { waiting }: Interaction,
  { agentId, settings }: Agent,
): Pick<HandedOver, 'agentId' | 'why' | 'untilMs'> | undefined {
  if (!waiting?.handedOver || !isKept(waiting)) return undefined
  const isOfTeam = waiting.asked[waiting.step]?.isOfTeam === true
  const found = waiting.handedOver.find(({ to, teamSkillId }) =>
    isOfTeam ? teamSkillId !== undefined && (settings.skills?.[teamSkillId] ?? 0) > 0 : to.includes(agentId),
  )
  return found && { agentId: found.agentId, why: found.why, untilMs: found.untilMs }
}

/** It is kept for certain people, or a team, in this moment. */
export const isKept = ({ asked, step }: Pick<Waiting, 'asked' | 'step'>): boolean =>
  asked[step]?.agentIds !== undefined || asked[step]?.isOfTeam === true
