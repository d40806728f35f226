import { describe, expect, it } from 'vitest'
import { dialableText } from './dialable-text.ts'

describe('what can be dialled of a text', () => {
  it.each([
    ['+994 (12) 404-12-34', '+994124041234'],
    ['۰۲۱ ۸۸۷۷', '0218877'],
    ['٠٢١', '021'],
    ['*60#', '*60#'],
    ['Aylin', undefined],
    ['7', undefined],
    ['12a', undefined],
    ['', undefined],
    ['1'.repeat(33), undefined],
  ])('of %s is %s', (text, number) => {
    expect(dialableText(text)).toBe(number)
  })
})
