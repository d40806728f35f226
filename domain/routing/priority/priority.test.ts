import { describe, expect, it } from 'vitest'
import type { AgentId, CustomerSegmentId, CustomerTierId, IncidentId, InteractionId, SkillId } from '#kernel/ids.ts'
import { preferredIn } from '../asking/preference.ts'
import { noWishes, type Wishes } from '../asking/wishes.ts'
import { incidentSlice, type RoutingCommandOf, restoreState, snapshotSlices } from '../index.ts'
import { Floor } from '../testing/floor.ts'
import { brokenTruths } from '../truths.ts'
import type { CustomerFacts } from './customer.ts'

const gold = 'ctr_gold' as CustomerTierId
const silver = 'ctr_silver' as CustomerTierId
const standard = 'ctr_standard' as CustomerTierId
const business = 'csg_business' as CustomerSegmentId
const loans = 'skl_loans' as SkillId
const powerCut = 'icd_power' as IncidentId

const tiers = [
  { tierId: gold, rank: 1, lift: { level: 20, boostMs: 0 } },
  { tierId: silver, rank: 2, lift: { level: 0, boostMs: 60_000 } },
  { tierId: standard, rank: 3, lift: { level: 0, boostMs: 0 } },
]
const by = (customer: CustomerFacts, wishes: Partial<Wishes> = {}): Wishes => ({ ...noWishes, ...wishes, customer })
const inTbilisi = {
  place: { regionCode: 'GE-TB', latitude: 41.7, longitude: 44.8, neighbors: [] },
} as unknown as Partial<Wishes>

function floorWith(settings: ConstructorParameters<typeof Floor>[0] = {}) {
  const floor = new Floor(settings)
  floor.does({ type: 'ConfigureCustomerTiers', tiers })
  return floor
}
const orderOf = (floor: Floor) =>
  [...(floor.state.indexes.of(floor.queueId)?.waiting ?? [])].map((turn) => turn.interactionId.slice('int_'.length))
const liftsOf = (floor: Floor, id: InteractionId) => floor.state.interactions.get(id)?.waiting?.lifts
const declares = (floor: Floor, of: Partial<RoutingCommandOf<'DeclareIncident'>> = {}) =>
  floor.does({
    ...{ type: 'DeclareIncident', incidentId: powerCut, match: { queueIds: [floor.queueId] } },
    ...{ lift: { level: 30, boostMs: 0 }, endsAtMs: null },
    ...of,
  })
const sweeps = (floor: Floor, areMarked = false) =>
  floor.does({
    ...{ type: 'LiftWaiting', incidentId: powerCut, areMarked },
    interactionIds: [...floor.state.interactions.keys()],
  })

describe('a customer’s tier', () => {
  it('lets him stand before others, and a head start counts as waiting', () => {
    const floor = floorWith()
    floor.caller('plain', by({ tierId: standard }))
    floor.nowMs += 30_000
    floor.caller('silver', by({ tierId: silver }))
    floor.caller('unknown')
    floor.caller('gold', by({ tierId: gold }))
    expect(orderOf(floor)).toEqual(['gold', 'silver', 'plain', 'unknown'])
    expect(floor.log.findLast(({ type }) => type === 'InteractionQueued')).toMatchObject({
      lifts: [{ by: 'tier', tierId: gold, level: 20, boostMs: 0 }],
    })
  })

  it('counts beside what it asks for itself, and a supervisor’s word leaves it', () => {
    const floor = floorWith()
    const goldId = floor.caller('gold', by({ tierId: gold }, { level: 1 }))
    floor.caller('high', { ...noWishes, level: 20 })
    expect(orderOf(floor)).toEqual(['gold', 'high'])
    floor.does({ type: 'ChangePriority', interactionId: goldId, level: -1, boostMs: 0 })
    expect(orderOf(floor)).toEqual(['high', 'gold'])
    expect(liftsOf(floor, goldId)).toHaveLength(1)
  })

  it('is said in the offer that it led to', () => {
    const floor = floorWith()
    floor.caller('gold', by({ tierId: gold }))
    floor.agent('a')
    expect(floor.log.at(-1)).toMatchObject({ type: 'OfferMade', why: { lifts: [{ by: 'tier', level: 20 }] } })
  })

  it('is refused beyond its bounds', () => {
    const floor = new Floor()
    const tooHigh = [{ tierId: gold, rank: 1, lift: { level: 5000, boostMs: 0 } }]
    expect(floor.refusal({ type: 'ConfigureCustomerTiers', tiers: tooHigh })).toBe('wrong-settings')
    expect(floor.refusal({ type: 'ConfigureCustomerTiers', tiers: [...tiers, ...tiers] })).toBe('wrong-settings')
  })
})

