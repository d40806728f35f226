import { describe, expect, it } from 'vitest'
import type { AgentId, SubstitutionId } from '#kernel/ids.ts'
import { available, offline } from '../../agents/index.ts'
import { noWishes, type Wishes } from '../asking/wishes.ts'
import { brokenTruths } from '../index.ts'
import { restoreState, snapshotSlices } from '../snapshot.ts'
import { nextDueMs } from '../state.ts'
import { Floor } from '../testing/floor.ts'
import type { SubstitutionRule } from './rule.ts'

const minuteMs = 60_000
const ruleId = 'sub_1' as SubstitutionId
const wishesFor = (agentId: AgentId, patienceMs = 10 * minuteMs): Wishes => ({
  ...noWishes,
  preferred: [{ agentId, why: 'owner', patienceMs }],
})

function leave(floor: Floor, by: readonly AgentId[], change: Partial<SubstitutionRule> = {}): SubstitutionRule {
  return {
    substitutionId: ruleId,
    when: { kind: 'absence', why: 'leave', fromMs: floor.nowMs, untilMs: floor.nowMs + 60 * minuteMs },
    by: { kind: 'people', agentIds: by },
    patienceMs: 30 * minuteMs,
    ...change,
  }
}
const substitutes = (floor: Floor, agentId: AgentId, ...rules: readonly SubstitutionRule[]) =>
  floor.does({ type: 'ConfigureSubstitutions', agentId, rules })

const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type)

