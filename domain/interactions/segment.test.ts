import { expect, it } from 'vitest'
import type { AgentId, InteractionId, OfferId, QueueId } from '#kernel/ids.ts'
import { foldSegments, type Segment, type SegmentFact } from './index.ts'

const interactionId = 'int_1' as InteractionId
const queueId = 'que_1' as QueueId
const aylin = { agentId: 'agt_aylin' as AgentId, offerId: 'off_1' as OfferId, queueId }
const levan = { agentId: 'agt_levan' as AgentId, offerId: 'off_2' as OfferId, queueId }
const at = (atMs: number) => ({ atMs, interactionId })

const lineOf = ({ kind, fromMs, toMs, agentId, outcome }: Segment) => [kind, fromMs, toMs, agentId, outcome]
const fold = (facts: readonly SegmentFact[]) => facts.reduce(foldSegments, [] as readonly Segment[])

it('a call with a missed offer, a hold and a wrap-up', () => {
  const segments = fold([
    { type: 'InteractionBegan', ...at(0) },
    { type: 'InteractionQueued', queueId, ...at(5) },
    { type: 'OfferMade', ...aylin, ...at(5) },
    { type: 'OfferMissed', ...aylin, ...at(25) },
    { type: 'OfferMade', ...levan, ...at(25) },
    { type: 'OfferAccepted', ...levan, ...at(30) },
    { type: 'InteractionHeld', ...at(40) },
    { type: 'InteractionRetrieved', ...at(45) },
    { type: 'InteractionEnded', reason: 'customer-left', isAbandoned: false, ...at(60) },
    { type: 'WrapUpStarted', agentId: levan.agentId, ...at(60) },
    { type: 'WrapUpFinished', agentId: levan.agentId, cause: 'agent', ...at(70) },
  ])
  expect(segments.map(lineOf)).toEqual([
    ['flow', 0, 5, null, 'queued'],
    ['queue', 5, 30, null, 'accepted'],
    ['offer', 5, 25, 'agt_aylin', 'missed'],
    ['offer', 25, 30, 'agt_levan', 'accepted'],
    ['talk', 30, 40, 'agt_levan', 'held'],
    ['hold', 40, 45, 'agt_levan', 'retrieved'],
    ['talk', 45, 60, 'agt_levan', 'customer-left'],
    ['wrapUp', 60, 70, 'agt_levan', 'finished'],
  ])
  expect(segments.map((segment) => segment.ordinal)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

it('of several who are asked at once each has an end of his own', () => {
  const nino = { agentId: 'agt_nino' as AgentId, offerId: 'off_3' as OfferId, queueId }
  const segments = fold([
    { type: 'InteractionBegan', ...at(0) },
    { type: 'InteractionQueued', queueId, ...at(0) },
    ...[aylin, levan, nino].map((one) => ({ type: 'OfferMade' as const, ...one, ...at(0) })),
    { type: 'OfferDeclined', ...levan, ...at(4) },
    { type: 'OfferWithdrawn', ...aylin, ...at(7) },
    { type: 'OfferAccepted', ...nino, ...at(7) },
  ])
  expect(segments.slice(1).map(lineOf)).toEqual([
    ['queue', 0, 7, null, 'accepted'],
    ['offer', 0, 7, 'agt_aylin', 'withdrawn'],
    ['offer', 0, 4, 'agt_levan', 'declined'],
    ['offer', 0, 7, 'agt_nino', 'accepted'],
    ['talk', 7, null, 'agt_nino', null],
  ])
})

it('a lost agent in mid-hold leads back to the queue', () => {
  const carried = [
    { type: 'InteractionBegan', ...at(0) },
    { type: 'InteractionQueued', queueId, ...at(0) },
    { type: 'OfferMade', ...aylin, ...at(0) },
    { type: 'OfferAccepted', ...aylin, ...at(1) },
    { type: 'InteractionHeld', ...at(2) },
    { type: 'InteractionReturned', cause: 'agent-lost', queueId, ...at(3) },
    { type: 'InteractionEnded', reason: 'customer-left', isAbandoned: true, ...at(9) },
  ] as const
  expect(fold(carried).slice(3).map(lineOf)).toEqual([
    ['talk', 1, 2, 'agt_aylin', 'held'],
    ['hold', 2, 3, 'agt_aylin', 'agent-lost'],
    ['queue', 3, 9, null, 'abandoned'],
  ])
})

it('leaves untouched segments the same objects', () => {
  const before = fold([
    { type: 'InteractionBegan', ...at(0) },
    { type: 'InteractionQueued', queueId, ...at(1) },
  ])
  const after = foldSegments(before, { type: 'OfferMade', ...aylin, ...at(2) })
  expect(after[0]).toBe(before[0])
  expect(after[1]).toBe(before[1])
})
