import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { TimeScaling } from './time-scaling.ts'

/** Something like a voice: a fundamental with partials that fall. */
const voice = (hz: number, rateHz: number, length: number) =>
  Int16Array.from({ length }, (_, n) => {
    let value = 0
    for (let k = 1; k <= 10; k++) value += Math.sin((2 * Math.PI * hz * k * n) / rateHz + k * k) / k
    return Math.round(value * 5000)
  })
/** A click is a step that the voice itself does not take. */
const largestStep = (samples: Int16Array) => {
  let largest = 0
  for (let i = 1; i < samples.length; i++) largest = Math.max(largest, Math.abs(samples[i]! - samples[i - 1]!))
  return largest
}

describe.each([8000, 16_000, 48_000])('at %d Hz', (rateHz) => {
  const ms = rateHz / 1000
  const scaling = new TimeScaling(rateHz)

  it.each([80, 110, 173, 220, 310])(
    'a voice of %d Hz becomes shorter and longer by whole periods, without a click',
    (hz) => {
      const whole = voice(hz, rateHz, 80 * ms)
      const period = rateHz / hz
      for (const change of ['shorten', 'lengthen'] as const) {
        const sound = new Int16Array(100 * ms)
        sound.set(whole)
        const from = 20 * ms
        const by = scaling[change](sound, from, whole.length, false)
        expect(by, change).toBeGreaterThanOrEqual(2.5 * ms)
        expect(by, change).toBeLessThanOrEqual(15 * ms)
        expect(Math.abs(by / period - Math.round(by / period)), change).toBeLessThan(0.06)
        const length = whole.length + (change === 'shorten' ? -by : by)
        expect(largestStep(sound.subarray(0, length)), change).toBeLessThan(largestStep(whole) * 1.2)
        // What was heard already stays, and the end is the end that was.
        expect(sound.subarray(0, from)).toEqual(whole.subarray(0, from))
        expect(sound.subarray(length - 20 * ms, length)).toEqual(whole.subarray(-20 * ms))
      }
    },
  )

  it('leaves loud noise alone, unless it is urgent, and does with soft noise as it likes', () => {
    const chance = seededRandom(3)
    const noise = (level: number) =>
      Int16Array.from({ length: 100 * ms }, () => Math.round((chance.next() - 0.5) * level))
    expect(scaling.shorten(noise(20_000), 20 * ms, 80 * ms, false)).toBe(0)
    expect(scaling.lengthen(noise(20_000), 20 * ms, 80 * ms, false)).toBe(0)
    expect(scaling.shorten(noise(20_000), 20 * ms, 80 * ms, true)).toBeGreaterThan(0)
    expect(scaling.shorten(noise(200), 20 * ms, 80 * ms, false)).toBe(15 * ms)
    expect(scaling.lengthen(noise(200), 20 * ms, 80 * ms, false)).toBe(15 * ms)
  })

  it('does nothing where there is no room', () => {
    const sound = new Int16Array(20 * ms)
    expect(scaling.shorten(sound, 0, 4 * ms, true)).toBe(0)
    expect(scaling.lengthen(sound, 10 * ms, 20 * ms, true)).toBe(0)
    expect(scaling.lengthen(sound, 0, 10 * ms, true)).toBe(0)
  })
})