describe('an absence', () => {
  it('lets the work of who is away go to whom he named, and says so', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    const zsofia = floor.agent('zsofia')
    substitutes(floor, levan, leave(floor, [aylin]))
    floor.caller('c1', wishesFor(levan))
    expect(floor.offerTo(aylin)).toBeDefined()
    expect(floor.offerTo(levan)).toBeUndefined()
    expect(floor.offerTo(zsofia)).toBeUndefined()
    const made = floor.log.find((event) => event.type === 'OfferMade')
    expect(made).toMatchObject({
      why: { standsInFor: { agentId: levan, why: 'leave', untilMs: floor.nowMs + 60 * minuteMs } },
    })
    expect(floor.log.find((event) => event.type === 'WorkHandedOver')).toMatchObject({
      ...{ interactionId: 'int_c1', agentId: levan, to: [aylin] },
    })
  })

  it('begins and ends by its own clock, also when it was known in advance and across a restart', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    const fromMs = floor.nowMs + minuteMs
    substitutes(floor, levan, {
      ...leave(floor, [aylin]),
      when: { kind: 'absence', why: 'reserve-duty', fromMs, untilMs: fromMs + minuteMs },
    })
    expect(nextDueMs(floor.state)).toBe(fromMs)
    floor.state = restoreState(JSON.parse(JSON.stringify(snapshotSlices(floor.state))))
    expect(nextDueMs(floor.state)).toBe(fromMs)
    expect(typesOf(floor.after(minuteMs))).toEqual(['SubstitutionBegan'])
    floor.state = restoreState(JSON.parse(JSON.stringify(snapshotSlices(floor.state))))
    expect(typesOf(floor.after(minuteMs))).toEqual(['SubstitutionEnded'])
    expect(nextDueMs(floor.state)).toBeUndefined()
  })

  it('that passed while nothing ran begins and ends in the same moment', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    substitutes(floor, levan, {
      ...leave(floor, ['agt_aylin' as AgentId]),
      when: { kind: 'absence', why: 'sick', fromMs: floor.nowMs + 1, untilMs: floor.nowMs + minuteMs },
    })
    expect(typesOf(floor.after(10 * minuteMs))).toEqual(['SubstitutionBegan', 'SubstitutionEnded'])
  })

  it('takes an offer back from who goes, and asks who stands in', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    floor.caller('c1', wishesFor(levan))
    expect(floor.offerTo(levan)).toBeDefined()
    const events = substitutes(floor, levan, leave(floor, [aylin]))
    expect(events).toContainEqual(expect.objectContaining({ type: 'OfferWithdrawn', cause: 'handed-over' }))
    expect(floor.offerTo(aylin)).toBeDefined()
  })

  it('passes over who is away himself, and who stand in for one another harm nobody', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    const zsofia = floor.agent('zsofia')
    substitutes(floor, levan, leave(floor, [aylin]))
    substitutes(floor, aylin, leave(floor, [levan, zsofia]))
    floor.caller('c1', wishesFor(levan))
    expect(floor.offerTo(zsofia)).toBeDefined()
    substitutes(floor, zsofia, leave(floor, [levan]))
    // Nobody of them is left: everybody is asked, as for work that is nobody's.
    floor.caller('c2', wishesFor(levan))
    expect(floor.state.interactions.get('int_c2' as never)?.waiting?.asked).toHaveLength(1)
  })

  it('asks of who stands in what is asked of everybody, unless said otherwise', () => {
    const skillId = 'skl_georgian' as never
    for (const isAnySkill of [false, true]) {
      const floor = new Floor({ requirement: { skillId, least: 3 } })
      const levan = floor.agent('levan', { skills: { [skillId]: 5 } })
      const aylin = floor.agent('aylin')
      substitutes(floor, levan, leave(floor, [aylin], isAnySkill ? { isAnySkill: true } : {}))
      floor.caller('c1', wishesFor(levan))
      expect(floor.offerTo(aylin) !== undefined).toBe(isAnySkill)
    }
  })

  it('is about the queues and channels that it names', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    substitutes(floor, levan, leave(floor, [aylin], { channels: ['email'] }))
    floor.caller('c1', wishesFor(levan))
    expect(floor.offerTo(levan)).toBeDefined()
  })

  it('lets a team that is known by a skill do it before everybody', () => {
    const loans = 'skl_loans' as never
    const floor = new Floor()
    const levan = floor.agent('levan')
    floor.agent('zsofia')
    const aylin = floor.agent('aylin', { skills: { [loans]: 1 }, membership: { isStandIn: true } })
    substitutes(floor, levan, leave(floor, [], { by: { kind: 'team', skillId: loans } }))
    floor.caller('c1', wishesFor(levan))
    expect(floor.offerTo(aylin)).toBeDefined()
    expect(floor.log.find((event) => event.type === 'OfferMade')).toMatchObject({
      why: { standsInFor: { agentId: levan } },
    })
    // Of the rest of the queue she knows nothing.
    floor.caller('c2')
    expect(floor.state.offers.size).toBe(2)
    expect([...floor.state.offers.values()].filter(({ agentId }) => agentId === aylin)).toHaveLength(1)
  })

  it('lets calls to his own number go to who stands in, and come back to him', () => {
    const floor = new Floor()
    const own = floor.opens('levans', { ownerAgentId: 'agt_levan' as AgentId })
    const memberships = [{ queueId: own, priority: 0 }]
    const levan = floor.agent('levan', { memberships })
    const aylin = floor.agent('aylin', { memberships: [{ queueId: own, priority: 0, isStandIn: true }] })
    floor.does({ type: 'SetPresence', agentId: levan, presence: offline, by: 'agent' })
    const interactionId = 'int_c1' as never
    floor.does({
      ...{ type: 'BeginInteraction', interactionId, kind: 'call', edgeId: floor.edgeId },
      ...{ customerLegId: 'leg_c1' as never, entry: { queueId: own, greeting: null } },
    })
    floor.does({ type: 'EnqueueInteraction', interactionId, queueId: own })
    expect(floor.state.offers.size).toBe(0)
    substitutes(floor, levan, leave(floor, [aylin]))
    expect(floor.offerTo(aylin)).toBeDefined()
    floor.does({ type: 'SetPresence', agentId: levan, presence: available, by: 'agent' })
    expect(floor.offerTo(levan)).toBeUndefined()
    substitutes(floor, levan)
    expect(floor.offerTo(aylin)).toBeUndefined()
    expect(floor.offerTo(levan)).toBeDefined()
  })
})

