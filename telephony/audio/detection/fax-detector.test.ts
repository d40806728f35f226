import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { speech, speechLanguages } from '#tests/sound/prompts.ts'
import { FaxDetector } from './fax-detector.ts'
import { frames, joined, mixed, noise, peakOf, samplesIn, silence, throughUlaw, tones } from './test-sound.ts'

function heardIn(sound: Int16Array): string[] {
  const detector = new FaxDetector()
  const heard: string[] = []
  for (const frame of frames(sound)) {
    const verdict = detector.push(frame)
    if (verdict) heard.push(verdict)
  }
  return heard
}

const calling = (hz: number, onMs: number, offMs: number, times = 2) =>
  joined(silence(370), ...Array.from({ length: times }, () => joined(tones(onMs, { hz }), silence(offMs))))

/** The answering tone: its phase turned each 450 ms (V.25), its level swinging at 15 Hz by a fifth (V.8), or neither. */
function answering(hz: number, ms: number, how: { turns?: boolean; swings?: boolean } = {}): Int16Array {
  const peak = peakOf(-13)
  return Int16Array.from({ length: samplesIn(ms) }, (_, n) => {
    const turned = how.turns && Math.floor(n / samplesIn(450)) % 2 === 1 ? -1 : 1
    const swing = how.swings ? 1 + 0.2 * Math.sin((2 * Math.PI * 15 * n) / 8000) : 1
    return Math.round(turned * swing * peak * Math.sin((2 * Math.PI * hz * n) / 8000))
  })
}

describe('the calling tone (T.30 4.1)', () => {
  it.each([
    [1100, 500, 3000],
    [1062, 430, 2600],
    [1138, 570, 3400],
  ])('%i Hz, %i ms on, %i ms off', (hz, onMs, offMs) => {
    expect(heardIn(throughUlaw(calling(hz, onMs, offMs)))).toEqual(['fax-calling'])
  })

  it('quietly, in noise', () => {
    const sound = joined(silence(100), calling(1100, 500, 3000))
    const quiet = mixed(new Int16Array(sound.length), sound, 10 ** (-17 / 20))
    expect(heardIn(mixed(quiet, noise(8000, -54, seededRandom(4))))).toEqual(['fax-calling'])
  })

  it('is not one beep of a machine, nor beeps of another length, rhythm or pitch', () => {
    expect(heardIn(calling(1100, 500, 3000, 1))).toEqual([])
    expect(heardIn(calling(1100, 250, 3000, 3))).toEqual([])
    expect(heardIn(calling(1100, 500, 1000, 4))).toEqual([])
    expect(heardIn(calling(1000, 500, 3000, 3))).toEqual([])
  })
})

describe('the answering tone (T.30 4.2, V.25, V.8)', () => {
  it.each([
    ['plain', {}],
    ['with its phase turned', { turns: true }],
    ['with its phase turned and its level swinging', { turns: true, swings: true }],
  ])('%s', (_, how) => {
    for (const hz of [2085, 2100, 2115]) {
      expect(heardIn(throughUlaw(joined(silence(230), answering(hz, 3000, how), silence(200))))).toEqual([
        'fax-answering',
      ])
    }
  })

  it('is nothing shorter, nor of another pitch', () => {
    expect(heardIn(answering(2100, 700))).toEqual([])
    expect(heardIn(answering(2150, 3000))).toEqual([])
    expect(heardIn(answering(2050, 3000))).toEqual([])
  })
})

it.each(speechLanguages)('hears no fax in speech (%s)', (language) => {
  expect(heardIn(speech(language))).toEqual([])
})
