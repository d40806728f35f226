import type {
  Proficiency,
  QueueSettings,
  RelaxationStep,
  Requirement,
  SubstitutionRule,
} from '#domain/routing/index.ts'
import { absenceKinds, strategyNames } from '#domain/routing/index.ts'
import type { SkillId, SubstitutionId } from '#kernel/ids.ts'
import type { SimulatedAgent } from './people.ts'
import { administerPriority, customerRulesOf } from './priority-rules.ts'
import { overflowFlowId } from './published-flows.ts'
import { areasWhere } from './regions.ts'
import type { World } from './world.ts'

/** Whom queues ask and whom they send elsewhere: drawn when the day begins, and drawn anew while calls go on. */

const georgian = 'skl_georgian' as SkillId
const loans = 'skl_loans' as SkillId
const skillIds = [georgian, loans]

/** How the rules are when the day begins: mostly as in a centre that never touched them. */
export function setUpRouting(world: World): void {
  if (world.random.next() < 0.4) return
  changesRules(world)
  for (const agent of world.agents) changesAbilities(world, agent)
}

/** One deed of an administrator, or of the clock by which queues open. */
export function administerRouting(world: World): void {
  const chance = world.random
  const ways = [
    () => changesRules(world),
    () => changesAbilities(world, chance.pick(world.agents)),
    () => world.core.execute({ type: 'CloseQueue', queueId: world.queueId }),
    () => world.core.execute({ type: 'OpenQueue', queueId: world.queueId }),
    () => world.core.execute({ type: 'ResetTallies' }),
    () => (chance.next() < 0.8 ? raises(world) : world.silencesQueue(world.queueId)),
    () => administerPriority(world),
    () => administerPriority(world),
    () => administerPriority(world),
    () => reserves(world),
    () => reserves(world),
    () => substitutes(world),
    () => substitutes(world),
    () => substitutes(world),
  ]
  chance.pick(ways)()
}

function changesRules(world: World): void {
  const chance = world.random
  const rules: Partial<QueueSettings> = {
    strategy: chance.pick(strategyNames),
    offersAtOnce: chance.pick([1, 1, 2]),
    lastAgentPatienceMs: chance.pick([1000, 20_000, 60_000]),
    ...(chance.next() < 0.5 && { caseOwnerPatienceMs: chance.pick([1000, 30_000]) }),
    relaxation: chance.pick(relaxations),
    diversions: diversions(world),
    announcements: announcements(world),
    ...(chance.next() < 0.3 && { voicemail: { longestMs: 10_000 } }),
    customerRules: customerRulesOf(world),
    serviceLevel: { thresholdMs: chance.pick([5000, 20_000]), percent: chance.pick([50, 80]) },
  }
  const requirement = chance.pick(requirements)
  const reach = chance.pick([null, null, 'region', 'neighbors', 'anywhere', { km: 150 }] as const)
  world.changesQueue(world.queueId, { ...rules, ...(requirement && { requirement }), ...(reach && { reach }) })
}

/** Mostly something is said, and seldom everything. */
function announcements({ random: chance }: World): NonNullable<QueueSettings['announcements']> {
  const saysPosition = chance.next() < 0.7
  return {
    ...{ saysPosition, saysWait: !saysPosition || chance.next() < 0.7 },
    ...(chance.next() < 0.5 && { comfort: 'thank-you-for-waiting' }),
    ...{ firstAfterMs: chance.pick([0, 1000, 20_000]), everyMs: chance.pick([15_000, 30_000, 3_600_000]) },
  }
}

function changesAbilities(world: World, agent: SimulatedAgent): void {
  const chance = world.random
  agent.membership = { ring: chance.pick([1, 1, 2]), weight: chance.pick([1, 5]), share: chance.pick([1, 3]) }
  // Somebody is left who does all of the work.
  if (agent !== world.agents[0] && chance.next() < 0.1) agent.membership = { ...agent.membership, isStandIn: true }
  const levels = skillIds.flatMap((skillId) => {
    const level = chance.integer(6)
    return level === 0 ? [] : [[skillId, level as Proficiency] as const]
  })
  const choosesBy = chance.pick(['turn', 'service-level', 'share'] as const)
  const areas = areasWhere(() => chance.next() < 0.3)
  world.changesAgent(agent, { ...agent.settings, skills: Object.fromEntries(levels), areas, choosesBy })
}

const requirements: readonly (Requirement | null)[] = [
  null,
  { skillId: georgian, least: 3 },
  {
    any: [
      { skillId: georgian, least: 4 },
      { skillId: loans, least: 2 },
    ],
  },
  { all: [{ skillId: loans, least: 1 }, { not: { skillId: georgian, least: 5 } }] },
]

