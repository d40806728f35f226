import { describe, expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import type { MissedOffers } from './settings.ts'
import { Floor } from './testing/floor.ts'
import { whyNotReady } from './why-not.ts'

const ringMs = 20_000
const floorOf = (missedOffers?: MissedOffers) =>
  new Floor({ ringTimeoutMs: ringMs, wrapUpLimitMs: 0, ...(missedOffers && { missedOffers }) })
const presenceOf = (floor: Floor, agentId: AgentId) => floor.state.agents.get(agentId)?.presence
const notReady = { kind: 'notReady', reason: 'missed-offer' }

describe('who lets an offer ring out', () => {
  it('is not ready, where the queue says nothing', () => {
    const floor = floorOf()
    const ann = floor.agent('ann')
    floor.caller('c1')
    floor.after(ringMs)
    expect(presenceOf(floor, ann)).toEqual(notReady)
  })

  it('stays available and is passed over for a while, and not ready after so many in a row', () => {
    const floor = floorOf({ notReadyAfter: 2, coolDownMs: 30_000 })
    const ann = floor.agent('ann')
    const call = floor.caller('c1')
    floor.after(ringMs)
    expect([presenceOf(floor, ann), floor.offerTo(ann)]).toEqual([{ kind: 'available' }, undefined])
    // Her telephone is well.
    const agent = floor.state.agents.get(ann)
    expect(agent && whyNotReady(agent, 'voice')).toEqual({ kind: 'missed' })
    // The next agent has his chance meanwhile, and Ann hers when the time is over.
    const ben = floor.agent('ben')
    expect(floor.offerTo(ben)?.interactionId).toBe(call)
    floor.accepts(ben)
    const second = floor.caller('c2')
    expect(floor.offerTo(ann)).toBeUndefined()
    floor.after(30_000)
    expect(floor.offerTo(ann)?.interactionId).toBe(second)
    floor.after(ringMs)
    expect(presenceOf(floor, ann)).toEqual(notReady)
  })

  it('begins anew once he answered one, or came back', () => {
    const floor = floorOf({ notReadyAfter: 2, coolDownMs: 5000 })
    const ann = floor.agent('ann')
    floor.caller('c1')
    floor.after(ringMs)
    floor.after(5000)
    floor.accepts(ann)
    expect(floor.state.agents.get(ann)?.missed).toBeUndefined()
    floor.does({ type: 'EndInteraction', interactionId: 'int_c1' as never, agentId: ann, reason: 'agent-ended' })
    floor.caller('c2')
    floor.after(ringMs)
    expect(presenceOf(floor, ann)).toEqual({ kind: 'available' })
    floor.after(5000)
    floor.after(ringMs)
    expect(presenceOf(floor, ann)).toEqual(notReady)
    floor.does({ type: 'SetPresence', agentId: ann, presence: { kind: 'available' }, by: 'agent' })
    expect(floor.state.agents.get(ann)?.missed).toBeUndefined()
  })

  it('is never set not ready where the queue says so, and asked again after each pause', () => {
    const floor = floorOf({ notReadyAfter: 0, coolDownMs: 10_000 })
    const ann = floor.agent('ann')
    const call = floor.caller('c1')
    for (let time = 0; time < 5; time++) {
      expect(floor.offerTo(ann)?.interactionId).toBe(call)
      floor.after(ringMs)
      expect(presenceOf(floor, ann)).toEqual({ kind: 'available' })
      floor.after(10_000)
    }
  })
})

it('a rule that could not be carried out is refused', () => {
  const floor = floorOf()
  const settings = floor.state.queues.get(floor.queueId)?.settings
  if (!settings) throw new Error('there is no queue')
  const configure = (missedOffers: MissedOffers) =>
    floor.refusal({ type: 'ConfigureQueue', queueId: floor.queueId, settings: { ...settings, missedOffers } })
  expect(configure({ notReadyAfter: 101, coolDownMs: 5000 })).toBe('wrong-settings')
  expect(configure({ notReadyAfter: 1, coolDownMs: 0 })).toBe('wrong-settings')
  expect(configure({ notReadyAfter: 3, coolDownMs: 5000 })).toBeNull()
})
