import { describe, expect, it } from 'vitest'
import { statusFor } from './far-end.ts'

describe('what a caller’s phone is told of the far end', () => {
  it.each([
    [486, 'busy'],
    [404, 'unknown-number'],
    [603, 'declined'],
  ] as const)('its own %i, when it says something of the call', (status, reason) => {
    expect(statusFor(reason, status)).toBe(status)
  })

  it.each([401, 407, 481, 487, 491])('never our own quarrel with the trunk (%i)', (status) => {
    expect(statusFor('refused', status)).toBe(503)
  })

  it('a status of ours where it gave none', () => {
    expect(statusFor('busy')).toBe(486)
    expect(statusFor('no-answer')).toBe(480)
    expect(statusFor('unreachable')).toBe(503)
    expect(statusFor('party-left')).toBe(480)
  })
})
