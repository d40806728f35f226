import { describe, expect, it } from 'vitest'
import { fitsPattern, isNumberPattern, isSingleNumber, numberPatterns } from './number-pattern.ts'

const plan = (...patterns: string[]) => numberPatterns(patterns.map((pattern) => [pattern, pattern]))

describe('a number', () => {
  it.each([
    ['+995322123456', '+995322123456'],
    ['+99532212XXXX', '+995322123456'],
    ['+995322*', '+995322123456'],
    ['+995322*', '+995322'],
    ['*', '100'],
    ['*72', '*72'],
    ['#31#', '#31#'],
    ['1*1', '1*1'],
    ['1X*', '12'],
    ['1X*', '1234'],
  ])('fits %s: %s', (pattern, number) => expect(fitsPattern(pattern, number)).toBe(true))

  it.each([
    ['+995322123456', '+99532212345'],
    ['+995322123456', '+9953221234567'],
    ['+995322123456', '995322123456'],
    ['+99532212XXXX', '+99532212345'],
    ['+99532212XXXX', '+99532212345*'],
    ['+995322*', '+99532'],
    ['1X', '1X'],
    ['*72', '72'],
  ])('does not fit %s: %s', (pattern, number) => expect(fitsPattern(pattern, number)).toBe(false))
})

describe('of several patterns', () => {
  it('the one with the fewest open places wins', () => {
    const found = (number: string) =>
      plan('+995322123456', '+99532212345X', '+99532212XXXX', '+995322*', '*').find(number)
    expect(found('+995322123456')).toBe('+995322123456')
    expect(found('+995322123457')).toBe('+99532212345X')
    expect(found('+995322129999')).toBe('+99532212XXXX')
    expect(found('+995322999999')).toBe('+995322*')
    expect(found('+36123')).toBe('*')
  })

  it('counts what a star leaves open in this very number', () => {
    expect(plan('1234*', '12XXXX').find('123456')).toBe('1234*')
    expect(plan('1*', '12XX').find('1234')).toBe('12XX')
  })

  it('the longer one wins where as many places are open', () => {
    expect(plan('123*', '123XX').find('12345')).toBe('123XX')
    expect(plan('123*', '123').find('123')).toBe('123*')
  })

  it('an open place in front is no worse than one at the end', () => {
    expect(plan('XX34', '123X').find('1234')).toBe('123X')
  })

  it('the later of two that are the same stands', () => {
    const patterns = numberPatterns([
      ['100', 'old'],
      ['100', 'new'],
    ])
    expect(patterns.find('100')).toBe('new')
    expect(patterns.size).toBe(1)
  })
})

describe('hostile input', () => {
  it('is not looked at when it is longer than any number', () => {
    expect(plan('*').find('1'.repeat(65))).toBeUndefined()
  })

  it('takes no more steps than there are patterns, however they are made', () => {
    // Every mixture of a digit and an open place: 4,096 ways to the same end.
    const patterns = Array.from({ length: 4096 }, (_, at) =>
      [...at.toString(2).padStart(12, '0')].map((bit) => (bit === '1' ? 'X' : '1')).join(''),
    )
    expect(plan(...patterns).find('1'.repeat(12))).toBe('1'.repeat(12))
    expect(plan(...patterns).find('2'.repeat(12))).toBe('X'.repeat(12))
    expect(plan(...patterns).find('2'.repeat(13))).toBeUndefined()
  })

  it('finds its way in a hundred thousand numbers', () => {
    const patterns = Array.from({ length: 100_000 }, (_, at) => `+99532${String(at).padStart(6, '0')}`)
    const found = plan(...patterns, '+99532*')
    expect(found.size).toBe(100_001)
    expect(found.find('+99532099999')).toBe('+99532099999')
    expect(found.find('+995321')).toBe('+99532*')
  })
})

it('knows what can be a pattern, and what is one number alone', () => {
  expect(['+995322*', '100', 'X', '*72'].every(isNumberPattern)).toBe(true)
  expect(['', '+', '10 0', '1+2', 'abc', '1'.repeat(33)].some(isNumberPattern)).toBe(false)
  expect(['+995322123456', '100', '*72'].every(isSingleNumber)).toBe(true)
  expect(['+995322*', '10X', '*'].some(isSingleNumber)).toBe(false)
})
