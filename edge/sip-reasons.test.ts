import { describe, expect, it } from 'vitest'
import type { CallHandle, SipEvent } from '#telephony/sip/index.ts'
import { causeOfReason, reasonOfEnd, reasonOfStatus } from './sip-reasons.ts'

describe('why a call that we made was refused', () => {
  it.each([
    [486, undefined, 'busy'],
    [600, undefined, 'busy'],
    [603, undefined, 'declined'],
    [404, undefined, 'unknown-number'],
    [408, undefined, 'no-answer'],
    [503, undefined, 'unreachable'],
    [488, undefined, 'error'],
  ] as const)('%i', (status, q850, reason) => expect(reasonOfStatus(status, q850)).toBe(reason))

  it.each([
    [480, 17, 'busy'],
    [503, 17, 'busy'],
    [500, 1, 'unknown-number'],
    [480, 21, 'declined'],
    [503, 34, 'unreachable'],
    [502, 19, 'no-answer'],
  ] as const)('%i with cause %i, which says more: a gateway passed it on', (status, q850, reason) =>
    expect(reasonOfStatus(status, q850)).toBe(reason),
  )

  it.each([
    [486, 16, 'busy'],
    [404, 17, 'unknown-number'],
    [480, 31, 'no-answer'],
    [480, 16, 'no-answer'],
    [503, 99, 'unreachable'],
  ] as const)('%i with cause %i, which says less', (status, q850, reason) =>
    expect(reasonOfStatus(status, q850)).toBe(reason),
  )
})

it('a session that ran out, or a peer that fell silent, is a lost connection', () => {
  const ended: Extract<SipEvent, { type: 'callEnded' }> = {
    type: 'callEnded',
    call: 'c' as CallHandle,
    by: 'timeout',
    status: 408,
  }
  expect(reasonOfEnd(ended, 'outbound', 'connected')).toBe('connection-lost')
  expect(reasonOfEnd(ended, 'inbound', 'held')).toBe('connection-lost')
  expect(reasonOfEnd(ended, 'outbound', 'alerting')).toBe('no-answer')
})

it('what the far end is told when we end a call is a cause that its network knows', () => {
  expect(causeOfReason('hung-up')).toBe(16)
  expect(causeOfReason('no-answer')).toBe(19)
  expect(causeOfReason('connection-lost')).toBe(41)
})
