import { beforeEach, describe, expect, it } from 'vitest'
import type { AgentId, BreakLimitId, InteractionId } from '#kernel/ids.ts'
import type { BreakLimit } from '../agents/index.ts'
import { brokenTruths, placeAmongAsking, restoreState, snapshotSlices } from './index.ts'
import { Floor } from './testing/floor.ts'

const team = 'blm_team' as BreakLimitId
const queue = 'blm_queue' as BreakLimitId
let floor: Floor
beforeEach(() => {
  floor = new Floor({ wrapUpLimitMs: 0 })
})

const limited = (limits: Record<BreakLimitId, BreakLimit>) =>
  floor.does({
    type: 'ConfigureBreaks',
    rules: {
      reasons: { rest: { needsGrant: true }, training: { countsAs: 'work' }, other: { countsAs: 'idle' } },
      limits,
    },
  })
const asks = (agentId: AgentId, reason: 'rest' | 'lunch' = 'rest') =>
  floor.does({ type: 'RequestBreak', agentId, reason }).map(({ type }) => type)
const presenceOf = (agentId: AgentId) => floor.state.agents.get(agentId)?.presence.kind
const placeOf = (agentId: AgentId) => {
  const agent = floor.state.agents.get(agentId)
  return agent && placeAmongAsking(floor.state, agent)
}
const comesBack = (agentId: AgentId) =>
  floor.does({ type: 'SetPresence', agentId, presence: { kind: 'available' }, by: 'agent' })

