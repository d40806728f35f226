import { describe, expect, it } from 'vitest'
import type { InteractionId } from '#kernel/ids.ts'
import { Floor } from './testing/floor.ts'

const ends = (interactionId: InteractionId) =>
  ({ type: 'EndInteraction', interactionId, reason: 'agent-ended' }) as const

describe('writing up', () => {
  it('is extended by so much, so often, counted from its end', () => {
    const floor = new Floor({ wrapUpLimitMs: 30_000, wrapUpExtensions: 2, wrapUpExtensionMs: 10_000 })
    const agentId = floor.agent('ann')
    const interactionId = floor.caller('c1')
    floor.accepts(agentId)
    floor.does(ends(interactionId))
    floor.after(20_000)
    const extend = { type: 'ExtendWrapUp', interactionId, agentId } as const
    expect(floor.does(extend)).toMatchObject([{ type: 'WrapUpExtended', untilMs: floor.nowMs + 20_000 }])
    floor.does(extend)
    expect(floor.refusal(extend)).toBe('no-extension-left')
    floor.after(29_999)
    expect(floor.workOf(agentId)).toBe('wrapUp')
    floor.after(1)
    expect(floor.workOf(agentId)).toBe('idle')
  })

  it('where it is optional, is for who asked for it before the end', () => {
    const floor = new Floor({ isWrapUpOptional: true })
    const agentId = floor.agent('ann')
    const first = floor.caller('c1')
    floor.accepts(agentId)
    expect(floor.does(ends(first)).map(({ type }) => type)).toEqual(['InteractionEnded'])
    expect(floor.workOf(agentId)).toBe('idle')
    const second = floor.caller('c2')
    floor.accepts(agentId)
    const plan = { type: 'PlanWrapUp', interactionId: second, agentId, isWanted: true } as const
    expect(floor.does(plan)).toMatchObject([{ type: 'WrapUpPlanned', isWanted: true }])
    expect(floor.does(plan)).toEqual([])
    floor.does({ ...plan, isWanted: false })
    floor.does(plan)
    floor.does(ends(second))
    expect(floor.workOf(agentId)).toBe('wrapUp')
    expect(floor.refusal(plan)).toBe('wrong-stage')
    floor.does({ type: 'FinishWrapUp', interactionId: second, agentId })
    expect(floor.workOf(agentId)).toBe('idle')
  })

  it('goes by what was said of the agent before what was said of the queue', () => {
    const floor = new Floor({ wrapUpLimitMs: 30_000 })
    const [ann, ben] = [
      floor.agent('ann', { wrapUp: { limitMs: 90_000, extensions: 0 } }),
      floor.agent('ben', { wrapUp: { limitMs: 0, extensions: 0 } }),
    ]
    const first = floor.caller('c1')
    floor.accepts(ann)
    const second = floor.caller('c2')
    floor.accepts(ben)
    floor.does(ends(first))
    floor.does(ends(second))
    expect([floor.workOf(ann), floor.workOf(ben)]).toEqual(['wrapUp', 'idle'])
    floor.after(89_999)
    expect(floor.workOf(ann)).toBe('wrapUp')
    floor.after(1)
    expect(floor.workOf(ann)).toBe('idle')
  })
})
