import type { BreakRules } from '#domain/agents/index.ts'
import type { BreakLimitId } from '#kernel/ids.ts'
import type { SimulatedAgent } from './people.ts'
import type { World } from './world.ts'

/** Breaks that have to be granted: what limits there are, who asks, and who answers. */

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