/** In the end everybody is asked, or a day in which nobody can do it would never end. */
const relaxations: readonly (readonly RelaxationStep[])[] = [
  [{ afterMs: 10_000, isAnybody: true }],
  [
    { afterMs: 3000, lowerBy: 2 },
    { afterMs: 8000, isAnybody: true, ring: 2 },
  ],
  [
    { afterMs: 1000, drop: [georgian] },
    { afterMs: 2000, reach: 'neighbors' },
    { afterMs: 3500, reach: { km: 300 } },
    { afterMs: 5000, isAnybody: true },
  ],
]

function diversions({ random: chance, otherQueueId }: World): NonNullable<QueueSettings['diversions']> {
  const elsewhere = { kind: 'queue', queueId: otherQueueId } as const
  const outside = { kind: 'outside', place: 0 } as const
  const announced = { kind: 'announcement', prompt: 'closed' } as const
  const voicemail = { kind: 'voicemail' } as const
  const flow = { kind: 'flow', flowId: overflowFlowId } as const
  const to = () => chance.pick([elsewhere, outside, announced, voicemail, voicemail, flow])
  const all: NonNullable<QueueSettings['diversions']> = [
    { when: { kind: 'closed' }, to: to() },
    { when: { kind: 'nobody' }, to: to() },
    { when: { kind: 'full', waiting: chance.pick([1, 4]) }, to: to() },
    { when: { kind: 'expected-wait', overMs: 30_000 }, to: to() },
    { when: { kind: 'service-level', belowPercent: 40 }, to: to() },
    { when: { kind: 'waited', afterMs: chance.pick([2000, 30_000]) }, to: to() },
  ]
  return all.filter(() => chance.next() < 0.3)
}

/** Whoever knows Georgian, or loans, is kept for it, or no more. */
function reserves({ core, random: chance }: World): void {
  const skillId = chance.pick(skillIds)
  const reservation = {
    ...{ skillId, least: chance.pick([1, 3]), keepFree: chance.pick([1, 2]) },
    // At some time they are let go, or a day in which only they are left would never end.
    untilWaitedMs: chance.pick([2000, 15_000]),
  }
  core.execute({ type: 'ConfigureReservation', skillId, reservation: chance.next() < 0.3 ? null : reservation })
}

/** Somebody goes, is ill, comes back, or has too much to do: others do his work, who may be away themselves. */
function substitutes({ core, agents, random: chance, queueId }: World): void {
  // Mostly somebody for whom something waits.
  const { state } = core
  const owners = agents.filter((agent) => (state?.indexes.owned.get(agent.agentId)?.entries.size ?? 0) > 0)
  const { agentId } = chance.pick(owners.length > 0 ? owners : agents)
  if ((state?.substitutions.get(agentId)?.active.length ?? 0) > 0) {
    core.execute({ type: 'ConfigureSubstitutions', agentId, rules: [] })
    return
  }
  const others = agents.filter((agent) => agent.agentId !== agentId).map((agent) => agent.agentId)
  const named = others.filter(() => chance.next() < 0.6)
  const nowMs = state?.latestMs ?? 0
  const rules = Array.from({ length: chance.integer(3) }, (_, index): SubstitutionRule => {
    const fromMs = Math.max(0, nowMs + chance.pick([-5000, 0, 0, 8000]))
    const untilMs = chance.pick([null, fromMs + 3000, fromMs + 20_000])
    const leastMs = 1000
    const overload = () =>
      chance.pick([
        { kind: 'overload', measure: 'open-work', on: 2, off: chance.pick([0, 1]), leastMs },
        { kind: 'overload', measure: 'oldest-age', on: 5000, off: 1000, leastMs },
        { kind: 'overload', measure: 'occupancy', on: 3, off: 1, leastMs },
      ] as const)
    return {
      substitutionId: `sub_${agentId}_${index}` as SubstitutionId,
      when: chance.next() < 0.6 ? { kind: 'absence', why: chance.pick(absenceKinds), fromMs, untilMs } : overload(),
      by:
        named.length > 0 && chance.next() < 0.7
          ? { kind: 'people', agentIds: named }
          : { kind: 'team', skillId: chance.pick([null, georgian]) },
      patienceMs: chance.pick([1000, 15_000]),
      ...(chance.next() < 0.3 && { isAnySkill: true }),
      ...(chance.next() < 0.2 && { queueIds: [queueId] }),
      ...(chance.next() < 0.2 && { channels: [chance.pick(['voice', 'task'] as const)] }),
    }
  })
  core.execute({ type: 'ConfigureSubstitutions', agentId, rules })
}

/** Somebody who waits becomes more, or less, urgent than the others. */
function raises({ core, random: chance }: World): void {
  const waiting = [...(core.state?.interactions.values() ?? [])].filter((interaction) => interaction.waiting !== null)
  if (waiting.length === 0) return
  const { interactionId } = chance.pick(waiting)
  core.execute({
    ...{ type: 'ChangePriority', interactionId },
    level: chance.pick([-1, 0, 5]),
    boostMs: chance.pick([0, 60_000]),
  })
}
