import { expect, it } from 'vitest'
import type { Segment } from '#protocol/http/interactions.ts'
import { timelineLayout } from './timeline-layout.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()
const segment = (kind: Segment['kind'], from: number, to?: number): Segment => ({
  kind,
  startedAt: at(from),
  ...(to === undefined ? {} : { endedAt: at(to) }),
})

it('puts what follows on the same lane and what overlaps on the next', () => {
  const pieces = timelineLayout([segment('queue', 0, 10), segment('offer', 4, 10), segment('talk', 10, 20)], 0)
  expect(pieces.map(({ segment: { kind }, start, length, lane }) => [kind, start, length, lane])).toEqual([
    ['queue', 0, 0.5, 0],
    ['offer', 0.2, 0.3, 1],
    ['talk', 0.5, 0.5, 0],
  ])
})

it('lets what still runs reach to now', () => {
  const [first] = timelineLayout([segment('talk', 0)], Date.parse(at(30)))
  expect(first).toMatchObject({ start: 0, length: 1 })
})

it('survives nothing, and segments without length', () => {
  expect(timelineLayout([], 0)).toEqual([])
  expect(timelineLayout([segment('flow', 5, 5)], 0)[0]).toMatchObject({ start: 0, length: 0 })
})
