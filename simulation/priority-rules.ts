import type { CustomerFacts, CustomerRule, IncidentMatch } from '#domain/routing/index.ts'
import type { CustomerSegmentId, CustomerTierId, IncidentId, SkillId } from '#kernel/ids.ts'
import type { World } from './world.ts'

/** Who stands before others: tiers, rules on customers, and incidents that begin and end at any time. */

const tierIds = ['ctr_gold', 'ctr_silver', 'ctr_standard'] as CustomerTierId[]
const segmentIds = ['csg_business', 'csg_private'] as CustomerSegmentId[]
const incidentIds = ['icd_1', 'icd_2', 'icd_3'] as IncidentId[]
const georgian = 'skl_georgian' as SkillId

export function customerRulesOf({ random: chance }: World): readonly CustomerRule[] {
  const all: readonly CustomerRule[] = [
    { when: { tierAtLeast: chance.pick(tierIds) }, requirement: { skillId: georgian, least: 2 } },
    { when: { segmentIds: [chance.pick(segmentIds)] }, lift: { level: 3, boostMs: 0 } },
    { when: { valueAtLeast: 1000, tierAtLeast: tierIds[1] as CustomerTierId }, lift: { level: 0, boostMs: 20_000 } },
  ]
  return all.filter(() => chance.next() < 0.4)
}

/** One deed of an administrator, of a supervisor, or of whoever finds out who somebody is. */
export function administerPriority(world: World): void {
  const { core, random: chance } = world
  for (const incident of core.state?.incidents.values() ?? []) {
    if (incident.isOver) core.execute({ type: 'SettleIncident', incidentId: incident.incidentId })
  }
  const ways = [
    () => changesTiers(world),
    () => findsOut(world),
    () => findsOut(world),
    () => declares(world),
    () => declares(world),
    () => core.execute({ type: 'EndIncident', incidentId: chance.pick(incidentIds) }),
  ]
  chance.pick(ways)()
}

function changesTiers({ core, random: chance }: World): void {
  const tiers = tierIds.map((tierId, index) => ({
    tierId,
    rank: index + 1,
    lift: { level: chance.pick([0, 0, 2, 20]), boostMs: chance.pick([0, 0, 30_000]) },
  }))
  core.execute({ type: 'ConfigureCustomerTiers', tiers: tiers.filter(() => chance.next() < 0.9) })
}

function findsOut({ core, random: chance }: World): void {
  const live = [...(core.state?.interactions.values() ?? [])]
  const waiting = live.filter((interaction) => interaction.waiting !== null)
  const some = waiting.length > 0 && chance.next() < 0.8 ? waiting : live
  if (some.length === 0) return
  const { interactionId } = chance.pick(some)
  const customer: CustomerFacts = {
    tierId: chance.pick(tierIds),
    ...(chance.next() < 0.5 && { segmentId: chance.pick(segmentIds) }),
    ...(chance.next() < 0.5 && { value: chance.pick([0, 1000, 50_000]) }),
  }
  core.execute({ type: 'NoteCustomer', interactionId, customer: chance.next() < 0.2 ? null : customer })
}

function declares({ core, random: chance, queueId, otherQueueId }: World): void {
  const incidentId = chance.pick(incidentIds)
  const nowMs = core.state?.latestMs ?? 0
  const match = chance.pick<IncidentMatch>([
    { queueIds: [queueId] },
    { queueIds: [queueId, otherQueueId] },
    { tierIds: tierIds.slice(0, 2) },
    { segmentIds: [segmentIds[0] as CustomerSegmentId], queueIds: [queueId] },
    { isMarked: true },
  ])
  core.execute({
    ...{ type: 'DeclareIncident', incidentId, match },
    lift: { level: chance.pick([1, 30]), boostMs: chance.pick([0, 60_000]) },
    endsAtMs: chance.pick([null, nowMs + 2000, nowMs + 20_000]),
  })
  // Whoever waits is looked at, all of them or, where the core dies between, some.
  const interactionIds = [...(core.state?.interactions.keys() ?? [])].filter(() => chance.next() < 0.9)
  core.execute({ type: 'LiftWaiting', incidentId, interactionIds: interactionIds.slice(0, 500), areMarked: true })
}
