import { expect, it } from 'vitest'
import { questionIn, shownAnswer } from './answer-text.ts'

const answer = { key: 'a', label: 'A' }

it('days, hours and sums are written as the reader writes them', () => {
  expect(shownAnswer({ ...answer, value: '1990-03-21', as: 'date' }, 'en')).toBe('21 Mar 1990')
  expect(shownAnswer({ ...answer, value: '1990-03-21', as: 'date' }, 'fa')).toContain('۱۳۶۹')
  expect(shownAnswer({ ...answer, value: '1990-03-21', as: 'date' }, 'ka')).toBe('21 მარ. 1990')
  expect(shownAnswer({ ...answer, value: '9:05', as: 'time' }, 'fa')).toBe('۰۹:۰۵')
  expect(shownAnswer({ ...answer, value: '12345.5', as: 'money', currency: 'GEL' }, 'en')).toBe('12,345.5 GEL')
  expect(shownAnswer({ ...answer, value: '12000', as: 'money', currency: 'IRT' }, 'fa')).toBe('۱۲٬۰۰۰ تومان')
  expect(shownAnswer({ ...answer, value: 'hu', as: 'language' }, 'en')).toBe('Magyar')
})

it('what is no day and no number stands as it came', () => {
  expect(shownAnswer({ ...answer, value: 'soon', as: 'date' }, 'en')).toBe('soon')
  expect(shownAnswer({ ...answer, value: '', as: 'number' }, 'en')).toBe('')
  expect(shownAnswer({ ...answer, value: '007', as: 'digits' }, 'fa')).toBe('007')
  expect(shownAnswer({ ...answer, value: 'de-CH', as: 'language' }, 'en')).toBe('de-CH')
})

it('a question is read in the reader’s language, else in English, else in any', () => {
  const question = { 'fa-IR': 'چه؟', en: 'What?' }
  expect(questionIn({ question }, 'fa')).toEqual({ text: 'چه؟', isOwn: true })
  expect(questionIn({ question }, 'hu')).toEqual({ text: 'What?', isOwn: false })
  expect(questionIn({ question: { ka: 'რა?' } }, 'hu')).toEqual({ text: 'რა?', isOwn: false })
  expect(questionIn({}, 'hu')).toBeUndefined()
})
