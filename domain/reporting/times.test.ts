import { describe, expect, it } from 'vitest'
import type { InteractionId, QueueId } from '#kernel/ids.ts'
import type { Segment, SegmentKind, SegmentOutcome } from '../interactions/index.ts'
import { answerSpeedMs, handleMs, holdMs, ringMs, serviceLevel, talkMs, waitMs, wrapUpMs } from './index.ts'

const segment = (kind: SegmentKind, fromMs: number, toMs: number | null, outcome: SegmentOutcome | null): Segment => ({
  interactionId: 'int_1' as InteractionId,
  ordinal: 0,
  kind,
  fromMs,
  toMs,
  queueId: 'que_1' as QueueId,
  agentId: null,
  offerId: null,
  outcome,
})
const answeredAfter = (ms: number) => [
  segment('queue', 100, 100 + ms, 'accepted'),
  segment('talk', 100 + ms, 9000, 'customer-left'),
]
const abandonedAfter = (ms: number) => [segment('queue', 100, 100 + ms, 'abandoned')]

it('times are sums of segments; missed offers are no ringing', () => {
  const call = [
    segment('flow', 0, 10, 'queued'),
    segment('queue', 10, 60, 'accepted'),
    segment('offer', 10, 30, 'missed'),
    segment('offer', 50, 60, 'accepted'),
    segment('talk', 60, 100, 'held'),
    segment('hold', 100, 115, 'retrieved'),
    segment('talk', 115, 200, 'customer-left'),
    segment('wrapUp', 200, 230, 'finished'),
  ]
  const times = [waitMs, ringMs, talkMs, holdMs, wrapUpMs, handleMs].map((time) => time(call, 0))
  expect(times).toEqual([50, 10, 125, 15, 30, 170])
  expect(answerSpeedMs(call)).toBe(50)
})

it('a running segment counts up to now', () => {
  expect(talkMs([segment('talk', 60, null, null)], 75)).toBe(15)
})

describe('the service level', () => {
  const day = [answeredAfter(5), answeredAfter(20), answeredAfter(21), abandonedAfter(3), abandonedAfter(90)]

  it.each([
    ['counts-against', 2 / 5],
    ['short-are-left-out', 2 / 4],
    ['left-out', 2 / 3],
  ] as const)('with abandoned ones %s is %d', (rule, expected) => {
    expect(serviceLevel(day, 20, rule)).toBe(expected)
  })

  it('of nothing is nothing', () => {
    expect(serviceLevel([], 20, 'left-out')).toBeNull()
    expect(serviceLevel([[segment('queue', 0, null, null)]], 20, 'counts-against')).toBeNull()
  })
})
