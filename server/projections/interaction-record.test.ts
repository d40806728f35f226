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

describe('a call out in the history', () => {
  const dialed = () =>
    beginRecord(
      at(0, { type: 'InteractionDialed', interactionId: 'i', agentId: 'a' }) as RoutingEventOf<'InteractionDialed'>,
    )

  it('is the agent’s from the beginning, and counts as talked on from the answer', () => {
    const record = dialed()
    expect(record).toMatchObject({ direction: 'outbound', state: 'dialing', agentId: 'a', acceptedAtMs: null })
    follow(record, at(7, { type: 'CalledPartyAnswered', legId: 'l' }))
    expect(record).toMatchObject({ state: 'engaged', acceptedAtMs: 7000 })
    const ended = { reason: 'customer-left', stage: 'engaged', isAbandoned: false, isWrapUpDue: false }
    follow(record, at(30, { type: 'InteractionEnded', ...ended }))
    expect(record).toMatchObject({ state: 'ended', endReason: 'customer-left', talkEndedAtMs: 30_000 })
    expect(told(record)).toEqual(['dial 0-7 answered', 'talk 7-30 customer-left'])
  })

  it('that nobody took has no talk', () => {
    const record = dialed()
    const ended = { reason: 'not-reached', stage: 'dialing', isAbandoned: false, isWrapUpDue: false }
    follow(record, at(20, { type: 'InteractionEnded', ...ended }))
    expect(record).toMatchObject({ state: 'ended', acceptedAtMs: null, talkEndedAtMs: null })
    expect(told(record)).toEqual(['dial 0-20 not-reached'])
  })
})

describe('a customer who is sent on', () => {
  const called = (answeredAtMs: number | null) => ({ kind: 'through', called: { answeredAtMs } })

  it('is written up by the first agent while he waits for the next', () => {
    const record = story(
      queued(0),
      offered(0, 'o1'),
      accepted(1, 'o1'),
      at(10, { type: 'WrapUpStarted', agentId: 'a' }),
      at(10, { type: 'InteractionTransferred', agentId: 'a', to: { kind: 'queue', queueId: 'q2' } }),
    )
    expect(record).toMatchObject({ state: 'queued', queueId: 'q2', endedAtMs: null })
    follow(record, at(15, { type: 'WrapUpFinished', agentId: 'a', cause: 'agent' }))
    expect(record.state).toBe('queued')
    const left = { reason: 'customer-left', stage: 'queued', isAbandoned: true, isWrapUpDue: false }
    follow(record, at(20, { type: 'InteractionEnded', ...left }))
    expect(record.state).toBe('ended')
    expect(told(record).slice(3)).toEqual(['talk 1-10 transferred', 'wrapUp 10-15 finished', 'queue 10-20 abandoned'])
  })

  it('stays in wrap-up as long as the first agent does', () => {
    const record = story(
      queued(0),
      accepted(1, 'o1'),
      at(10, { type: 'WrapUpStarted', agentId: 'a' }),
      at(10, { type: 'InteractionTransferred', agentId: 'a', to: called(null) }),
      at(14, { type: 'CalledPartyAnswered', legId: 'l' }),
      at(20, {
        type: 'InteractionEnded',
        reason: 'far-left',
        stage: 'through',
        isAbandoned: false,
        isWrapUpDue: false,
      }),
    )
    expect(record).toMatchObject({ state: 'wrapUp', endedAtMs: 20_000 })
    follow(record, at(40, { type: 'WrapUpFinished', agentId: 'a', cause: 'limit' }))
    expect(record.state).toBe('ended')
    expect(told(record).slice(-3)).toEqual(['wrapUp 10-40 limit', 'ring 10-14 answered', 'through 14-20 far-left'])
  })
})
