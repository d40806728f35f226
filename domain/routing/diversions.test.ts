import { describe, expect, it } from 'vitest'
import type { InteractionId, QueueId, SkillId } from '#kernel/ids.ts'
import { offline } from '../agents/index.ts'
import { defaultQueueSettings, type QueueSettings } from './index.ts'
import { Floor } from './testing/floor.ts'

const overflow = 'que_overflow' as QueueId
const closedPrompt = { kind: 'announcement', prompt: 'closed' } as const
const toOverflow = { kind: 'queue', queueId: overflow } as const

class Diverting extends Floor {
  constructor(diversions: QueueSettings['diversions'], other: Partial<QueueSettings> = {}) {
    super({ diversions: diversions ?? [] })
    this.does({ type: 'ConfigureQueue', queueId: overflow, settings: { ...defaultQueueSettings, ...other } })
  }

  stageOf(interactionId: InteractionId) {
    const interaction = this.state.interactions.get(interactionId)
    const greeting = this.state.calls.get(interactionId)?.entry.greeting
    return interaction && [interaction.stage, interaction.waiting?.queueId ?? greeting]
  }
}

describe('a queue sends elsewhere', () => {
  it('whoever comes while it is closed, and nobody who waits already', () => {
    const floor = new Diverting([{ when: { kind: 'closed' }, to: closedPrompt }])
    const early = floor.caller('early')
    floor.does({ type: 'CloseQueue', queueId: floor.queueId })
    expect(floor.does({ type: 'CloseQueue', queueId: floor.queueId })).toEqual([])
    const late = floor.caller('late')
    expect(floor.stageOf(early)).toEqual(['queued', floor.queueId])
    expect(floor.stageOf(late)).toEqual(['inFlow', 'closed'])
    floor.does({ type: 'OpenQueue', queueId: floor.queueId })
    expect(floor.stageOf(floor.caller('next'))).toEqual(['queued', floor.queueId])
  })

  it('whoever finds it full, into another, with the time that he has waited', () => {
    const floor = new Diverting([{ when: { kind: 'full', waiting: 1 }, to: toOverflow }])
    floor.caller('first')
    expect(floor.stageOf(floor.caller('second'))).toEqual(['queued', overflow])
    expect(floor.log.slice(-2)).toMatchObject([
      { type: 'InteractionDiverted', queueId: floor.queueId, cause: 'full', to: toOverflow },
      { type: 'InteractionQueued', queueId: overflow },
    ])
  })

  it('whoever nobody could ever serve, by presence and by what is asked in the end', () => {
    const skill = 'skl_ka' as SkillId
    const floor = new Diverting([{ when: { kind: 'nobody' }, to: closedPrompt }])
    expect(floor.stageOf(floor.caller('early'))).toEqual(['inFlow', 'closed'])
    const agentId = floor.agent('a')
    const asks = { requirement: { skillId: skill, least: 3 }, relaxation: null, level: 0, boostMs: 0 } as const
    expect(floor.stageOf(floor.caller('speaker', asks))).toEqual(['inFlow', 'closed'])
    const inTheEnd = { ...asks, relaxation: [{ afterMs: 60_000, isAnybody: true }] }
    expect(floor.stageOf(floor.caller('patient', inTheEnd))).toEqual(['queued', floor.queueId])
    floor.does({ type: 'SetPresence', agentId, presence: offline, by: 'agent' })
    expect(floor.stageOf(floor.caller('late'))).toEqual(['inFlow', 'closed'])
  })

  it('whoever has waited too long, and asks nobody for him any more', () => {
    const floor = new Diverting([{ when: { kind: 'waited', afterMs: 10_000 }, to: toOverflow }])
    const agentId = floor.agent('a')
    const interactionId = floor.caller('c')
    expect(floor.offerTo(agentId)).toBeDefined()
    floor.after(10_000)
    expect(floor.stageOf(interactionId)).toEqual(['queued', overflow])
    expect(floor.offerTo(agentId)).toBeUndefined()
    expect(floor.log.at(-3)).toMatchObject({ type: 'OfferWithdrawn', cause: 'diverted' })
    expect(floor.state.interactions.get(interactionId)?.waiting?.queuedAtMs).toBe(floor.nowMs - 10_000)
  })

  it('nobody into a queue that is gone, and goes on', () => {
    const floor = new Diverting([{ when: { kind: 'waited', afterMs: 10_000 }, to: toOverflow }])
    const interactionId = floor.caller('c')
    floor.does({ type: 'RemoveQueue', queueId: overflow })
    expect(floor.after(10_000).map(({ type }) => type)).toEqual(['DiversionDropped'])
    expect(floor.after(10_000)).toEqual([])
    expect(floor.stageOf(interactionId)).toEqual(['queued', floor.queueId])
  })

  it('nobody in a circle', () => {
    const floor = new Diverting([{ when: { kind: 'full', waiting: 0 }, to: toOverflow }], {
      diversions: [{ when: { kind: 'full', waiting: 0 }, to: { kind: 'queue', queueId: 'que_support' as QueueId } }],
    })
    const interactionId = floor.caller('c')
    expect(floor.stageOf(interactionId)).toEqual(['queued', floor.queueId])
    expect(floor.log.filter(({ type }) => type === 'InteractionDiverted')).toHaveLength(2)
  })

  it('by the first rule that holds', () => {
    const floor = new Diverting([
      { when: { kind: 'full', waiting: 5 }, to: toOverflow },
      { when: { kind: 'closed' }, to: toOverflow },
      { when: { kind: 'nobody' }, to: closedPrompt },
    ])
    expect(floor.stageOf(floor.caller('a'))).toEqual(['inFlow', 'closed'])
    floor.does({ type: 'CloseQueue', queueId: floor.queueId })
    expect(floor.stageOf(floor.caller('b'))).toEqual(['queued', overflow])
  })

  it('whoever comes after promises were broken, until they are kept again', () => {
    const floor = new Diverting([{ when: { kind: 'service-level', belowPercent: 50 }, to: toOverflow }])
    const busy = floor.agent('busy')
    const late = Array.from({ length: 15 }, (_, n) => floor.caller(`late${n + 10}`))
    floor.after(19_000)
    for (const interactionId of late) {
      floor.nowMs += 2000
      floor.accepts(busy)
      floor.does({ type: 'EndInteraction', interactionId, reason: 'agent-ended' })
      floor.does({ type: 'FinishWrapUp', interactionId, agentId: busy })
    }
    const next = floor.caller('next')
    expect(floor.stageOf(next)?.[1]).toBe(overflow)
    floor.nowMs += 6 * 3_600_000
    const later = floor.caller('later', undefined)
    expect(floor.stageOf(later)).toEqual(['queued', floor.queueId])
  })
})
