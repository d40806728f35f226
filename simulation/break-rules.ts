import type { BreakRules } from '#domain/agents/index.ts'
import { mostAway } from '#domain/agents/index.ts'
import type { Agent, RoutingState } from '#domain/routing/index.ts'
import type { BreakLimitId } from '#kernel/ids.ts'
import type { SimulatedAgent } from './people.ts'
import { holds } from './truth.ts'
import type { World } from './world.ts'

/** Breaks that have to be granted: what limits there are, who asks, who answers, and what must hold of it. */

const team = 'blm_team' as BreakLimitId
const queue = 'blm_queue' as BreakLimitId

/** Mostly there are limits, and they hold for some. */
export function setUpBreaks(world: World): void {
  const chance = world.random
  if (chance.next() < 0.4) return
  changesBreaks(world)
  for (const agent of world.agents) {
    const breakLimits = [team, queue].filter(() => chance.next() < 0.6)
    world.changesAgent(agent, { ...agent.settings, ...(breakLimits.length > 0 && { breakLimits }) })
  }
}

export function changesBreaks(world: World): void {
  const chance = world.random
  const limits: BreakRules['limits'] = {
    [team]: chance.pick([{ most: 0 }, { most: 1 }, { most: 2 }]),
    ...(chance.next() < 0.7 && { [queue]: { percent: chance.pick([20, 60]) } }),
  }
  const reasons: BreakRules['reasons'] = {
    rest: { needsGrant: true },
    lunch: chance.pick([{ needsGrant: true }, { countsAs: 'idle' }, {}]),
    training: { countsAs: 'work' },
  }
  world.changesBreaks({ reasons, limits })
}

/** A supervisor answers somebody, whether he asks or not. */
export function answersBreak({ core, random: chance, agents }: World): void {
  const asking = agents.filter(({ desk }) => desk?.breakRequest?.state === 'asked')
  const { agentId } = chance.pick(asking.length > 0 ? asking : agents)
  core.execute({ type: 'AnswerBreak', agentId, isGranted: chance.next() < 0.4 })
}

/** He asks, or thinks better of it. */
export function thinksOfBreak(world: World, agent: SimulatedAgent, reason: 'rest' | 'lunch'): void {
  const { core, random: chance } = world
  const { agentId } = agent
  // Nobody said anything of breaks: he just goes.
  if (Object.keys(core.state?.breakRules.reasons ?? {}).length === 0) {
    agent.goesOnBreak(reason)
    return
  }
  const isWaiting = agent.desk?.breakRequest !== undefined
  core.execute(
    isWaiting && chance.next() < 0.6
      ? { type: 'WithdrawBreak', agentId }
      : { type: 'RequestBreak', agentId, reason: chance.next() < 0.8 ? reason : 'training' },
  )
}

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
