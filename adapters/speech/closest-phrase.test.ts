import { describe, expect, it } from 'vitest'
import { closestPhrase } from './closest-phrase.ts'

const phrases = ['sales', 'order', 'order status', 'сервис', 'گارانتی']

describe('which phrase was said', () => {
  it.each([
    ['Sales.', 'sales', 1],
    ['I would like sales, please', 'sales', 0.8],
    ['the status of my order status', 'order status', 0.8],
    ['oder status', 'order status', 0.6],
    ['Сервис!', 'сервис', 1],
    ['گارانتی', 'گارانتی', 1],
  ])('%s', (words, text, confidence) => {
    expect(closestPhrase(words, phrases)).toEqual({ text, confidence })
  })

  it.each(['', 'pizza', 'sales or the сервис', 'insalesman'])('none: %s', (words) => {
    expect(closestPhrase(words, phrases)).toBeNull()
  })
})
