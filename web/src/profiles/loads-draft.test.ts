import { expect, it } from 'vitest'
import { channelDrafts, channelLoadsOf, mostInHand, wrongPart } from './loads-draft.ts'

const loads = [
  { channel: 'voice' as const, atOnce: 1, weight: 100, interruptedBy: [] },
  { channel: 'task' as const, atOnce: 3, weight: 40, interruptedBy: ['voice' as const] },
]
const [voice, task] = channelDrafts(loads) as [
  ReturnType<typeof channelDrafts>[number],
  ReturnType<typeof channelDrafts>[number],
]

it('reads what stands, and writes the same', () => {
  expect(channelLoadsOf(channelDrafts([...loads].reverse()))).toEqual(loads)
})

it('gives as many as both numbers allow', () => {
  expect(mostInHand(task)).toBe(2)
  expect(mostInHand({ ...task, weight: '0' })).toBe(3)
  expect(mostInHand(voice)).toBe(1)
})

it('lets nobody talk to two, and takes whole numbers', () => {
  expect(wrongPart({ ...voice, atOnce: '2' })).toBe('atOnce')
  expect(wrongPart({ ...task, weight: '101' })).toBe('weight')
  expect(mostInHand({ ...task, weight: 'heavy' })).toBeUndefined()
})
