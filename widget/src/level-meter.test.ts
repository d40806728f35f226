import { describe, expect, it } from 'vitest'
import { loudness } from './level-meter.ts'

const sine = (amplitude: number) =>
  Float32Array.from({ length: 512 }, (_, i) => amplitude * Math.sin((2 * Math.PI * i) / 32))

describe('the level meter', () => {
  it('shows nothing for silence and everything for full scale', () => {
    expect(loudness(new Float32Array(512))).toBe(0)
    expect(loudness(Float32Array.from({ length: 512 }, () => 1))).toBe(1)
  })
  it('moves by the same step for each 20 dB', () => {
    expect(loudness(sine(1)) - loudness(sine(0.1))).toBeCloseTo(1 / 3, 3)
    expect(loudness(sine(0.1)) - loudness(sine(0.01))).toBeCloseTo(1 / 3, 3)
  })
})