describe('the return', () => {
  it('gives back what still waits, and leaves with who stands in what he has in hand', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    substitutes(floor, levan, leave(floor, [aylin]))
    floor.caller('c1', wishesFor(levan, 24 * 60 * minuteMs))
    floor.accepts(aylin)
    floor.caller('c2', wishesFor(levan, 24 * 60 * minuteMs))
    expect(floor.state.offers.size).toBe(0)
    const events = floor.after(60 * minuteMs)
    expect(typesOf(events)).toEqual(['SubstitutionEnded', 'WorkHandedBack', 'OfferMade'])
    expect(floor.offerTo(levan)?.interactionId).toBe('int_c2')
    expect(floor.state.interactions.get('int_c1' as never)?.engagement?.agentId).toBe(aylin)
    expect(floor.workOf(aylin)).toBe('engaged')
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
  })

  it('gives back the task that he had in hand when he left, with its place, when he is there again', () => {
    const floor = new Floor()
    const queueId = floor.opens('tasks')
    const work = { memberships: [{ queueId, priority: 0 }], capacity: { task: 1 } }
    const levan = floor.agent('levan', work)
    const first = floor.task('first', queueId)
    const queuedAtMs = floor.state.interactions.get(first)?.waiting?.queuedAtMs
    floor.accepts(levan)
    const aylin = floor.agent('aylin', work)
    floor.task('other', queueId)
    floor.accepts(aylin)
    floor.after(minuteMs)
    const events = substitutes(floor, levan, leave(floor, [aylin], { patienceMs: 24 * 60 * minuteMs }))
    expect(events).toContainEqual(expect.objectContaining({ type: 'TaskReturned', cause: 'substituted' }))
    expect(floor.state.interactions.get(first)?.waiting).toMatchObject({ queuedAtMs, isReturned: true })
    floor.does({ type: 'SetPresence', agentId: levan, presence: offline, by: 'sign-out' })
    // His leave ends in the night, and he comes in the morning: it waits for him.
    floor.after(60 * minuteMs)
    floor.after(8 * 60 * minuteMs)
    expect(floor.offerTo(levan)).toBeUndefined()
    const back = floor.does({ type: 'SetPresence', agentId: levan, presence: available, by: 'agent' })
    expect(typesOf(back)).toEqual(['PresenceChanged', 'WorkHandedBack', 'OfferMade'])
    expect(floor.offerTo(levan)?.interactionId).toBe(first)
  })

  it('goes on to who stands in for who stands in, and back the same way', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    const zsofia = floor.agent('zsofia')
    substitutes(floor, levan, leave(floor, [aylin]))
    floor.caller('busy', wishesFor(aylin))
    floor.accepts(aylin)
    floor.caller('c1', wishesFor(levan))
    expect(floor.state.offers.size).toBe(0)
    substitutes(floor, aylin, leave(floor, [zsofia]))
    expect(floor.offerTo(zsofia)?.interactionId).toBe('int_c1')
    substitutes(floor, aylin)
    expect(floor.offerTo(zsofia)).toBeUndefined()
    floor.does({ type: 'EndInteraction', interactionId: 'int_busy' as never, reason: 'agent-ended' as never })
    floor.does({ type: 'FinishWrapUp', interactionId: 'int_busy' as never, agentId: aylin })
    expect(floor.offerTo(aylin)?.interactionId).toBe('int_c1')
  })
})

