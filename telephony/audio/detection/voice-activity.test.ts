import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { prompt, speech, speechLanguages } from '#tests/sound/prompts.ts'
import { ToneSource } from '../tones.ts'
import { SilenceDetector } from './silence-detector.ts'
import { frames, joined, mixed, noise, recorded, silence, throughUlaw, tones } from './test-sound.ts'
import { VoiceActivity } from './voice-activity.ts'
import { VoiceDetector } from './voice-detector.ts'

/** For each frame whether somebody speaks, by the detector. */
const judged = (sound: Int16Array): boolean[] => {
  const voice = new VoiceActivity()
  return [...frames(sound)].map((frame) => voice.push(frame))
}
const share = (those: readonly boolean[]) => those.filter(Boolean).length / Math.max(1, those.length)
const quieter = (sound: Int16Array, db: number) => mixed(new Int16Array(sound.length), sound, 10 ** (-db / 20))
const inFrames = (ms: number) => Math.round(ms / 20)

describe('speech', () => {
  describe.each(speechLanguages)('%s', (language) => {
    const word = prompt(language, 'please-hold')
    const line = joined(silence(1000), word, silence(1000))
    const from = inFrames(1000)
    const to = from + inFrames(word.length / 8)

    it.each([
      ['as it is', (sound: Int16Array) => sound],
      ['quiet', (sound: Int16Array) => quieter(sound, 15)],
      [
        'in white noise 15 dB below it',
        (sound: Int16Array) => mixed(sound, noise(sound.length / 8, -35, seededRandom(1))),
      ],
    ])('is heard from its beginning to its end, %s', (_, made) => {
      const heard = judged(throughUlaw(made(line)))
      const first = heard.indexOf(true)
      expect(first - from).toBeGreaterThanOrEqual(-2)
      expect(first - from).toBeLessThan(18)
      expect(share(heard.slice(from + 12, to))).toBeGreaterThan(0.6)
      expect(share(heard.slice(to + 12))).toBe(0)
    })
  })

  it('is heard when it begins with the first frame', () => {
    expect(judged(prompt('hu', 'greeting')).indexOf(true)).toBeLessThan(10)
  })

  it('is heard again after noise has set in', () => {
    const behind = noise(12_000, -40, seededRandom(9))
    const heard = judged(mixed(joined(silence(6000), prompt('ru', 'greeting'), silence(6000)), behind))
    expect(share(heard.slice(inFrames(2000), inFrames(5900)))).toBe(0)
    expect(heard.indexOf(true, inFrames(5000))).toBeLessThan(inFrames(6400))
  })
})

describe('what is no speech', () => {
  it.each([
    ['silence', silence(5000)],
    ['a quiet line', noise(5000, -65, seededRandom(2))],
    ['hum', tones(5000, { hz: 50, levelDbm0: -15 }, { hz: 150, levelDbm0: -25 })],
    ['busy tone', recorded(new ToneSource({ frequenciesHz: [425], levelDbm0: -13, cadenceMs: [500, 500] }), 5000)],
    ['dial tone', tones(5000, { hz: 350, levelDbm0: -16 }, { hz: 440, levelDbm0: -16 })],
    ['a fax', tones(5000, { hz: 2100 })],
  ])('%s', (_, sound) => {
    // What has just begun may be taken for speech for a moment.
    expect(share(judged(throughUlaw(sound)))).toBeLessThan(0.3)
  })

  it('noise that is suddenly there, for longer than two thirds of a second', () => {
    const heard = judged(joined(silence(2000), noise(6000, -30, seededRandom(3))))
    expect(share(heard.slice(inFrames(2700)))).toBe(0)
  })

  it('and takes back what it took for speech at the beginning of a tone', () => {
    const voice = new VoiceActivity()
    let begun = 0
    let takenBack = 0
    let was = false
    for (const frame of frames(joined(silence(500), tones(1000, { hz: 900 }), silence(500)))) {
      const is = voice.push(frame)
      if (is && !was) begun++
      if (voice.isTakenBack) takenBack++
      was = is
    }
    expect(takenBack).toBe(begun)
  })
})

describe('the detectors made of it', () => {
  const talk = joined(
    silence(1500),
    prompt('en', 'please-hold'),
    silence(2000),
    prompt('en', 'please-hold'),
    silence(3000),
  )

  it('say each time that somebody begins to speak, and each time that it has been silent for long enough', () => {
    const voice = new VoiceDetector(200)
    const silent = new SilenceDetector(1000)
    const told: string[] = []
    for (const frame of frames(talk)) {
      if (voice.push(frame)) told.push('voice')
      if (silent.push(frame)) told.push('silence')
    }
    expect(told).toEqual(['silence', 'voice', 'silence', 'voice', 'silence'])
  })

  it('count silence from the last word on', () => {
    const detector = new SilenceDetector(1000)
    const word = prompt('en', 'please-hold')
    let nowMs = 0
    const told: number[] = []
    for (const frame of frames(joined(word, silence(3000)))) {
      nowMs += 20
      if (detector.push(frame)) told.push(nowMs)
    }
    expect(told).toHaveLength(1)
    expect(Math.abs(told[0]! - 1000 - word.length / 8)).toBeLessThan(200)
  })

  it('do not take a click for a word', () => {
    const click = tones(30, { hz: 300, levelDbm0: -3 })
    const voice = new VoiceDetector(200)
    for (const frame of frames(joined(silence(500), click, silence(500), click, silence(500)))) {
      expect(voice.push(frame)).toBe(false)
    }
  })

  it('hear voice within every prompt there is', () => {
    for (const language of speechLanguages) {
      const voice = new VoiceDetector(300)
      expect([...frames(speech(language))].some((frame) => voice.push(frame))).toBe(true)
    }
  })
})
