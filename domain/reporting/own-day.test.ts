import { expect, it } from 'vitest'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { Segment, SegmentKind, SegmentOutcome } from '../interactions/index.ts'
import { ownDay, type PresenceSince } from './index.ts'

const of = (
  interaction: string,
  kind: SegmentKind,
  fromMs: number,
  toMs: number | null,
  outcome: SegmentOutcome | null = null,
): Segment => ({
  interactionId: interaction as InteractionId,
  ordinal: 0,
  ...{ kind, fromMs, toMs, outcome },
  queueId: null,
  agentId: 'agt_1' as AgentId,
  offerId: null,
})
const available = (atMs: number): PresenceSince => ({ atMs, presence: { kind: 'available' } })
const day = { fromMs: 1000, nowMs: 2000 }

it('counts what he had in hand, what was offered, and for how long', () => {
  const segments = [
    of('a', 'offer', 1000, 1010, 'accepted'),
    of('a', 'talk', 1010, 1100, 'held'),
    of('a', 'hold', 1100, 1150, 'retrieved'),
    of('a', 'talk', 1150, 1200, 'customer-left'),
    of('a', 'wrapUp', 1200, 1260, 'finished'),
    of('b', 'offer', 1300, 1320, 'missed'),
    of('c', 'offer', 1400, 1410, 'declined'),
    of('d', 'offer', 1500, 1505, 'withdrawn'),
    // A task that runs still.
    of('e', 'offer', 1850, 1860, 'accepted'),
    of('e', 'work', 1860, null),
  ]
  const figures = ownDay(segments, [available(900)], day)
  expect(figures).toMatchObject({
    handled: 2,
    offers: { accepted: 2, declined: 1, missed: 1 },
    ...{ talkMs: 140 + 140, holdMs: 50, wrapUpMs: 60, meanTalkMs: 140, meanHoldMs: 25, meanWrapUpMs: 30 },
    availableMs: 1000,
    occupancy: (250 + 140) / 1000,
  })
})

it('cuts off what began before midnight, and counts its contact on the day before', () => {
  const segments = [of('a', 'talk', 900, 1050, 'held'), of('a', 'hold', 1050, 1060), of('a', 'talk', 1060, 1100)]
  expect(ownDay(segments, [], day)).toMatchObject({ handled: 0, talkMs: 90, holdMs: 10, meanTalkMs: null })
})

it('sums breaks by their reason, and lets each count as its reason says', () => {
  const presences: PresenceSince[] = [
    { atMs: 500, presence: { kind: 'offline' } },
    available(1100),
    { atMs: 1200, presence: { kind: 'break', reason: 'lunch' } },
    available(1500),
    { atMs: 1600, presence: { kind: 'break', reason: 'training', countsAs: 'work' } },
    { atMs: 1700, presence: { kind: 'break', reason: 'lunch' } },
    { atMs: 1800, presence: { kind: 'notReady', reason: 'requested' } },
  ]
  const figures = ownDay([], presences, day)
  expect(figures.breaks).toEqual([
    { reason: 'lunch', ms: 400, times: 2 },
    { reason: 'training', ms: 100, times: 1 },
  ])
  expect(figures).toMatchObject({ availableMs: 200, notReadyMs: 200, occupancy: 100 / 300 })
})

it('counts two things in hand at once as one time of work', () => {
  const segments = [of('a', 'work', 1000, 1600), of('b', 'talk', 1200, 1700), of('b', 'wrapUp', 1700, 1800)]
  expect(ownDay(segments, [available(0)], day).occupancy).toBe(0.8)
})

it('of nothing is nothing', () => {
  expect(ownDay([], [], day)).toMatchObject({ handled: 0, occupancy: null, meanWrapUpMs: null, breaks: [] })
})
