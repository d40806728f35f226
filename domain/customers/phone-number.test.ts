import { describe, expect, it } from 'vitest'
import type { CustomerId } from '#kernel/ids.ts'
import { identityMatch, phoneNumber } from './index.ts'

describe('a phone number', () => {
  it.each([
    ['+994 12 493 12 34', 'AZ', '+994124931234'],
    ['012 493 12 34', 'AZ', '+994124931234'],
    ['00994124931234', 'AZ', '+994124931234'],
    ['00994124931234', 'US', '+994124931234'],
    ['۰۲۱۲۲۲۲۳۳۳۳', 'IR', '+982122223333'],
    ['(06 1) 234-5678', 'HU', '+3612345678'],
    ['tel:+995322123456', 'GE', '+995322123456'],
    ['0 212 293 00 00', 'TR', '+902122930000'],
  ] as const)('%s read in %s is %s', (raw, region, expected) => {
    expect(phoneNumber(raw, region)).toEqual({ ok: true, value: expected })
  })

  it.each(['701', 'anonymous', 'sipp', '', '+', 'order 0124931234', '9'.repeat(1000), '+999999999999999'])(
    '%s is none',
    (raw) => {
      expect(phoneNumber(raw, 'AZ').ok).toBe(false)
    },
  )
})

describe('who calls', () => {
  const [a, b] = ['cus_a', 'cus_b'] as CustomerId[] as [CustomerId, CustomerId]

  it('is a customer only when exactly one has the number', () => {
    expect(identityMatch([a, a])).toEqual({ kind: 'one', customerId: a })
    expect(identityMatch([a, b])).toEqual({ kind: 'several', customerIds: [a, b] })
    expect(identityMatch([])).toEqual({ kind: 'none' })
  })
})
