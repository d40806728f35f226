import { describe, expect, it } from 'vitest'
import type { InteractionId } from '#kernel/ids.ts'
import { changeAgent, changeWaiting } from './changes.ts'
import { Floor } from './testing/floor.ts'
import { brokenTruths } from './truths.ts'

/** A caller who waits beside a busy agent, and one who is being offered. */
function floorAtWork() {
  const floor = new Floor()
  const busy = floor.agent('busy')
  floor.caller('talks')
  floor.accepts(busy)
  const asked = floor.agent('asked')
  floor.caller('offered')
  floor.caller('waits')
  return { floor, busy, asked }
}
const id = (name: string) => `int_${name}` as InteractionId

describe('what must always hold', () => {
  it('holds after each decision of a floor at work', () => {
    const { floor } = floorAtWork()
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
  })

  it('is told of when an agent lost what he is engaged in', () => {
    const { floor, busy } = floorAtWork()
    changeAgent(floor.state, busy, (agent) => ({ ...agent, work: [] }))
    expect(brokenTruths(floor.state, floor.log)).toContainEqual({
      ...{ truth: 'one-owner', interactionId: id('talks'), agentId: busy },
    })
  })

  it('is told of when an agent holds what is over', () => {
    const { floor, busy } = floorAtWork()
    const gone = { interactionId: id('gone'), channel: 'voice', workState: 'engaged', sinceMs: 0 } as const
    changeAgent(floor.state, busy, (agent) => ({ ...agent, work: [...agent.work, gone] }))
    expect(brokenTruths(floor.state, floor.log)).toContainEqual({
      ...{ truth: 'over-holds-nothing', interactionId: id('gone'), agentId: busy },
    })
  })

  it('is told of when somebody who talks is offered another call', () => {
    const { floor, asked } = floorAtWork()
    const talk = { interactionId: id('talks'), channel: 'voice', workState: 'engaged', sinceMs: 0 } as const
    changeAgent(floor.state, asked, (agent) => ({ ...agent, work: [...agent.work, talk] }))
    expect(brokenTruths(floor.state, floor.log)).toContainEqual({
      ...{ truth: 'within-capacity', interactionId: id('offered'), agentId: asked },
    })
  })

  it('is told of when somebody waits beside an agent who is free', () => {
    const { floor, asked } = floorAtWork()
    changeAgent(floor.state, asked, (agent) => ({ ...agent, work: [] }))
    expect(brokenTruths(floor.state, floor.log).map(({ truth }) => truth)).toContain('nobody-waits-beside-idle')
  })

  it('is told of when work waits for others though he whose it is does it himself again', () => {
    const { floor, busy, asked } = floorAtWork()
    const preferred = [{ agentId: busy, why: 'owner', patienceMs: 60_000 } as const]
    floor.does({
      type: 'ConfigureSubstitutions',
      agentId: busy,
      rules: [
        {
          substitutionId: 'sub_1' as never,
          when: { kind: 'absence', why: 'sick', fromMs: floor.nowMs, untilMs: null },
          by: { kind: 'people', agentIds: [asked] },
          patienceMs: 60_000,
        },
      ],
    })
    floor.caller('his', { requirement: null, relaxation: null, level: 0, boostMs: 0, preferred })
    expect(brokenTruths(floor.state, floor.log)).toEqual([])
    const known = floor.state.substitutions.get(busy)
    if (known) floor.state.substitutions.set(busy, { ...known, active: [] })
    expect(brokenTruths(floor.state, floor.log)).toContainEqual({
      ...{ truth: 'own-work', interactionId: id('his'), agentId: busy },
    })
  })

  it('is told of when an offer is nobody’s', () => {
    const { floor } = floorAtWork()
    changeWaiting(floor.state, id('waits'), (waiting) => ({ ...waiting, offerIds: ['off_none' as never] }))
    expect(brokenTruths(floor.state, floor.log)).toContainEqual({
      ...{ truth: 'one-owner', interactionId: id('waits'), agentId: null },
    })
  })
})