describe('a queue’s rules on customers', () => {
  const rules = [
    { when: { tierAtLeast: silver }, requirement: { skillId: loans, least: 3 } as const },
    { when: { segmentIds: [business], valueAtLeast: 1000 }, lift: { level: 5, boostMs: 0 } },
  ]

  it('ask for a skill where the tier is high enough, and of nobody else', () => {
    const floor = floorWith({ customerRules: rules })
    const plain = floor.agent('plain')
    floor.caller('gold', by({ tierId: gold }))
    expect(floor.offerTo(plain)).toBeUndefined()
    floor.caller('standard', by({ tierId: standard }))
    expect(floor.offerTo(plain)?.interactionId).toBe('int_standard')
    const expert = floor.agent('expert', { skills: { [loans]: 4 } })
    expect(floor.offerTo(expert)?.interactionId).toBe('int_gold')
  })

  it('lift only whoever meets all that a rule names', () => {
    const floor = floorWith({ customerRules: rules })
    const lifted = floor.caller('both', by({ segmentId: business, value: 1000 }))
    const poor = floor.caller('poor', by({ segmentId: business, value: 999 }))
    const other = floor.caller('other', by({ value: 9_999_999 }))
    expect(liftsOf(floor, lifted)).toEqual([{ by: 'rule', place: 1, level: 5, boostMs: 0 }])
    expect([liftsOf(floor, poor), liftsOf(floor, other)]).toEqual([undefined, undefined])
  })

  it('hold also where the customer is found out while he waits', () => {
    const floor = floorWith({ customerRules: rules, relaxation: [{ afterMs: 60_000, isAnybody: true }] })
    const plain = floor.agent('plain')
    const late = floor.caller('late')
    expect(floor.offerTo(plain)?.interactionId).toBe(late)
    floor.nowMs += 5000
    floor.does({ type: 'NoteCustomer', interactionId: late, customer: { tierId: gold } })
    expect(floor.log.find(({ type }) => type === 'OfferWithdrawn')).toMatchObject({ cause: 'customer-noted' })
    expect(floor.offerTo(plain)).toBeUndefined()
    expect(liftsOf(floor, late)).toMatchObject([{ by: 'tier' }])
    // The time that he has waited counts for the steps.
    floor.after(54_999)
    expect(floor.offerTo(plain)).toBeUndefined()
    floor.after(1)
    expect(floor.offerTo(plain)?.interactionId).toBe(late)
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
  })
})

describe('whom a customer would rather have', () => {
  const owner = 'agt_owner' as AgentId
  const last = 'agt_last' as AgentId

  it('is the owner before the last agent, each with the queue’s patience, and nobody twice', () => {
    const patience = { ownerPatienceMs: 30_000, lastAgentPatienceMs: 10_000 }
    expect(preferredIn(patience, { ownerAgentId: owner, lastAgentId: last })).toEqual([
      { agentId: owner, why: 'owner', patienceMs: 30_000 },
      { agentId: last, why: 'last-agent', patienceMs: 10_000 },
    ])
    expect(preferredIn(patience, { ownerAgentId: owner, lastAgentId: owner })).toHaveLength(1)
    expect(preferredIn({ lastAgentPatienceMs: 10_000 }, { ownerAgentId: owner, lastAgentId: owner })).toEqual([
      { agentId: owner, why: 'last-agent', patienceMs: 10_000 },
    ])
    expect(preferredIn({}, { ownerAgentId: owner })).toEqual([])
  })

  it('is before everybody who has his case in hand, who is not asked again for looking after him', () => {
    const ofCase = 'agt_case' as AgentId
    const patience = { caseOwnerPatienceMs: 40_000, ownerPatienceMs: 30_000, lastAgentPatienceMs: 10_000 }
    const known = { caseOwnerAgentId: ofCase, ownerAgentId: owner, lastAgentId: last }
    expect(preferredIn(patience, known).map(({ why }) => why)).toEqual(['case-owner', 'owner', 'last-agent'])
    expect(preferredIn(patience, { ...known, caseOwnerAgentId: owner })).toEqual([
      { agentId: owner, why: 'case-owner', patienceMs: 40_000 },
      { agentId: last, why: 'last-agent', patienceMs: 10_000 },
    ])
    expect(preferredIn({ ownerPatienceMs: 30_000 }, known).map(({ why }) => why)).toEqual(['owner'])
  })
})

