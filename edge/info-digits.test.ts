import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { InfoDigits } from './info-digits.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('sends digits one after the other and none after it was stopped', () => {
  const sent: string[] = []
  const digits = new InfoDigits((digit) => sent.push(digit))
  expect(digits.queue(['1', '#'])).toBe(true)
  expect(sent).toEqual(['1'])
  vi.advanceTimersByTime(200)
  expect(digits.queue(['9'])).toBe(true)
  vi.advanceTimersByTime(100)
  expect(sent).toEqual(['1', '#'])
  digits.stop()
  vi.advanceTimersByTime(10_000)
  expect(sent).toEqual(['1', '#'])
})

it('refuses more than it can keep', () => {
  const digits = new InfoDigits(() => {})
  expect(digits.queue(Array.from({ length: 129 }, () => '1'))).toBe(false)
  digits.stop()
})
