import { describe, expect, it } from 'vitest'
import { type SampleRate, samplesAt } from './frame.ts'
import { RateConverter, Resampler } from './resample.ts'

const frames = 50

/** A sine through the converter, the first frames left out; the levels in dB that come out at `heardHz`. */
function gainDb(fromHz: SampleRate, toHz: SampleRate, sentHz: number, heardHz = sentHz): number {
  const resampler = new Resampler(fromHz, toHz)
  const from = new Int16Array(samplesAt(fromHz))
  const to = new Int16Array(samplesAt(toHz))
  const heard: number[] = []
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < from.length; i++) {
      from[i] = Math.round(16_000 * Math.sin((2 * Math.PI * sentHz * (frame * from.length + i)) / fromHz))
    }
    resampler.convert(from, to)
    if (frame >= 5) heard.push(...to)
  }
  let sine = 0
  let cosine = 0
  for (let i = 0; i < heard.length; i++) {
    sine += heard[i]! * Math.sin((2 * Math.PI * heardHz * i) / toHz)
    cosine += heard[i]! * Math.cos((2 * Math.PI * heardHz * i) / toHz)
  }
  return 20 * Math.log10(Math.max(Math.hypot(sine, cosine) / heard.length / 8000, 1e-9))
}

const pairs: readonly [SampleRate, SampleRate][] = [
  [8000, 16_000],
  [16_000, 8000],
  [16_000, 48_000],
  [48_000, 16_000],
  [8000, 48_000],
  [48_000, 8000],
]
const passHz = (lowerHz: number) => (lowerHz === 8000 ? 3400 : 7000)

describe.each(pairs)('from %i to %i Hz', (fromHz, toHz) => {
  const lowerHz = Math.min(fromHz, toHz)

  it('lets the band pass, flat to 0.1 dB', () => {
    for (let hz = 100; hz <= passHz(lowerHz); hz += 300) {
      expect(Math.abs(gainDb(fromHz, toHz, hz)), `${hz} Hz`).toBeLessThan(0.1)
    }
  })

  it('keeps what would fold into the band 60 dB down', () => {
    for (let hz = 200; hz <= passHz(lowerHz); hz += 400) {
      // Up: the image of the tone above the lower rate's half. Down: a tone up there that would be heard as this one.
      const gain = fromHz < toHz ? gainDb(fromHz, toHz, hz, fromHz - hz) : gainDb(fromHz, toHz, toHz - hz, hz)
      expect(gain, `${hz} Hz`).toBeLessThan(-60)
    }
  })

  it('adds no more than two milliseconds', () => {
    expect(new Resampler(fromHz, toHz).delayMs).toBeLessThan(2.1)
  })

  it('saturates and does not wrap', () => {
    const resampler = new Resampler(fromHz, toHz)
    const to = new Int16Array(samplesAt(toHz))
    for (let frame = 0; frame < 4; frame++) {
      const square = Int16Array.from({ length: samplesAt(fromHz) }, (_, i) => (i % 40 < 20 ? 32_767 : -32_768))
      resampler.convert(square, to)
    }
    const jumps = Array.from(to.subarray(1), (value, i) => Math.abs(value - to[i]!))
    expect(Math.max(...to)).toBe(32_767)
    // A sample that wrapped would lie at the other end of the scale, next to one at this end.
    const wrapped = jumps.filter((jump, i) => jump > 60_000 && fromHz < toHz && Math.abs(to[i + 2]! - to[i]!) < 9000)
    expect(wrapped).toEqual([])
  })
})

describe('a converter of whatever comes', () => {
  it('hands a frame of the right rate through untouched', () => {
    const frame = new Int16Array(320).fill(77)
    expect(new RateConverter(16_000).convert(frame)).toBe(frame)
  })

  it('follows a source that changes its rate', () => {
    const converter = new RateConverter(16_000)
    const tone = (length: number) => Int16Array.from({ length }, () => 1000)
    for (let i = 0; i < 3; i++) expect(converter.convert(tone(160))).toHaveLength(320)
    for (let i = 0; i < 3; i++) expect(converter.convert(tone(960)).at(-1)).toBeGreaterThan(900)
    converter.toHz = 8000
    for (let i = 0; i < 3; i++) expect(converter.convert(tone(320))).toHaveLength(160)
    expect(converter.convert(tone(320)).at(-1)).toBe(1000)
  })
})
