import { describe, expect, it } from 'vitest'
import type { InteractionId } from '#kernel/ids.ts'
import type { Channel } from '../interactions/index.ts'
import { hasRoomFor, interruptedBy, isWorkableCapacity } from './capacity.ts'
import type { HeldWork } from './state.ts'

let count = 0
const held = (channel: Channel, workState: HeldWork['workState'] = 'engaged'): HeldWork => ({
  interactionId: `int_${++count}` as InteractionId,
  channel,
  workState,
  sinceMs: count,
})
const capacity = { voice: 1, video: 1, email: 4, chat: 3, task: 5 }
const agent = (...work: HeldWork[]) => ({ settings: { capacity }, work })

describe('what an agent can bear', () => {
  it('is one voice and nothing beside it', () => {
    expect(hasRoomFor(agent(), 'voice')).toBe(true)
    for (const channel of ['voice', 'video', 'chat', 'email', 'task'] as const) {
      expect(hasRoomFor(agent(held('voice')), channel), channel).toBe(false)
    }
  })

  it('is never two voices, whatever they weigh', () => {
    const light = { settings: { capacity, weights: { voice: 10, video: 10 } }, work: [held('voice')] }
    expect(hasRoomFor(light, 'video')).toBe(false)
    expect(hasRoomFor(light, 'email')).toBe(true)
  })

  it('is so many of a channel, and a hundred in all', () => {
    expect(hasRoomFor(agent(held('email'), held('email'), held('email')), 'email')).toBe(true)
    expect(hasRoomFor(agent(held('email'), held('email'), held('email'), held('email')), 'task')).toBe(false)
    expect(hasRoomFor(agent(held('task'), held('task'), held('task'), held('task'), held('task')), 'task')).toBe(false)
    expect(hasRoomFor(agent(held('email'), held('chat'), held('task')), 'task')).toBe(true)
    expect(hasRoomFor(agent(held('email'), held('chat'), held('chat')), 'task')).toBe(false)
  })

  it('counts what is offered and what is written up', () => {
    expect(hasRoomFor(agent(held('voice', 'offered')), 'task')).toBe(false)
    expect(hasRoomFor(agent(held('voice', 'wrapUp')), 'task')).toBe(false)
    expect(hasRoomFor(agent(held('task', 'offered')), 'voice')).toBe(false)
    expect(hasRoomFor(agent(held('task', 'wrapUp')), 'voice')).toBe(false)
  })

  it('leaves room for a call beside what it interrupts, and for nobody else', () => {
    expect(hasRoomFor(agent(held('email'), held('task')), 'voice')).toBe(true)
    expect(hasRoomFor(agent(held('chat')), 'voice')).toBe(false)
    const stubborn = { settings: { capacity, interruptedBy: {} }, work: [held('task')] }
    expect(hasRoomFor(stubborn, 'voice')).toBe(false)
  })

  it('is nothing of a channel that he does not take', () => {
    expect(hasRoomFor({ settings: { capacity: { voice: 1 } }, work: [] }, 'task')).toBe(false)
  })
})

describe('a call that takes an agent', () => {
  it('takes him from all that it interrupts when it takes all of him', () => {
    const [email, task] = [held('email'), held('task')]
    expect(interruptedBy(agent(email, task, held('voice', 'offered')), 'voice')).toEqual([task, email])
  })

  it('takes him from no more than it needs, the latest first', () => {
    const [first, second] = [held('email'), held('email')]
    const work = [first, second, held('voice', 'offered')]
    const half = { settings: { capacity, weights: { voice: 60 } }, work }
    expect(interruptedBy(half, 'voice')).toEqual([second])
    expect(interruptedBy({ settings: { capacity, weights: { voice: 50 } }, work }, 'voice')).toEqual([])
  })
})

it('refuses settings that cannot be carried out', () => {
  expect(isWorkableCapacity({ capacity })).toBe(true)
  expect(isWorkableCapacity({ capacity: { voice: 2 } })).toBe(false)
  expect(isWorkableCapacity({ capacity: { task: 101 } })).toBe(false)
  expect(isWorkableCapacity({ capacity, weights: { task: 101 } })).toBe(false)
  expect(isWorkableCapacity({ capacity, weights: { task: -1 } })).toBe(false)
})
