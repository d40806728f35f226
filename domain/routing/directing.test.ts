import { beforeEach, describe, expect, it } from 'vitest'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { Floor } from './testing/floor.ts'

let floor: Floor
beforeEach(() => {
  floor = new Floor({ wrapUpLimitMs: 0 })
})
const push = (interactionId: InteractionId, agentId: AgentId) =>
  ({ type: 'PushInteraction', interactionId, agentId }) as const
const waitsIn = (interactionId: InteractionId) => floor.state.interactions.get(interactionId)?.waiting?.queueId

describe('a supervisor pushes what waits', () => {
  it('to a person, though others came before and another one has been idle for longer', () => {
    const [ann, ben] = [floor.agent('ann'), floor.agent('ben')]
    floor.caller('first')
    floor.accepts(ann)
    const second = floor.caller('second')
    expect(floor.offerTo(ben)?.interactionId).toBe(second)
    const third = floor.caller('third')
    floor.does({ type: 'EndInteraction', interactionId: 'int_first' as InteractionId, reason: 'agent-ended' })
    expect(floor.offerTo(ann)?.interactionId).toBe(third)
    // Both are being asked; the third is to be Ben's, who declines the second.
    const offerId = floor.offerTo(ben)?.offerId
    if (!offerId) throw new Error('nobody asks Ben')
    floor.does({ type: 'DeclineOffer', offerId, agentId: ben })
    const events = floor.does(push(third, ben))
    expect(events.map(({ type }) => type)).toEqual(['OfferWithdrawn', 'OfferMade', 'OfferMade'])
    expect(events[1]).toMatchObject({ agentId: ben, interactionId: third, why: { isPushed: true } })
    // Whoever was asked for it before is free for who waits.
    expect(floor.offerTo(ann)?.interactionId).toBe(second)
  })

  it('also to who declined it, and who does not serve its queue', () => {
    const other = floor.opens('other', { channel: 'voice' })
    const ann = floor.agent('ann')
    const guest = floor.agent('guest', { memberships: [{ queueId: other, priority: 0 }] })
    const call = floor.caller('c1')
    const offerId = floor.offerTo(ann)?.offerId
    if (!offerId) throw new Error('nobody asks Ann')
    floor.does({ type: 'DeclineOffer', offerId, agentId: ann })
    floor.does(push(call, ann))
    expect(floor.offerTo(ann)?.interactionId).toBe(call)
    floor.does(push(call, guest))
    expect([floor.offerTo(ann), floor.offerTo(guest)?.interactionId]).toEqual([undefined, call])
    floor.accepts(guest)
    expect(floor.workOf(guest)).toBe('engaged')
  })

  it('and nobody twice, nor to who cannot take it', () => {
    const ann = floor.agent('ann')
    floor.caller('c1')
    floor.accepts(ann)
    const call = floor.caller('c2')
    expect(floor.refusal(push(call, ann))).toBe('agent-full')
    const ben = floor.agent('ben')
    expect(floor.does(push(call, ben))).toEqual([])
    floor.does({ type: 'SetPresence', agentId: ben, presence: { kind: 'break', reason: 'lunch' }, by: 'agent' })
    expect(floor.refusal(push(call, ben))).toBe('agent-not-available')
    const eve = floor.agent('eve')
    floor.accepts(eve)
    expect(floor.refusal(push(call, ben))).toBe('wrong-stage')
    expect(floor.refusal(push('int_none' as InteractionId, ben))).toBe('no-such-interaction')
    const next = floor.caller('c3')
    const away = floor.agent('away')
    const { stationId } = floor.stationOf(away)
    floor.does({ type: 'StationUnreachable', agentId: away, stationId })
    expect(floor.refusal(push(next, away))).toBe('destination-unreachable')
  })
})

describe('a supervisor moves what waits', () => {
  it('to another queue, in which it has its turn by the time that it has waited', () => {
    const other = floor.opens('other', { channel: 'voice', wrapUpLimitMs: 0 })
    const early = floor.caller('early')
    floor.after(5000)
    floor.does({ type: 'MoveInteraction', interactionId: early, queueId: other })
    expect(floor.state.interactions.get(early)?.waiting).toMatchObject({ queueId: other, queuedAtMs: 1_000_000 })
    const ann = floor.agent('ann', { memberships: [{ queueId: other, priority: 0 }] })
    expect(floor.offerTo(ann)?.interactionId).toBe(early)
    // Taken back from whom it rings at, when it goes where he is not asked.
    floor.does({ type: 'MoveInteraction', interactionId: early, queueId: floor.queueId })
    expect([floor.offerTo(ann), waitsIn(early)]).toEqual([undefined, floor.queueId])
    expect(floor.does({ type: 'MoveInteraction', interactionId: early, queueId: floor.queueId })).toEqual([])
  })

  it('and into no queue of another channel', () => {
    const tasks = floor.opens('tasks')
    const call = floor.caller('c1')
    expect(floor.refusal({ type: 'MoveInteraction', interactionId: call, queueId: tasks })).toBe('no-such-queue')
  })
})

it('a supervisor removes what waits, and not what somebody has', () => {
  const ann = floor.agent('ann')
  const call = floor.caller('c1')
  floor.accepts(ann)
  expect(floor.refusal({ type: 'RemoveInteraction', interactionId: call })).toBe('wrong-stage')
  const waiting = floor.caller('c2')
  floor.does({ type: 'RemoveInteraction', interactionId: waiting })
  expect(floor.state.interactions.has(waiting)).toBe(false)
  expect(floor.log.at(-1)).toMatchObject({ type: 'InteractionEnded', reason: 'supervisor-ended', isAbandoned: false })
})
