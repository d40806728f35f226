import { describe, expect, it } from 'vitest'
import type { InteractionId } from '#kernel/ids.ts'
import { waitInWords } from './announcing/wait-in-words.ts'
import { brokenTruths, defaultQueueSettings, nextDueMs, type QueueSettings, type RoutingEvent } from './index.ts'
import { Floor } from './testing/floor.ts'

const changes = (floor: Floor, settings: Partial<QueueSettings>) =>
  floor.does({ type: 'ConfigureQueue', queueId: floor.queueId, settings: { ...defaultQueueSettings, ...settings } })

const announcements = { saysPosition: true, saysWait: true, firstAfterMs: 10_000, everyMs: 30_000 }

describe('what a wait is called', () => {
  const minutes = (count: number) => waitInWords(count * 60_000)

  it('is rounded to what anybody can know, rather up than down', () => {
    expect(waitInWords(0)).toEqual({ is: 'under', minutes: 1 })
    expect(waitInWords(59_999)).toEqual({ is: 'under', minutes: 1 })
    expect(minutes(1)).toEqual({ is: 'about', minutes: 1 })
    expect(minutes(1.1)).toEqual({ is: 'about', minutes: 1 })
    expect(minutes(1.2)).toEqual({ is: 'about', minutes: 2 })
    expect(minutes(5.4)).toEqual({ is: 'about', minutes: 5 })
    expect(minutes(5.6)).toEqual({ is: 'about', minutes: 7 })
    expect(minutes(12)).toEqual({ is: 'about', minutes: 15 })
    expect(minutes(66)).toEqual({ is: 'about', minutes: 60 })
    expect(minutes(67)).toEqual({ is: 'over', minutes: 60 })
  })
})

describe('callers who wait are told', () => {
  const told = (events: readonly RoutingEvent[]) =>
    events.flatMap((event) => (event.type === 'WaitAnnounced' ? [event] : []))

  it('where they stand, for the first time after so long and then every so often', () => {
    const floor = new Floor({ announcements })
    const first = floor.caller('first')
    floor.nowMs += 4000
    const second = floor.caller('second')
    expect(told(floor.after(5999))).toEqual([])
    expect(told(floor.after(1))).toMatchObject([{ interactionId: first, position: 1 }])
    expect(told(floor.after(4000))).toMatchObject([{ interactionId: second, position: 2 }])
    expect(told(floor.after(25_999))).toEqual([])
    expect(told(floor.after(1))).toMatchObject([{ interactionId: first, position: 1 }])
    expect(nextDueMs(floor.state)).toBe(floor.nowMs + 4000)
  })

  it('by the order of the queue: whoever is raised stands before them', () => {
    const floor = new Floor({ announcements })
    const first = floor.caller('first')
    const second = floor.caller('second')
    floor.does({ type: 'ChangePriority', interactionId: second, level: 5, boostMs: 0 })
    const events = told(floor.after(10_000))
    expect(new Map(events.map(({ interactionId, position }) => [interactionId, position]))).toEqual(
      new Map([
        [second, 1],
        [first, 2],
      ]),
    )
    expect(brokenTruths(floor.state, events)).toEqual([])
  })

  it('nothing while somebody is asked for them, but with whom somebody is asked for before them', () => {
    const floor = new Floor({ announcements, ringTimeoutMs: 15_000 })
    floor.agent('aylin')
    const rung = floor.caller('rung')
    const waits = floor.caller('waits')
    expect(told(floor.after(10_000))).toMatchObject([{ interactionId: waits, position: 2 }])
    // Nobody answers, and nobody else is there: he is told then, at his place.
    expect(told(floor.after(5000))).toMatchObject([{ interactionId: rung, position: 1 }])
  })

  it('nothing in the moment in which the next is asked for them', () => {
    const floor = new Floor({ announcements, ringTimeoutMs: 15_000 })
    floor.agent('aylin')
    floor.agent('levan')
    floor.caller('rung')
    const events = floor.after(15_000)
    expect(events.map(({ type }) => type)).toContain('OfferMade')
    expect(told(events)).toEqual([])
  })

  it('how long it will take, in words, as soon as anybody can say', () => {
    const floor = new Floor({ announcements: { ...announcements, firstAfterMs: 0 }, wrapUpLimitMs: 0 })
    floor.caller('early')
    const [last] = told(floor.after(0))
    expect(last).toMatchObject({ position: 1 })
    expect(last).not.toHaveProperty('wait')
    const aylin = floor.agent('aylin')
    // Each talk takes five minutes while others wait: that is the pace.
    for (const name of ['a', 'b', 'c', 'd']) floor.caller(name)
    for (let taken = 0; taken < 4; taken++) {
      const interactionId = floor.offerTo(aylin)?.interactionId as InteractionId
      floor.accepts(aylin)
      floor.after(300_000)
      floor.does({ type: 'EndInteraction', interactionId, reason: 'agent-ended' })
    }
    floor.accepts(aylin)
    floor.caller('late')
    const [late] = told(floor.after(0))
    expect(late?.wait?.is).toBe('about')
    expect(late?.expected?.by).toBe('queue-length')
    expect(late?.wait).toEqual(waitInWords(late?.expected?.likelyMs ?? 0))
  })

  it('by what the queue says now, and nothing any more where it says nothing any more', () => {
    const floor = new Floor({ announcements })
    floor.caller('first')
    changes(floor, { announcements: { ...announcements, saysPosition: false, comfort: 'thank-you-for-waiting' } })
    const [only] = told(floor.after(10_000))
    expect(only).toMatchObject({ comfort: 'thank-you-for-waiting' })
    expect(only).not.toHaveProperty('position')
    changes(floor, {})
    expect(told(floor.after(30_000))).toMatchObject([{ type: 'WaitAnnounced' }])
    expect(nextDueMs(floor.state)).toBeUndefined()
  })

  it('nothing on top of the offer to call back', () => {
    const callback = {
      ...({ dials: 'agent-first', retryAfterMs: [], ringTimeoutMs: 30_000 } as const),
      offer: { standardMs: 9000, key: '1', prompt: 'callback-offer' },
    } as const
    const floor = new Floor({ announcements, callback })
    floor.caller('first')
    expect(floor.after(9000).map(({ type }) => type)).toEqual(['CallbackOffered'])
    expect(told(floor.after(14_999))).toEqual([])
    expect(told(floor.after(1))).toHaveLength(1)
  })

  it('only what makes sense is taken', () => {
    const floor = new Floor()
    const refusal = (change: object) =>
      floor.refusal({
        ...{ type: 'ConfigureQueue', queueId: floor.queueId },
        settings: { ...defaultQueueSettings, announcements: { ...announcements, ...change } },
      })
    expect(refusal({})).toBeNull()
    expect(refusal({ everyMs: 14_999 })).toBe('wrong-settings')
    expect(refusal({ firstAfterMs: -1 })).toBe('wrong-settings')
    expect(refusal({ saysPosition: false, saysWait: false })).toBe('wrong-settings')
    expect(refusal({ comfort: '../x' })).toBe('wrong-settings')
  })
})
