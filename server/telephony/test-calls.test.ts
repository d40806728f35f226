import { describe, expect, it } from 'vitest'
import { testCallFailures } from '#protocol/http/index.ts'
import { failureOf } from './test-calls.ts'

describe('why a test call failed', () => {
  it.each([
    [{ sipStatus: 401, reason: 'error' }, 'wrong-password'],
    [{ sipStatus: 407, reason: 'error' }, 'wrong-password'],
    [{ sipStatus: 403, reason: 'declined' }, 'forbidden'],
    [{ sipStatus: 404, reason: 'unknown-number' }, 'no-such-number'],
    [{ sipStatus: 484, reason: 'error' }, 'no-such-number'],
    [{ sipStatus: 486, reason: 'busy' }, 'busy'],
    [{ sipStatus: 480, reason: 'no-answer' }, 'no-answer'],
    [{ sipStatus: 603, reason: 'declined' }, 'declined'],
    [{ sipStatus: 488, reason: 'error' }, 'not-acceptable-media'],
    [{ sipStatus: 422, reason: 'error' }, 'interval-too-brief'],
    [{ sipStatus: 503, reason: 'refused' }, 'overloaded'],
    [{ sipStatus: 408, reason: 'unreachable' }, 'no-reply'],
    [{ reason: 'unreachable' }, 'no-reply'],
    [{ reason: 'no-answer' }, 'no-answer'],
    [{ sipStatus: 480, reason: 'busy' }, 'no-answer'],
    [{ sipStatus: 499, reason: 'error' }, 'other'],
  ] as const)('%j: %s', (ended, failure) => {
    expect(failureOf(ended)).toBe(failure)
    expect(testCallFailures).toContain(failure)
  })
})
