import { expect, it } from 'vitest'
import { beyondSilence } from './silence.ts'
import { barsOf, pathOf } from './waveform-shape.ts'

it('shows the loudest moment of each stretch, and loses none of them', () => {
  const peaks = Array.from({ length: 1000 }, (_, at) => (at === 777 ? 255 : 0))
  const bars = barsOf(peaks, 100)
  expect(bars).toHaveLength(100)
  expect(bars.indexOf(1)).toBe(77)
  expect(bars.filter((height) => height > 0)).toHaveLength(1)
})

it('of a short recording shows each slice once, and of none nothing', () => {
  expect(barsOf([255, 0, 255], 100)).toEqual([1, 0, 1])
  expect(barsOf([], 100)).toEqual([])
  expect(pathOf([1, 0])).toBe('M0.5 0.050V1.950M1.5 0.970V1.030')
})

it('leaps over silence, and over nothing that is said', () => {
  const silences = [{ fromMs: 5000, toMs: 9000 }]
  expect([4999, 5100, 8800, 9000].map((at) => beyondSilence(at, silences))).toEqual(Array(4).fill(undefined))
  expect(beyondSilence(5400, silences)).toBe(8700)
  // Where it lands is heard: it never leaps twice.
  expect(beyondSilence(8700, silences)).toBeUndefined()
  expect(beyondSilence(100, [{ fromMs: 0, toMs: 1100 }])).toBeUndefined()
})
