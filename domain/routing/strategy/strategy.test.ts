import { describe, expect, it } from 'vitest'
import type { AgentId, SkillId } from '#kernel/ids.ts'
import { noWishes } from '../asking/wishes.ts'
import { Floor } from '../testing/floor.ts'
import { drawLot } from './lot.ts'

const loans = 'skl_loans' as SkillId

/** One call after the other, each of `talkMs` of talk: who was asked, in order. */
function asked(floor: Floor, calls: number, talkMs: (agentId: AgentId, call: number) => number): string[] {
  const names: string[] = []
  for (let call = 0; call < calls; call++) {
    const interactionId = floor.caller(`c${call}`)
    const offer = [...floor.state.offers.values()][0]
    if (!offer) throw new Error('nobody was asked')
    names.push(offer.agentId.slice('agt_'.length))
    floor.accepts(offer.agentId)
    floor.nowMs += talkMs(offer.agentId, call)
    floor.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    floor.nowMs += 1000
  }
  return names
}

const steady = () => 60_000

describe('a queue asks', () => {
  it('in turns, and whoever was away has his turn when he is back', () => {
    const floor = new Floor({ strategy: 'roundRobin', wrapUpLimitMs: 0 })
    for (const name of ['a', 'b', 'c']) floor.agent(name)
    expect(asked(floor, 5, steady)).toEqual(['a', 'b', 'c', 'a', 'b'])
    const c = 'agt_c' as AgentId
    floor.does({ type: 'SetPresence', agentId: c, presence: { kind: 'break', reason: 'lunch' }, by: 'agent' })
    expect(asked(floor, 2, steady)).toEqual(['a', 'b'])
    floor.does({ type: 'SetPresence', agentId: c, presence: { kind: 'available' }, by: 'agent' })
    expect(asked(floor, 2, steady)).toEqual(['c', 'a'])
  })

  it('who handled the fewest', () => {
    const floor = new Floor({ strategy: 'fewestHandled', wrapUpLimitMs: 0 })
    floor.agent('a')
    asked(floor, 3, steady)
    floor.agent('b')
    expect(asked(floor, 4, steady)).toEqual(['b', 'b', 'b', 'a'])
  })

  it('who talked least', () => {
    const floor = new Floor({ strategy: 'leastTalk', wrapUpLimitMs: 0 })
    floor.agent('a')
    floor.agent('b')
    const talkMs = (agentId: AgentId) => (agentId === 'agt_a' ? 300_000 : 100_000)
    expect(asked(floor, 5, talkMs)).toEqual(['a', 'b', 'b', 'b', 'a'])
  })

  it('who is occupied least of the time that he is there', () => {
    const floor = new Floor({ strategy: 'leastOccupied', wrapUpLimitMs: 0 })
    floor.agent('a')
    floor.nowMs += 600_000
    // A tenth of a long day, and all of a short one.
    expect(asked(floor, 1, steady)).toEqual(['a'])
    const b = floor.agent('b')
    floor.does({ type: 'SetPresence', agentId: 'agt_a' as AgentId, presence: { kind: 'offline' }, by: 'agent' })
    expect(asked(floor, 1, () => 30_000)).toEqual(['b'])
    floor.does({ type: 'SetPresence', agentId: 'agt_a' as AgentId, presence: { kind: 'available' }, by: 'agent' })
    expect(floor.state.agents.get(b)?.tally).toMatchObject({ handled: 1, engagedMs: 30_000 })
    expect(asked(floor, 1, steady)).toEqual(['a'])
  })

  it('always in one order', () => {
    const floor = new Floor({ strategy: 'fixedOrder', wrapUpLimitMs: 0 })
    for (const [name, position] of [
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ] as const)
      floor.agent(name, { membership: { position } })
    expect(asked(floor, 3, steady)).toEqual(['b', 'b', 'b'])
    floor.does({ type: 'SetPresence', agentId: 'agt_b' as AgentId, presence: { kind: 'offline' }, by: 'agent' })
    expect(asked(floor, 2, steady)).toEqual(['c', 'c'])
  })

  it('who is best at what is asked', () => {
    const floor = new Floor({ strategy: 'bestSkill', wrapUpLimitMs: 0 })
    floor.agent('a', { skills: { [loans]: 3 } })
    floor.agent('b', { skills: { [loans]: 5 } })
    floor.agent('c')
    const wishes = { ...noWishes, requirement: { skillId: loans, least: 2 as const } }
    floor.caller('x', wishes)
    expect(floor.offerTo('agt_b' as AgentId)).toBeDefined()
    floor.caller('y', wishes)
    expect(floor.offerTo('agt_a' as AgentId)).toBeDefined()
    floor.caller('z', wishes)
    expect(floor.offerTo('agt_c' as AgentId)).toBeUndefined()
  })

  it('by lot: each as often as the next, or as his weight says', () => {
    const even = new Floor({ strategy: 'random', wrapUpLimitMs: 0 })
    const weighted = new Floor({ strategy: 'weightedRandom', wrapUpLimitMs: 0 })
    for (const [name, weight] of [
      ['a', 1],
      ['b', 2],
      ['c', 7],
    ] as const) {
      even.agent(name)
      weighted.agent(name, { membership: { weight } })
    }
    const counts = (names: readonly string[]) =>
      ['a', 'b', 'c'].map((name) => names.filter((one) => one === name).length)
    // Within four standard deviations of 600 draws.
    for (const count of counts(asked(even, 600, steady))) expect(Math.abs(count - 200)).toBeLessThan(47)
    const [a = 0, b = 0, c = 0] = counts(asked(weighted, 600, steady))
    expect(Math.abs(a - 60)).toBeLessThan(30)
    expect(Math.abs(b - 120)).toBeLessThan(40)
    expect(Math.abs(c - 420)).toBeLessThan(45)
  })

  it('counts from nothing again when that is said', () => {
    const floor = new Floor({ strategy: 'fewestHandled', wrapUpLimitMs: 0 })
    const a = floor.agent('a')
    asked(floor, 3, steady)
    floor.agent('b')
    floor.does({ type: 'ResetTallies' })
    expect(floor.state.agents.get(a)?.tally).toMatchObject({ handled: 0, engagedMs: 0, sinceMs: floor.nowMs })
    expect(asked(floor, 2, steady).sort()).toEqual(['a', 'b'])
  })
})

describe('a lot', () => {
  it('falls on somebody wherever one may be asked, and on nobody else', () => {
    for (let place = 0; place < 500; place += 7) {
      const only = (at: number) => (at === place ? { agent: at, lots: 1 } : null)
      expect(drawLot(`seed ${place}`, 500, 10, only)).toBe(place)
    }
    expect(drawLot('seed', 500, 10, () => null)).toBeNull()
    expect(drawLot('seed', 0, 10, () => null)).toBeNull()
  })
})
