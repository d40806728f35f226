import { describe, expect, it } from 'vitest'
import { waitMs } from '#domain/reporting/index.ts'
import type { RoutingEvent, RoutingEventOf } from '#domain/routing/index.ts'
import { beginRecord, follow, type InteractionRecord } from './interaction-record.ts'

/** Events as far as the history reads them, at seconds. */
const at = (second: number, event: object): RoutingEvent =>
  ({ version: 1, atMs: second * 1000, ...event }) as RoutingEvent
const story = (...events: RoutingEvent[]): InteractionRecord => {
  const record = beginRecord(
    at(0, { type: 'InteractionBegan', interactionId: 'i' }) as RoutingEventOf<'InteractionBegan'>,
  )
  for (const event of events) follow(record, event)
  return record
}
const told = (record: InteractionRecord) =>
  record.segments.map(
    ({ kind, fromMs, toMs, outcome }) =>
      `${kind} ${fromMs / 1000}-${toMs === null ? '' : toMs / 1000} ${outcome ?? 'runs'}`,
  )
const queued = (second: number) => at(second, { type: 'InteractionQueued', queueId: 'q' })
const offered = (second: number, offerId: string) =>
  at(second, { type: 'OfferMade', offerId, agentId: 'a', queueId: 'q' })
const accepted = (second: number, offerId: string) =>
  at(second, { type: 'OfferAccepted', offerId, agentId: 'a', queueId: 'q' })

describe('an interaction in the history', () => {
  it('that was held has talk, hold and talk, and their sums', () => {
    const record = story(
      queued(1),
      offered(2, 'o1'),
      accepted(5, 'o1'),
      at(10, { type: 'InteractionHeld', agentId: 'a' }),
      at(14, { type: 'InteractionRetrieved', agentId: 'a' }),
      at(20, {
        type: 'InteractionEnded',
        reason: 'customer-left',
        stage: 'engaged',
        isAbandoned: false,
        isWrapUpDue: true,
      }),
      at(20, { type: 'WrapUpStarted', agentId: 'a' }),
      at(50, { type: 'WrapUpFinished', agentId: 'a', cause: 'limit' }),
    )
    expect(told(record)).toEqual([
      'flow 0-1 queued',
      'queue 1-5 accepted',
      'offer 2-5 accepted',
      'talk 5-10 held',
      'hold 10-14 retrieved',
      'talk 14-20 customer-left',
      'wrapUp 20-50 limit',
    ])
    expect(record).toMatchObject({ state: 'ended', endedAtMs: 20_000, talkEndedAtMs: 20_000 })
  })

  it('that nobody answered tells each offer’s fate and is abandoned', () => {
    const record = story(
      queued(0),
      offered(1, 'o1'),
      at(21, { type: 'OfferMissed', offerId: 'o1' }),
      offered(21, 'o2'),
      at(30, {
        type: 'InteractionEnded',
        reason: 'customer-left',
        stage: 'queued',
        isAbandoned: true,
        isWrapUpDue: false,
      }),
      at(30, { type: 'OfferWithdrawn', offerId: 'o2', cause: 'interaction-ended' }),
    )
    expect(told(record)).toEqual([
      'flow 0-0 queued',
      'queue 0-30 abandoned',
      'offer 1-21 missed',
      'offer 21-30 withdrawn',
    ])
    expect(record).toMatchObject({ state: 'ended', isAbandoned: true, talkEndedAtMs: null })
  })

  it('whose agent was lost waits again, and both waits count', () => {
    const record = story(
      queued(0),
      offered(0, 'o1'),
      accepted(3, 'o1'),
      at(9, { type: 'InteractionReturned', queueId: 'q', cause: 'agent-lost' }),
      offered(9, 'o2'),
      accepted(11, 'o2'),
    )
    expect(record.state).toBe('engaged')
    expect(waitMs(record.segments, 11_000)).toBe(5000)
    expect(told(record).at(-1)).toBe('talk 11- runs')
  })
})