describe('a mass incident', () => {
  it('lifts who waits and who comes, and puts them back where they would be without it', () => {
    const floor = floorWith()
    floor.caller('other', { ...noWishes, level: 10 })
    floor.caller('here', by({ tierId: silver }, inTbilisi))
    const before = orderOf(floor)
    declares(floor, { match: { regionCodes: ['GE-TB'] as never } })
    sweeps(floor)
    expect(orderOf(floor)).toEqual(['here', 'other'])
    floor.nowMs += 1000
    const later = floor.caller('later', { ...noWishes, ...inTbilisi })
    expect(orderOf(floor)).toEqual(['here', 'later', 'other'])
    expect(liftsOf(floor, later)).toEqual([{ by: 'incident', incidentId: powerCut, level: 30, boostMs: 0 }])
    floor.does({ type: 'EndIncident', incidentId: powerCut })
    expect(orderOf(floor)).toEqual([...before, 'later'])
    expect(floor.state.incidents.size).toBe(0)
    expect(liftsOf(floor, later)).toBeUndefined()
    expect(floor.log.at(-1)).toMatchObject({ type: 'IncidentSettled' })
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
  })

  it('lifts nobody twice, and nobody who does not belong to it', () => {
    const floor = floorWith()
    const id = floor.caller('one')
    declares(floor, { match: { queueIds: ['que_else' as never], tierIds: [gold] } })
    expect(sweeps(floor)).toEqual([])
    floor.does({ type: 'EndIncident', incidentId: powerCut })
    declares(floor)
    sweeps(floor)
    expect(sweeps(floor)).toEqual([])
    expect(liftsOf(floor, id)).toHaveLength(1)
  })

  it('ends by itself, also for whom it lifted and who left meanwhile', () => {
    const floor = floorWith()
    floor.caller('stays')
    const leaves = floor.caller('leaves')
    declares(floor, { endsAtMs: floor.nowMs + 60_000 })
    sweeps(floor)
    floor.does({ type: 'CustomerLeft', interactionId: leaves, reason: 'customer-left' })
    floor.after(60_000)
    expect(floor.log.find(({ type }) => type === 'IncidentEnded')).toMatchObject({ cause: 'time' })
    expect(floor.state.incidents.size).toBe(0)
    expect([...floor.state.indexes.lifted].every(({ entries }) => entries.size === 0)).toBe(true)
  })

  it('puts back in slices', () => {
    const floor = floorWith()
    declares(floor)
    for (let n = 0; n < incidentSlice + 2; n++) floor.caller(`c${n}`)
    floor.does({ type: 'EndIncident', incidentId: powerCut })
    expect(floor.state.incidents.get(powerCut)?.isOver).toBe(true)
    floor.caller('comes')
    expect(liftsOf(floor, 'int_comes' as InteractionId)).toBeUndefined()
    floor.does({ type: 'SettleIncident', incidentId: powerCut })
    expect(floor.state.incidents.size).toBe(0)
    expect([...floor.state.interactions.values()].some(({ waiting }) => waiting?.lifts)).toBe(false)
  }, 30_000)

  it('goes by marks where the log holds nothing by which it is told', () => {
    const floor = floorWith()
    declares(floor, { match: { isMarked: true, queueIds: [floor.queueId] } })
    const plain = floor.caller('plain')
    const marked = floor.caller('marked', { ...noWishes, incidentIds: [powerCut] })
    expect([liftsOf(floor, plain), liftsOf(floor, marked)?.length]).toEqual([undefined, 1])
    floor.does({ type: 'LiftWaiting', incidentId: powerCut, interactionIds: [plain], areMarked: true })
    // It is lifted again wherever it waits next.
    const elsewhere = floor.opens('else', {})
    floor.does({ type: 'MoveInteraction', interactionId: plain, queueId: elsewhere })
    expect(liftsOf(floor, plain)).toBeUndefined()
    floor.does({ type: 'MoveInteraction', interactionId: plain, queueId: floor.queueId })
    expect(liftsOf(floor, plain)).toHaveLength(1)
    floor.does({ type: 'EndIncident', incidentId: powerCut })
    expect(floor.state.interactions.get(plain)?.wishes.incidentIds).toBeUndefined()
  })

  it('goes by a product that is asked for, and by the unit of the queue', () => {
    const unit = 'bun_west' as never
    const floor = floorWith({ requirement: { skillId: loans, least: 1 }, businessUnitIds: [unit] })
    declares(floor, { match: { skillIds: [loans], businessUnitIds: [unit] } })
    expect(liftsOf(floor, floor.caller('a'))).toHaveLength(1)
  })

  it('is refused when it would lift everybody, nobody, or be one too many', () => {
    const floor = floorWith()
    const asked = { type: 'DeclareIncident', incidentId: powerCut, endsAtMs: null } as const
    const lift = { level: 1, boostMs: 0 }
    expect(floor.refusal({ ...asked, match: {}, lift })).toBe('wrong-settings')
    const match = { queueIds: [floor.queueId] }
    expect(floor.refusal({ ...asked, match, lift: { level: 0, boostMs: 0 } })).toBe('wrong-settings')
    expect(floor.refusal({ ...asked, match, lift, endsAtMs: 5 })).toBe('wrong-settings')
    for (let n = 0; n < 20; n++) floor.does({ ...asked, match, lift, incidentId: `icd_${n}` as IncidentId })
    expect(floor.refusal({ ...asked, match, lift })).toBe('too-many-incidents')
  })

  it('is in the snapshot, with what is due of it', () => {
    const floor = floorWith()
    declares(floor, { endsAtMs: floor.nowMs + 60_000 })
    floor.caller('one')
    const restored = restoreState(snapshotSlices(floor.state))
    expect(snapshotSlices(restored)).toEqual(snapshotSlices(floor.state))
    expect(restored.customerTiers).toEqual(tiers)
    floor.state = restored
    floor.after(60_000)
    expect(floor.state.incidents.size).toBe(0)
  })
})
