import { describe, expect, it } from 'vitest'
import type { RoutingEvent } from '#domain/routing/index.ts'
import { decisionOf } from './decision-of.ts'
import { decisionWords } from './decision-words.ts'

const atMs = Date.UTC(2026, 10, 22, 14)
const naming = { skill: () => 'Georgian', region: (code: string) => code }

/** An event as the log has it, in words. */
function wordsOf(event: object): string | undefined {
  const decision = decisionOf({ version: 1, atMs, interactionId: 'int_a', queueId: 'que_a', ...event } as RoutingEvent)
  return decision && decisionWords({ ...decision, queueName: 'Returns' }, naming)
}
const minuteMs = 60_000

describe('a callback in words', () => {
  const promise = { askedAtMs: atMs, askedBy: 'key', queueId: 'que_a', fromInteractionId: 'int_b', attempts: 0 }
  const promised = { type: 'CallbackPromised', promise, queuedAtMs: atMs - minuteMs, dueAtMs: null }

  it('says how it was asked for, which place it keeps, and from when on he is called', () => {
    const place = 'keeps the place since 2026-11-22T13:59:00.000Z'
    expect(wordsOf(promised)).toBe(`asked by a key to be called back; ${place}`)
    const rule = { ...promise, askedBy: 'rule' }
    expect(wordsOf({ ...promised, promise: rule, dueAtMs: atMs + minuteMs })).toBe(
      `the queue has no place now and calls back; ${place}, and is called from 2026-11-22T14:01Z on`,
    )
  })
  it('says who has it who is dialled, or that he is dialled ahead', () => {
    const dialed = { type: 'CallbackDialed', agentId: 'agt_a', dial: 1 }
    expect(wordsOf(dialed)).toBe('agt_a takes it, and the customer is called: dial 1')
    expect(wordsOf({ ...dialed, agentId: null, dial: 2, foretoldMs: 9000 })).toBe(
      'the customer is called ahead of an agent: dial 2; one was to be free in 0:09',
    )
  })
  it('says why it was put off and when it is tried again', () => {
    const putOff = { type: 'CallbackPutOff', agentId: null, carried: null, dueAtMs: atMs + 5 * minuteMs }
    expect(wordsOf({ ...putOff, cause: 'busy', isCounted: true })).toBe(
      'called later: busy; again from 2026-11-22T14:05Z',
    )
    expect(wordsOf({ ...putOff, cause: 'agent-lost', isCounted: false })).toMatch(/14:05Z; counts as no try$/)
    expect(wordsOf({ ...putOff, cause: 'window', isCounted: false })).toBe(
      'called later: not a time at which the customer may be called; again from 2026-11-22T14:05Z',
    )
  })
  it('says why nobody is called any more', () => {
    expect(wordsOf({ type: 'CallbackEnded', reason: 'cancelled', stage: 'queued' })).toBe(
      'not called any more: cancelled',
    )
    expect(wordsOf({ type: 'CallbackEnded', reason: 'not-reached', stage: 'queued' })).toMatch(/not a time at which/)
    expect(wordsOf({ type: 'InteractionEnded', reason: 'busy', stage: 'dialing' })).toBe('not called any more: busy')
  })
  it('is offered and granted in the call in which he waits', () => {
    expect(wordsOf({ type: 'CallbackOffered' })).toBe('a callback is offered in Returns, by a key')
    expect(wordsOf({ type: 'CallbackGranted', callbackId: 'int_c' })).toBe(
      'will be called back, with the place in Returns',
    )
  })
  it('tells nothing of each look at whether it is time to dial ahead', () => {
    expect(wordsOf({ type: 'CallbackForetold', looksAtMs: atMs })).toBeUndefined()
  })
})

describe('work that others do in words', () => {
  const over = {
    type: 'WorkHandedOver',
    agentId: 'agt_a',
    substitutionId: 'sub_a',
    why: 'open-work',
    untilMs: null,
    to: [],
  }

  it('says why, until when, and who stands in', () => {
    expect(wordsOf(over)).toBe(
      'goes to others: agt_a has more open work than the limit; stands in: whoever serves the queue',
    )
    expect(wordsOf({ ...over, why: 'sick', untilMs: atMs, to: ['agt_b', 'agt_c'] })).toBe(
      'goes to others: agt_a is sick until 2026-11-22T14:00Z; stands in: agt_b, then agt_c',
    )
    expect(wordsOf({ ...over, teamSkillId: 'skl_a' })).toMatch(/stands in: the team of Georgian$/)
  })
  it('says that it came back', () => {
    expect(wordsOf({ type: 'WorkHandedBack', agentId: 'agt_a' })).toBe('waits for agt_a again')
    const returned = { type: 'TaskReturned', agentId: 'agt_a', cause: 'substituted' }
    expect(wordsOf(returned)).toBe('back to the front of Returns: substituted')
  })
})

it('says what a caller who waits was told, and what was foretold of it', () => {
  const expected = { likelyMs: 280_000, lowMs: 130_000, highMs: 540_000, foretoldMs: 1, by: 'queue-length' }
  const told = { type: 'WaitAnnounced', position: 3, wait: { is: 'about', minutes: 5 }, expected }
  expect(wordsOf(told)).toBe('told number 3 in the queue, about 5 minutes (expected 4:40, 2:10 to 9:00)')
  expect(wordsOf({ type: 'WaitAnnounced', position: 1 })).toBe('told number 1 in the queue')
  expect(wordsOf({ type: 'WaitAnnounced', wait: { is: 'under', minutes: 1 } })).toBe('told less than 1 minute')
  expect(wordsOf({ type: 'WaitAnnounced', comfort: 'thank-you-for-waiting' })).toBeUndefined()
})

it('says that a supervisor chose, where no turn did', () => {
  const why = { strategy: 'longestIdle', candidates: 1, idleMs: 0, waitingPosition: 1, passedOver: 0, isPushed: true }
  expect(wordsOf({ type: 'OfferMade', agentId: 'agt_a', why })).toContain('agt_a (a supervisor asked him, idle 0:00)')
  expect(wordsOf({ type: 'InteractionMoved', fromQueueId: 'que_b' })).toBe('a supervisor moved it to Returns')
})
