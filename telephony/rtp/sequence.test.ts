import { expect, it } from 'vitest'
import { nextSequence, sequenceDistance, timestampDistance } from './sequence.ts'

it('measures distances across the wrap, both ways', () => {
  expect(sequenceDistance(65_535, 0)).toBe(1)
  expect(sequenceDistance(0, 65_535)).toBe(-1)
  expect(sequenceDistance(10, 10)).toBe(0)
  expect(nextSequence(65_535)).toBe(0)
  expect(timestampDistance(2 ** 32 - 1, 9)).toBe(10)
  expect(timestampDistance(9, 2 ** 32 - 1)).toBe(-10)
})
