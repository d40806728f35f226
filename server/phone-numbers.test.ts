import { describe, expect, it } from 'vitest'
import { comparableNumber } from './phone-numbers.ts'

describe('phone numbers', () => {
  it.each([
    ['+995 322 24 72 47', 'GE', '+995322247247'],
    ['012 404 00 00', 'AZ', '+994124040000'],
    ['+994 12 404 00 00', 'XX', '+994124040000'],
  ])('reads %s in %s as %s', (raw, region, e164) => expect(comparableNumber(raw, region)).toBe(e164))

  it.each([
    ['701', '701'],
    ['*72', '*72'],
    ['7 0 1', '701'],
    ['anonymous', 'anonymous'],
    ['sipp 3', 'sipp3'],
    [' 00 ', '00'],
  ])('keeps %s, which is no number of the world, as %s', (raw, kept) => expect(comparableNumber(raw, 'GE')).toBe(kept))

  it('gives one answer for all writings of a number', () => {
    const writings = ['+995 (322) 24-72-47', '00995322247247', '0322247247', 'tel:+995322247247']
    expect(new Set(writings.map((writing) => comparableNumber(writing, 'GE'))).size).toBe(1)
  })
  it('does not mind a region that it does not know, or a text without an end', () => {
    expect(comparableNumber('0322247247', 'XX')).toBe('0322247247')
    expect(comparableNumber('9'.repeat(100_000), 'GE').length).toBeLessThan(70)
  })
})