describe('a break that has to be granted', () => {
  it('is granted by itself while there is room, and then in the order of asking', () => {
    limited({ [team]: { most: 1 } })
    const [ann, ben, eve] = ['ann', 'ben', 'eve'].map((name) => floor.agent(name, { breakLimits: [team] })) as [
      AgentId,
      AgentId,
      AgentId,
    ]
    expect(asks(ann)).toEqual(['BreakRequested', 'BreakGranted', 'PresenceChanged'])
    expect(floor.state.agents.get(ann)?.presence).toEqual({ kind: 'break', reason: 'rest', isLimited: true })
    expect(asks(ben)).toEqual(['BreakRequested'])
    expect(asks(ben)).toEqual([])
    floor.nowMs += 1000
    asks(eve)
    expect([placeOf(ben), placeOf(eve), presenceOf(ben)]).toEqual([1, 2, 'available'])
    floor.does({ type: 'WithdrawBreak', agentId: ben })
    expect(placeOf(eve)).toBe(1)
    floor.nowMs += 1000
    asks(ben)
    comesBack(ann)
    expect([presenceOf(ann), presenceOf(eve), presenceOf(ben)]).toEqual(['available', 'break', 'available'])
    floor.does({ type: 'SetPresence', agentId: eve, presence: { kind: 'offline' }, by: 'sign-out' })
    expect(presenceOf(ben)).toBe('break')
  })

  it('begins when the work in hand is done, and holds its place until then', () => {
    limited({ [team]: { most: 1 } })
    const ann = floor.agent('ann', { breakLimits: [team] })
    floor.caller('c1')
    floor.accepts(ann)
    expect(asks(ann)).toEqual(['BreakRequested', 'BreakGranted', 'PresencePlanned'])
    const ben = floor.agent('ben', { breakLimits: [team] })
    asks(ben)
    floor.does({ type: 'EndInteraction', interactionId: 'int_c1' as InteractionId, reason: 'agent-ended' })
    expect([presenceOf(ann), presenceOf(ben)]).toEqual(['break', 'available'])
  })

  it('is taken back before it begins, and somebody else goes', () => {
    limited({ [team]: { most: 1 } })
    const ann = floor.agent('ann', { breakLimits: [team] })
    floor.caller('c1')
    floor.accepts(ann)
    asks(ann)
    const ben = floor.agent('ben', { breakLimits: [team] })
    asks(ben)
    expect(floor.does({ type: 'WithdrawBreak', agentId: ann }).map(({ type }) => type)).toEqual([
      'PresencePlanned',
      'BreakGranted',
      'PresenceChanged',
    ])
  })

  it('waits for room in each limit, and is overtaken in none of them', () => {
    limited({ [team]: { most: 1 }, [queue]: { most: 1 } })
    const ann = floor.agent('ann', { breakLimits: [queue] })
    const ben = floor.agent('ben', { breakLimits: [team, queue] })
    const eve = floor.agent('eve', { breakLimits: [team] })
    asks(ann)
    asks(ben)
    floor.nowMs += 1000
    // There is room in her team, but he asked before her.
    expect(asks(eve)).toEqual(['BreakRequested'])
    comesBack(ann)
    expect([presenceOf(ben), presenceOf(eve)]).toEqual(['break', 'available'])
    comesBack(ben)
    expect(presenceOf(eve)).toBe('break')
  })

  it('is a share of those who are there, and one at least', () => {
    limited({ [team]: { percent: 50 } })
    const [ann, ben] = [floor.agent('ann', { breakLimits: [team] }), floor.agent('ben', { breakLimits: [team] })]
    asks(ann)
    expect(asks(ben)).toEqual(['BreakRequested'])
    floor.agent('eve', { breakLimits: [team] })
    expect(presenceOf(ben)).toBe('available')
    // Two of four.
    floor.agent('zoe', { breakLimits: [team] })
    expect(presenceOf(ben)).toBe('break')
  })

  it('is granted or refused by a supervisor, beyond every limit', () => {
    limited({ [team]: { most: 0 } })
    const [ann, ben] = [floor.agent('ann', { breakLimits: [team] }), floor.agent('ben')]
    asks(ann)
    asks(ben)
    expect(
      floor.refusal({ type: 'SetPresence', agentId: ann, presence: { kind: 'break', reason: 'rest' }, by: 'agent' }),
    ).toBe('break-needs-grant')
    floor.does({ type: 'AnswerBreak', agentId: ann, isGranted: true })
    floor.does({ type: 'AnswerBreak', agentId: ben, isGranted: false })
    expect([presenceOf(ann), presenceOf(ben)]).toEqual(['break', 'available'])
    expect(floor.state.agents.get(ben)?.breakRequest?.state).toBe('refused')
    expect(floor.refusal({ type: 'AnswerBreak', agentId: ben, isGranted: true })).toBe('no-break-request')
    floor.does({ type: 'WithdrawBreak', agentId: ben })
    expect(floor.state.agents.get(ben)?.breakRequest).toBeUndefined()
    // Nobody has to be asked for lunch.
    expect(asks(ben, 'lunch')).toEqual(['PresenceChanged'])
  })

  it('goes on when the limit is raised, or whoever was away serves elsewhere', () => {
    limited({ [team]: { most: 1 } })
    const [ann, ben, eve] = ['ann', 'ben', 'eve'].map((name) => floor.agent(name, { breakLimits: [team] })) as [
      AgentId,
      AgentId,
      AgentId,
    ]
    asks(ann)
    asks(ben)
    limited({ [team]: { most: 2 } })
    expect(presenceOf(ben)).toBe('break')
    asks(eve)
    const settings = floor.state.agents.get(ann)?.settings
    if (!settings) throw new Error('Ann is gone')
    floor.does({ type: 'ConfigureAgent', agentId: ann, settings: { ...settings, breakLimits: [] } })
    expect(presenceOf(eve)).toBe('break')
    const again = restoreState(snapshotSlices(floor.state))
    expect(again.indexes.breaks.of(team)).toMatchObject({ here: 2, away: 2 })
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
  })
})

it('counts time away as its reason says: as work, as waiting, or not at all', () => {
  limited({})
  const ann = floor.agent('ann')
  const goes = (reason: 'training' | 'other' | 'lunch') => {
    floor.does({ type: 'SetPresence', agentId: ann, presence: { kind: 'break', reason }, by: 'agent' })
    floor.nowMs += 1000
  }
  goes('training')
  goes('other')
  goes('lunch')
  comesBack(ann)
  expect(floor.state.agents.get(ann)?.tally).toMatchObject({ awayWorkMs: 1000, idleMs: 1000 })
})
