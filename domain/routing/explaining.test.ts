import { describe, expect, it } from 'vitest'
import type { AgentId, SkillId } from '#kernel/ids.ts'
import { previewOf } from './index.ts'
import { Floor } from './testing/floor.ts'

const georgian = 'skl_ka' as SkillId
const requirement = { skillId: georgian, least: 3 } as const

describe('an offer', () => {
  it('says what was asked at its step, and why not the others', () => {
    const floor = new Floor({ requirement, relaxation: [{ afterMs: 60_000, isAnybody: true }] })
    const levan = floor.agent('levan', { skills: { [georgian]: 4 } })
    floor.caller('first')
    floor.accepts(levan)
    const aylin = floor.agent('aylin')
    floor.caller('second')
    floor.after(60_000)
    expect(floor.log.findLast(({ type }) => type === 'RequirementRelaxed')).toMatchObject({ asked: {} })
    expect(floor.log.findLast(({ type }) => type === 'OfferMade')).toMatchObject({
      ...{ agentId: aylin, interactionId: 'int_second' },
      why: { step: 1, others: [{ agentId: levan, why: { kind: 'at-capacity' } }] },
    })
    expect(floor.log.find(({ type }) => type === 'OfferMade')).toMatchObject({
      ...{ agentId: levan },
      why: { step: 0, asked: { requirement } },
    })
  })

  it('tells first of those who stood behind, by how long they were idle', () => {
    const floor = new Floor()
    const a = floor.agent('a')
    floor.nowMs += 5000
    const b = floor.agent('b')
    floor.nowMs += 1000
    floor.caller('c')
    expect(floor.log.at(-1)).toMatchObject({
      agentId: a,
      why: { idleMs: 6000, others: [{ agentId: b, why: { kind: 'behind', idleMs: 1000 } }] },
    })
  })

  it('tells of a handful of thousands', () => {
    const floor = new Floor({ requirement })
    for (let n = 0; n < 40; n++) floor.agent(`none${n}`)
    floor.agent('levan', { skills: { [georgian]: 4 } })
    floor.caller('c')
    const offered = floor.log.at(-1)
    expect(offered?.type === 'OfferMade' && offered.why.others).toHaveLength(5)
  })
})

describe('a preview', () => {
  const kindsOf = (floor: Floor, of: Parameters<typeof previewOf>[3] = {}) =>
    previewOf(floor.state, floor.queueId, floor.nowMs, of)?.members.map(({ agentId, why, place }) => [
      agentId.slice('agt_'.length),
      why?.kind ?? place,
    ])

  it('puts first who would be asked first, and says of each other why not', () => {
    const floor = new Floor({ strategy: 'bestSkill', requirement, relaxation: [{ afterMs: 1000, lowerBy: 2 }] })
    floor.agent('good', { skills: { [georgian]: 3 } })
    floor.agent('better', { skills: { [georgian]: 5 } })
    floor.agent('little', { skills: { [georgian]: 1 } })
    expect(kindsOf(floor)).toEqual([
      ['better', 1],
      ['good', 2],
      ['little', 'lacks'],
    ])
    expect(kindsOf(floor, { step: 1 })).toEqual([
      ['better', 1],
      ['good', 2],
      ['little', 3],
    ])
    floor.does({ type: 'SetPresence', agentId: 'agt_good' as AgentId, presence: { kind: 'offline' }, by: 'agent' })
    expect(kindsOf(floor)).toContainEqual(['good', 'absent'])
  })

  it('is what the decider then does', () => {
    const floor = new Floor({ requirement })
    for (let n = 0; n < 6; n++) {
      floor.nowMs += 1000
      floor.agent(`${n}`, { skills: { [georgian]: n % 2 ? 5 : 2 } })
    }
    for (let calls = 0; calls < 3; calls++) {
      const [first] = kindsOf(floor) ?? []
      floor.caller(`c${calls}`)
      expect(floor.log.at(-1)).toMatchObject({ type: 'OfferMade', agentId: `agt_${first?.[0]}` })
      floor.accepts(`agt_${first?.[0]}` as AgentId)
    }
    const waiting = floor.caller('waits')
    expect(new Set(kindsOf(floor, { interactionId: waiting })?.map(([, kind]) => kind))).toEqual(
      new Set(['at-capacity', 'lacks']),
    )
  })
})
