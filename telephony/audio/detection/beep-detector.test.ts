import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { speech, speechLanguages } from '#tests/sound/prompts.ts'
import { BeepDetector } from './beep-detector.ts'
import { frames, joined, mixed, noise, silence, throughUlaw, tones } from './test-sound.ts'

/** When beeps ended, in ms. */
function endsIn(sound: Int16Array): number[] {
  const detector = new BeepDetector()
  const ends: number[] = []
  let nowMs = 0
  for (const frame of frames(sound)) {
    nowMs += 20
    if (detector.push(frame)) ends.push(nowMs)
  }
  return ends
}

describe('a beep', () => {
  it.each([
    [425, 500],
    [440, 300],
    [660, 220],
    [1000, 220],
    [1004, 1000],
    [1400, 400],
    [2000, 300],
  ])('of %i Hz for %i ms is told at its end', (hz, ms) => {
    for (const beforeMs of [300, 307, 313]) {
      const sound = joined(silence(beforeMs), tones(ms, { hz, levelDbm0: -15 }), silence(300))
      const ends = endsIn(throughUlaw(sound))
      expect(ends).toHaveLength(1)
      expect(ends[0]! - (beforeMs + ms)).toBeGreaterThanOrEqual(0)
      expect(ends[0]! - (beforeMs + ms)).toBeLessThanOrEqual(100)
    }
  })

  it('is told right after speech, and in noise', () => {
    const greeting = speech('en').subarray(0, 8 * 3000)
    const line = joined(greeting, silence(500), tones(300, { hz: 850, levelDbm0: -18 }), silence(500))
    const ends = endsIn(mixed(line, noise(line.length / 8, -48, seededRandom(8))))
    expect(ends).toHaveLength(1)
    expect(Math.abs(ends[0]! - 3800)).toBeLessThanOrEqual(120)
  })

  it('has its frequency', () => {
    const detector = new BeepDetector()
    for (const frame of frames(joined(silence(100), tones(400, { hz: 1330 }), silence(100)))) {
      if (detector.push(frame)) expect(Math.abs(detector.frequencyHz - 1330)).toBeLessThan(10)
    }
  })
})

describe('no beep', () => {
  it.each(speechLanguages)('is in speech (%s)', (language) => {
    expect(endsIn(speech(language))).toEqual([])
  })

  it('is a click, a long tone, hum, a note that slides, or noise', () => {
    expect(endsIn(joined(tones(60, { hz: 1000 }), silence(200)))).toEqual([])
    expect(endsIn(joined(tones(4000, { hz: 1000 }), silence(200)))).toEqual([])
    expect(endsIn(joined(tones(500, { hz: 100 }), silence(200)))).toEqual([])
    const slide = Int16Array.from(
      { length: 8000 },
      (_, n) => 4000 * Math.sin(2 * Math.PI * (500 + (500 * n) / 8000) * (n / 8000)),
    )
    expect(endsIn(joined(slide, silence(200)))).toEqual([])
    expect(endsIn(noise(20_000, -25, seededRandom(6)))).toEqual([])
  })
})
