import { describe, expect, it } from 'vitest'
import type { AgentId, SkillId } from '#kernel/ids.ts'
import { offline } from '../../agents/index.ts'
import { Floor } from '../testing/floor.ts'
import { type Preference, preferring } from './preference.ts'
import { ladder } from './relaxation.ts'
import { noWishes } from './wishes.ts'

const a = 'agt_a' as AgentId
const b = 'agt_b' as AgentId
const georgian = 'skl_ka' as SkillId
const prefers = (agentId: AgentId, patienceMs: number, why: Preference['why'] = 'last-agent') => ({
  ...noWishes,
  preferred: [{ agentId, why, patienceMs }],
})

describe('who asks for somebody', () => {
  it('waits for him and for nobody else until the patience is over', () => {
    const floor = new Floor()
    const free = floor.agent('free')
    const dear = floor.agent('dear')
    floor.caller('before', prefers(dear, 1000))
    expect(floor.offerTo(dear)).toMatchObject({ interactionId: 'int_before' })
    floor.accepts(dear)
    floor.caller('c', prefers(dear, 30_000))
    floor.after(29_999)
    expect(floor.offerTo(free)).toBeUndefined()
    floor.after(1)
    expect(floor.offerTo(free)).toMatchObject({ interactionId: 'int_c' })
  })

  it('has him as soon as he is free, and it is said why', () => {
    const floor = new Floor({ wrapUpLimitMs: 0 })
    const dear = floor.agent('dear')
    const first = floor.caller('first')
    floor.accepts(dear)
    floor.agent('free')
    floor.caller('c', prefers(dear, 30_000, 'owner'))
    floor.does({ type: 'EndInteraction', interactionId: first, reason: 'agent-ended' })
    expect(floor.offerTo(dear)).toMatchObject({ interactionId: 'int_c' })
    expect(floor.log.at(-1)).toMatchObject({ type: 'OfferMade', why: { preferred: 'owner', candidates: 1 } })
  })

  it('asks who has its case in hand first, then who looks after the customer too, and at last everybody', () => {
    const floor = new Floor()
    const free = floor.agent('free')
    const ofCase = floor.agent('of-case')
    const owner = floor.agent('owner')
    // Both talk, so that nobody of them can be asked at once.
    floor.caller('one', prefers(ofCase, 1000))
    floor.accepts(ofCase)
    floor.caller('two', prefers(owner, 1000))
    floor.accepts(owner)
    const preferred = [
      { agentId: ofCase, why: 'case-owner', patienceMs: 20_000 },
      { agentId: owner, why: 'owner', patienceMs: 10_000 },
    ] as const
    floor.caller('c', { ...noWishes, preferred })
    floor.after(20_000)
    floor.does({ type: 'EndInteraction', interactionId: 'int_two' as never, reason: 'agent-ended' })
    floor.does({ type: 'FinishWrapUp', interactionId: 'int_two' as never, agentId: owner })
    expect(floor.offerTo(owner)).toMatchObject({ interactionId: 'int_c' })
    expect(floor.log.findLast(({ type }) => type === 'OfferMade')).toMatchObject({ why: { preferred: 'owner' } })
    expect(floor.offerTo(free)).toBeUndefined()
  })

  it('does not wait for who is not there, nor for who does not serve the queue', () => {
    const floor = new Floor()
    const free = floor.agent('free')
    const gone = floor.agent('gone')
    floor.does({ type: 'SetPresence', agentId: gone, presence: offline, by: 'agent' })
    floor.caller('c', {
      ...noWishes,
      preferred: [
        { agentId: gone, why: 'last-agent', patienceMs: 60_000 },
        { agentId: 'agt_stranger' as AgentId, why: 'named', patienceMs: 60_000 },
      ],
    })
    expect(floor.offerTo(free)).toMatchObject({ interactionId: 'int_c' })
  })

  it('asks everybody once its agent was lost, and in the queue that it is sent on to', () => {
    const floor = new Floor()
    const dear = floor.agent('dear')
    floor.caller('c', prefers(dear, 3_600_000))
    floor.accepts(dear)
    const other = floor.agent('other')
    floor.does({ type: 'AgentLegLost', agentId: dear, legId: `leg_${dear}` as never })
    expect(floor.offerTo(other)).toMatchObject({ interactionId: 'int_c' })
  })

  it('keeps its turn: of two who ask for the same one, the first is first', () => {
    const floor = new Floor({ wrapUpLimitMs: 0 })
    const dear = floor.agent('dear')
    const talk = floor.caller('talk')
    floor.accepts(dear)
    floor.caller('anybody')
    floor.nowMs += 1
    floor.caller('first', prefers(dear, 60_000))
    floor.nowMs += 1
    floor.caller('second', prefers(dear, 60_000))
    const order: unknown[] = []
    let ended = talk
    for (let n = 0; n < 3; n++) {
      floor.does({ type: 'EndInteraction', interactionId: ended, reason: 'agent-ended' })
      ended = floor.offerTo(dear)?.interactionId as typeof ended
      order.push(ended)
      floor.accepts(dear)
    }
    expect(order).toEqual(['int_anybody', 'int_first', 'int_second'])
  })

  it('is refused when it asks for too many, twice for one, or has no patience at all', () => {
    const floor = new Floor()
    const dear = floor.agent('dear')
    floor.caller('taken')
    const wishes = (preferred: readonly Preference[]) => ({ ...noWishes, preferred })
    const one = { agentId: dear, why: 'named', patienceMs: 1000 } as const
    for (const preferred of [
      [one, one],
      [{ ...one, patienceMs: 0 }],
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ...one, agentId: name as AgentId })),
    ]) {
      const interactionId = 'int_x' as never
      floor.does({
        ...{ type: 'BeginInteraction', interactionId, kind: 'call', edgeId: floor.edgeId },
        ...{ customerLegId: 'leg_x' as never, entry: { queueId: floor.queueId, greeting: null } },
      })
      const enqueue = { type: 'EnqueueInteraction', interactionId, queueId: floor.queueId } as const
      expect(floor.refusal({ ...enqueue, wishes: wishes(preferred) })).toBe('wrong-settings')
      floor.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    }
  })
})

describe('the preferred', () => {
  it('stand before everybody else one after the other, and then less is asked as if it had been from the beginning', () => {
    const asked = ladder({ skillId: georgian, least: 3 }, [
      { afterMs: 10_000, lowerBy: 1 },
      { afterMs: 30_000, lowerBy: 2 },
      { afterMs: 60_000, isAnybody: true },
    ])
    const steps = preferring(asked, [
      { agentIds: [a], patienceMs: 15_000 },
      { agentIds: [b], patienceMs: 20_000 },
    ])
    expect(steps).toEqual([
      { afterMs: 0, ring: null, requirement: null, agentIds: [a] },
      { afterMs: 15_000, ring: null, requirement: null, agentIds: [a, b] },
      { afterMs: 35_000, ring: null, requirement: { skillId: georgian, least: 1 } },
      { afterMs: 60_000, ring: null, requirement: null },
    ])
  })
})
