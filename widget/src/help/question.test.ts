import { expect, test } from 'vitest'
import { latinDigits, problemOf } from './question.ts'
import { helpWordsOf } from './words.ts'

const words = helpWordsOf('en')
const question = {
  variable: 'n',
  words: 'How many?',
  answer: 'number' as const,
  isRequired: true,
  choices: [],
  least: 1,
  most: 9,
}

test('a number is one in the digits of its reader', () => {
  expect(latinDigits('۱۲٫۵')).toBe('12.5')
  expect(latinDigits('٣,5')).toBe('3.5')
})

test.each([
  [undefined, 'Please answer this.'],
  ['many', 'Please write a number.'],
  ['0', 'At least 1.'],
  ['10', 'At most 9.'],
  ['9', undefined],
])('%s: %s', (value, told) => expect(problemOf(question, value, words)).toBe(told))

test('what need not be answered may be left', () => {
  expect(problemOf({ ...question, isRequired: false }, undefined, words)).toBeUndefined()
})
