import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { messagesIn } from '#protocol/edge/frames.ts'
import { Outbox } from './outbox.ts'

it('sends what is said in one turn in one frame, in its order', async () => {
  const frames: string[] = []
  const outbox = new Outbox((frame) => frames.push(frame))
  for (const seq of [1, 2, 3]) outbox.put({ seq })
  await Promise.resolve().then(() => outbox.put({ seq: 4 }))
  expect(frames).toEqual([])
  await nextTurn()
  outbox.put({ seq: 5 })
  await nextTurn()
  expect(frames.map(messagesIn)).toEqual([[{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }], [{ seq: 5 }]])
})

it('keeps frames short, and nothing back before a goodbye', async () => {
  const frames: string[] = []
  const outbox = new Outbox((frame) => frames.push(frame))
  outbox.put({ text: 'x'.repeat(40_000) })
  outbox.put({ text: 'y'.repeat(40_000) })
  outbox.put({ text: 'z' })
  expect(frames).toHaveLength(1)
  outbox.flush()
  expect(frames).toHaveLength(2)
  await nextTurn()
  expect(frames.flatMap((frame) => messagesIn(frame) ?? [])).toHaveLength(3)
  expect(frames).toHaveLength(2)
})

it('takes what is said as it was then', async () => {
  const frames: string[] = []
  const outbox = new Outbox((frame) => frames.push(frame))
  const legs = ['a']
  outbox.put({ legs })
  legs.push('b')
  await nextTurn()
  expect(frames).toEqual(['{"legs":["a"]}'])
})
