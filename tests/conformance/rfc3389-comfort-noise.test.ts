import { describe, expect, it } from 'vitest'
import { ComfortNoise } from '#telephony/audio/comfort-noise.ts'

const quantized = (reflection: number) => Math.round((reflection * 32_768) / 258) + 127

function noise(payload: readonly number[], frames = 100, seed = 7): Int16Array {
  const source = new ComfortNoise(seed)
  source.update(Uint8Array.from([0, ...payload]), 1, payload.length)
  const all = new Int16Array(frames * 160)
  const frame = new Int16Array(160)
  for (let n = 0; n < frames; n++) {
    expect(source.fill(frame)).toBe(true)
    all.set(frame, n * 160)
  }
  return all.subarray(10 * 160)
}
const levelDbov = (samples: Int16Array) =>
  10 * Math.log10(samples.reduce((sum, one) => sum + one * one, 0) / samples.length / 32_768 ** 2)
/** The normalised correlation with itself, so many samples later. */
const likeness = (samples: Int16Array, lag: number) => {
  let product = 0
  let energy = 0
  for (let i = lag; i < samples.length; i++) {
    product += samples[i]! * samples[i - lag]!
    energy += samples[i]! * samples[i]!
  }
  return product / energy
}

describe('RFC 3389: comfort noise', () => {
  it.each([30, 45, 60, 70])('3.1: a level of %i is so many dB below 0 dBov', (level) => {
    expect(levelDbov(noise([level]))).toBeCloseTo(-level, 0)
  })

  it('3.1: the topmost bit of the level is not part of it', () => {
    expect(levelDbov(noise([0x80 | 45]))).toBeCloseTo(-45, 0)
  })

  it('3: is white when only a level is said', () => {
    const samples = noise([40], 400)
    for (const lag of [1, 2, 3, 7]) expect(Math.abs(likeness(samples, lag))).toBeLessThan(0.03)
  })

  it.each([0.8, -0.6, 0.3])('3.2: a reflection coefficient of %d colours it and leaves the level', (reflection) => {
    const samples = noise([40, quantized(reflection)], 400)
    // An all-pole filter with one coefficient k: each sample is like the one before by -k.
    expect(likeness(samples, 1)).toBeCloseTo(-reflection, 1)
    expect(levelDbov(samples)).toBeCloseTo(-40, 0)
  })

  it('3.2: takes as many coefficients as come, and none of them makes it unstable', () => {
    const samples = noise([40, ...Array.from({ length: 30 }, (_, i) => (i * 97) % 256)], 400)
    expect(levelDbov(samples)).toBeLessThan(-25)
    expect(levelDbov(noise([40, 255, 0, 255, 0, 255]))).toBeLessThan(0)
  })

  it('is silent before a packet, after an empty one, and when talk begins again', () => {
    const source = new ComfortNoise()
    const frame = new Int16Array(160)
    expect(source.fill(frame)).toBe(false)
    source.update(new Uint8Array(4), 0, 0)
    expect(source.fill(frame)).toBe(false)
    source.update(Uint8Array.of(30), 0, 1)
    expect(source.fill(frame)).toBe(true)
    source.stop()
    expect(source.fill(frame)).toBe(false)
  })

  it('comes up softly: the first sample of a loud room is no click', () => {
    const source = new ComfortNoise()
    source.update(Uint8Array.of(10), 0, 1)
    const frame = new Int16Array(160)
    source.fill(frame)
    expect(Math.abs(frame[0]!)).toBeLessThan(500)
  })
})
