import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { speech, speechLanguages } from '#tests/sound/prompts.ts'
import { ToneSource } from '../tones.ts'
import { ProgressDetector } from './progress-detector.ts'
import { frames, joined, mixed, noise, recorded, silence, throughUlaw, tones } from './test-sound.ts'

interface Network {
  readonly ringback: readonly [readonly number[], readonly number[]]
  readonly busy: readonly [readonly number[], readonly number[]]
  readonly congestion: readonly [readonly number[], readonly number[]]
  readonly dial: readonly number[]
}

/**
 * Frequencies in Hz and cadences in ms, ITU-T E.180 Supplement 2. Azerbaijan and Georgia have no entry of their own that could
 * be found: theirs are the tones of the network that they were part of.
 */
const soviet: Network = {
  ringback: [[425], [1000, 4000]],
  busy: [[425], [350, 350]],
  congestion: [[425], [175, 175]],
  dial: [425],
}
const networks: Readonly<Record<string, Network>> = {
  az: soviet,
  ge: soviet,
  ru: { ...soviet, ringback: [[425], [800, 3200]], busy: [[425], [400, 400]], congestion: [[425], [200, 200]] },
  tr: {
    ringback: [[450], [2000, 4000]],
    busy: [[450], [500, 500]],
    congestion: [[450], [200, 200, 200, 200, 200, 200, 600, 200]],
    dial: [450],
  },
  ir: {
    ringback: [[425], [1000, 4000]],
    busy: [[425], [500, 500]],
    congestion: [[425], [240, 240]],
    dial: [425],
  },
  // Hungary has one tone for both, told as busy.
  hu: { ringback: [[425], [1250, 3750]], busy: [[425], [300, 300]], congestion: [[425], [250, 250]], dial: [425] },
  gb: {
    ringback: [
      [400, 450],
      [400, 200, 400, 2000],
    ],
    busy: [[400], [375, 375]],
    congestion: [[400], [400, 350, 225, 525]],
    dial: [350, 440],
  },
  us: {
    ringback: [
      [440, 480],
      [2000, 4000],
    ],
    busy: [
      [480, 620],
      [500, 500],
    ],
    congestion: [
      [480, 620],
      [250, 250],
    ],
    dial: [350, 440],
  },
}

function heardIn(sound: Int16Array): string[] {
  const detector = new ProgressDetector()
  const heard: string[] = []
  for (const frame of frames(sound)) {
    const verdict = detector.push(frame)
    if (verdict) heard.push(verdict)
  }
  return heard
}

const sounding = (frequenciesHz: readonly number[], cadenceMs: readonly number[], ms: number, levelDbm0 = -13) =>
  recorded(new ToneSource({ frequenciesHz, levelDbm0, cadenceMs }), ms)

describe.each(Object.entries(networks))('the tones of %s', (_, network) => {
  it.each(['ringback', 'busy', 'congestion'] as const)('%s, once, wherever it begins to be heard', (name) => {
    const [hz, cadence] = network[name]
    for (const fromMs of [0, 130, 610, 1290]) {
      const sound = sounding(hz, cadence, 14_000).subarray(fromMs * 8)
      expect(heardIn(throughUlaw(sound))).toEqual([name])
    }
  })

  it('dial tone', () => {
    expect(heardIn(throughUlaw(sounding(network.dial, [], 5000)))).toEqual(['dial-tone'])
  })

  it('quietly, in noise', () => {
    const random = seededRandom(5)
    for (const name of ['ringback', 'busy', 'congestion'] as const) {
      const sound = sounding(...network[name], 12_000, -30)
      // A tone of -30 dBm0 is -36.2 dBFS RMS; the noise lies 18 dB below it.
      expect(heardIn(mixed(sound, noise(12_000, -54, random)))).toEqual([name])
    }
  })
})

describe('special information', () => {
  const information = (notesHz: readonly number[], ms: number, gapMs: number) =>
    joined(silence(210), ...notesHz.flatMap((hz) => [tones(ms, { hz }), silence(gapMs)]), silence(1000))

  it.each([
    ['E.180', [950, 1400, 1800], 330, 0],
    ['with pauses', [950, 1400, 1800], 330, 30],
    ['at the edge of its tolerance', [1000, 1350, 1850], 260, 0],
    ['North American', [985.2, 1370.6, 1776.7], 274, 0],
    ['of 900 Hz first', [900, 1400, 1800], 330, 0],
  ] as const)('%s', (_, notesHz, ms, gapMs) => {
    expect(heardIn(throughUlaw(information(notesHz, ms, gapMs)))).toEqual(['special-information'])
  })

  it('is nothing else: falling notes, two notes, notes far apart', () => {
    expect(heardIn(information([1800, 1400, 950], 330, 0))).toEqual([])
    expect(heardIn(information([950, 1400], 330, 0))).toEqual([])
    expect(heardIn(information([950, 1400, 1800], 330, 400))).toEqual([])
    expect(heardIn(information([950, 1400, 1800], 60, 0))).toEqual([])
  })
})

describe('what is no tone of progress', () => {
  it.each(speechLanguages)('speech (%s)', (language) => {
    expect(heardIn(speech(language))).toEqual([])
  })

  it('noise, an even cadence of a wrong frequency, a rhythm that keeps changing', () => {
    expect(heardIn(noise(20_000, -25, seededRandom(2)))).toEqual([])
    expect(heardIn(sounding([1000], [500, 500], 8000))).toEqual([])
    const uneven = [120, 500, 340, 180, 700, 260, 150, 600].flatMap((ms) => [tones(ms, { hz: 425 }), silence(900 - ms)])
    expect(heardIn(joined(...uneven))).toEqual([])
  })
})

it('tells the next tone after one of another kind', () => {
  const line = joined(sounding([425], [1000, 4000], 10_000), silence(4000), sounding([425], [500, 500], 4000))
  expect(heardIn(line)).toEqual(['ringback', 'busy'])
})
