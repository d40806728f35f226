import { expect, it } from 'vitest'
import { soundLevel, soundTone } from './sound-level.ts'

it('puts a score into a word, and nothing into none', () => {
  expect([4.41, 4, 3.99, 3.1, 3.09, 1, undefined].map(soundLevel)).toEqual([
    'good',
    'good',
    'fair',
    'fair',
    'poor',
    'poor',
    'unknown',
  ])
  expect(soundTone('poor')).toBe('danger')
})
