import { describe, expect, it } from 'vitest'
import { fromSnapshot, readStreamMessage, withDelta } from './topic-state.ts'

const snapshot = fromSnapshot({ type: 'snapshot', topic: 'queues', position: 7, entries: { a: 1, b: 2 } })

describe('a topic', () => {
  it('is its snapshot and then what deltas set and remove', () => {
    const next = withDelta(snapshot, {
      type: 'delta',
      topic: 'queues',
      position: 9,
      set: { b: 3, c: 4 },
      remove: ['a'],
    })
    expect(next).toEqual({ position: 9, entries: { b: 3, c: 4 } })
  })
  it('is not changed by a delta that it has seen', () => {
    expect(withDelta(snapshot, { type: 'delta', topic: 'queues', position: 7, set: { a: 9 }, remove: [] })).toBe(
      snapshot,
    )
  })
})

describe('frames of the stream', () => {
  it('are left alone when they are none of ours', () => {
    const frames = [
      '',
      'null',
      '[]',
      '{"type":"delta"}',
      '{"type":"snapshot","topic":"weather","position":1,"entries":{}}',
    ]
    expect(frames.map(readStreamMessage)).toEqual(frames.map(() => undefined))
  })
  it('are read when they are', () => {
    const hello = { type: 'hello', origin: 'o1', serverTimeMs: 5 }
    expect(readStreamMessage(JSON.stringify(hello))).toEqual(hello)
    const delta = { type: 'delta', topic: 'desk', position: 2, set: {}, remove: ['offer:x'] }
    expect(readStreamMessage(JSON.stringify(delta))).toEqual(delta)
  })
})