describe('an overload', () => {
  const overload = (
    by: readonly AgentId[],
    measure: 'occupancy' | 'open-work' | 'oldest-age',
    on: number,
    off: number,
  ): SubstitutionRule => ({
    substitutionId: ruleId,
    when: { kind: 'overload', measure, on, off, leastMs: minuteMs },
    by: { kind: 'people', agentIds: by },
    patienceMs: minuteMs,
  })

  it('of open work begins at one limit, ends at another, and not before its least time', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    substitutes(floor, levan, overload([aylin], 'open-work', 3, 1))
    floor.caller('c1', wishesFor(levan, 60 * minuteMs))
    floor.accepts(levan)
    floor.caller('c2', wishesFor(levan, 60 * minuteMs))
    expect(floor.after(0)).toEqual([])
    floor.caller('c3', wishesFor(levan, 60 * minuteMs))
    expect(typesOf(floor.after(0))).toContain('SubstitutionBegan')
    expect(floor.offerTo(aylin)?.interactionId).toBe('int_c2')
    floor.accepts(aylin)
    // Two are left, which is between the limits: it goes on however long it lasts.
    expect(typesOf(floor.after(2 * minuteMs))).not.toContain('SubstitutionEnded')
    floor.does({ type: 'CustomerLeft', interactionId: 'int_c1' as never, reason: 'customer-left' })
    expect(typesOf(floor.after(0))).toContain('SubstitutionEnded')
    floor.does({ type: 'FinishWrapUp', interactionId: 'int_c1' as never, agentId: levan })
    expect(floor.offerTo(levan)?.interactionId).toBe('int_c3')
  })

  it('does not end before its least time', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    substitutes(floor, levan, overload([aylin], 'open-work', 2, 1))
    floor.caller('c1', wishesFor(levan, 60 * minuteMs))
    floor.accepts(levan)
    floor.caller('c2', wishesFor(levan, 60 * minuteMs))
    floor.after(0)
    floor.accepts(aylin)
    expect(typesOf(floor.after(minuteMs - 1))).not.toContain('SubstitutionEnded')
    expect(typesOf(floor.after(1))).toContain('SubstitutionEnded')
  })

  it('of age begins when the oldest that waits for him is too old', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    floor.caller('c1')
    floor.accepts(levan)
    const aylin = floor.agent('aylin')
    substitutes(floor, levan, overload([aylin], 'oldest-age', 5 * minuteMs, minuteMs))
    floor.caller('c2', wishesFor(levan, 60 * minuteMs))
    expect(floor.after(5 * minuteMs - 1)).toEqual([])
    expect(typesOf(floor.after(1))).toEqual(['SubstitutionBegan', 'WorkHandedOver', 'OfferMade'])
    floor.accepts(aylin)
    expect(typesOf(floor.after(minuteMs))).toContain('SubstitutionEnded')
  })

  it('of occupancy is foreseen to the millisecond, and over when he has rested', () => {
    const floor = new Floor()
    const levan = floor.agent('levan')
    const aylin = floor.agent('aylin')
    substitutes(floor, levan, overload([aylin], 'occupancy', 80, 50))
    floor.caller('c1', wishesFor(levan))
    floor.accepts(levan)
    const began = floor.nowMs
    const dueMs = nextDueMs(floor.state) as number
    // 1 - e^(-t/30 min) is 0.8 after 48.3 minutes.
    expect((dueMs - began) / minuteMs).toBeCloseTo(30 * Math.log(5), 3)
    expect(typesOf(floor.after(dueMs - began - 1))).toEqual([])
    expect(typesOf(floor.after(1))).toContain('SubstitutionBegan')
    floor.does({ type: 'CustomerLeft', interactionId: 'int_c1' as never, reason: 'customer-left' })
    floor.does({ type: 'FinishWrapUp', interactionId: 'int_c1' as never, agentId: levan })
    const restMs = (nextDueMs(floor.state) as number) - floor.nowMs
    expect(restMs / minuteMs).toBeCloseTo(30 * Math.log(0.8 / 0.5), 2)
    expect(typesOf(floor.after(restMs))).toEqual(['SubstitutionEnded'])
  })
})

describe('rules that cannot be carried out', () => {
  it.each<[string, (rule: SubstitutionRule) => SubstitutionRule]>([
    ['himself', (rule) => ({ ...rule, by: { kind: 'people', agentIds: ['agt_levan' as AgentId] } })],
    ['nobody', (rule) => ({ ...rule, by: { kind: 'people', agentIds: [] } })],
    ['no time', (rule) => ({ ...rule, when: { kind: 'absence', why: 'sick', fromMs: 5, untilMs: 5 } })],
    [
      'limits without a distance',
      (rule) => ({ ...rule, when: { kind: 'overload', measure: 'open-work', on: 3, off: 3, leastMs: minuteMs } }),
    ],
    [
      'all of his time',
      (rule) => ({ ...rule, when: { kind: 'overload', measure: 'occupancy', on: 100, off: 50, leastMs: minuteMs } }),
    ],
    ['no patience', (rule) => ({ ...rule, patienceMs: 0 })],
  ])('are refused: %s', (_, change) => {
    const floor = new Floor()
    const rule = change(leave(floor, ['agt_aylin' as AgentId]))
    expect(floor.refusal({ type: 'ConfigureSubstitutions', agentId: 'agt_levan' as AgentId, rules: [rule] })).toBe(
      'wrong-settings',
    )
  })
})
