import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { prompt, speech, speechLanguages } from '#tests/sound/prompts.ts'
import { type Digit, DtmfSource, digitFrequenciesHz } from '../dtmf.ts'
import { DigitDetector } from './digit-detector.ts'
import { frames, joined, mixed, noise, recorded, samplesIn, silence, throughUlaw, tones } from './test-sound.ts'

const digits = [...'0123456789*#ABCD'] as Digit[]
/** Where in a frame a press begins. */
const offsetsMs = [0, 3.125, 5, 8.75, 10, 13.5, 17.25]

interface Press {
  readonly ms?: number
  /** In per cent, of both tones. */
  readonly detuned?: number
  readonly rowDbm0?: number
  readonly columnDbm0?: number
}

function press(digit: Digit, { ms = 40, detuned = 0, rowDbm0 = -10, columnDbm0 = -10 }: Press = {}): Int16Array {
  const [row, column] = digitFrequenciesHz(digit)
  const factor = 1 + detuned / 100
  return tones(
    ms,
    { hz: row * factor, levelDbm0: rowDbm0, phase: 0.4 },
    { hz: column * factor, levelDbm0: columnDbm0, phase: 1.9 },
  )
}

function heardIn(sound: Int16Array, detector = new DigitDetector()): string {
  let heard = ''
  for (const frame of frames(sound)) heard += detector.push(frame) ?? ''
  return heard
}

/** What is heard of each digit pressed once, at each offset; those that were not heard exactly once and as themselves. */
function wrong(how: Press): string[] {
  return digits.flatMap((digit) =>
    offsetsMs
      .map((offsetMs) => heardIn(throughUlaw(joined(silence(60 + offsetMs), press(digit, how), silence(120)))))
      .filter((heard) => heard !== digit)
      .map((heard) => `${digit}: "${heard}"`),
  )
}

const heardAtAll = (how: Press): string[] =>
  digits.flatMap((digit) =>
    offsetsMs
      .map((offsetMs) => heardIn(throughUlaw(joined(silence(60 + offsetMs), press(digit, how), silence(120)))))
      .filter((heard) => heard !== ''),
  )

describe('Q.24: what must be taken', () => {
  it.each([40, 50, 65, 100, 1000])('a press of %i ms, once', (ms) => {
    expect(wrong({ ms })).toEqual([])
  })

  it.each([-1.5, 1.5])('frequencies %f %% beside their own', (detuned) => {
    expect(wrong({ detuned })).toEqual([])
  })

  it.each([-3, -25])('two tones of %i dBm0 each', (level) => {
    expect(wrong({ rowDbm0: level, columnDbm0: level })).toEqual([])
  })

  it('a column 4 dB above the row, and 8 dB below it', () => {
    expect(wrong({ rowDbm0: -12, columnDbm0: -8 })).toEqual([])
    expect(wrong({ rowDbm0: -8, columnDbm0: -16 })).toEqual([])
  })

  it('presses of 40 ms with pauses of 40 ms, equal ones too', () => {
    const number = '11223344556677889900**##AABBCCDD'
    for (const offsetMs of offsetsMs) {
      const line = joined(
        silence(40 + offsetMs),
        ...[...number].flatMap((digit) => [press(digit as Digit), silence(40)]),
        silence(100),
      )
      expect(heardIn(line)).toBe(number)
    }
  })

  it('one press, though it breaks off for up to 10 ms', () => {
    for (const offsetMs of offsetsMs) {
      const broken = joined(
        silence(offsetMs),
        press('5', { ms: 60 }),
        silence(10),
        press('5', { ms: 60 }),
        silence(100),
      )
      expect(heardIn(broken)).toBe('5')
    }
  })

  it('digits in noise 15 dB below them, and none of the noise', () => {
    const random = seededRandom(7)
    const number = '147*2580369#ABCD'.repeat(12)
    const line = joined(
      silence(33),
      ...[...number].flatMap((digit) => [press(digit as Digit, { ms: 50 }), silence(50)]),
    )
    // Two tones of -10 dBm0 each are -13.2 dBFS RMS together.
    const noisy = mixed(line, noise(line.length / 8, -28.2, random))
    expect(heardIn(throughUlaw(noisy))).toBe(number)
  })

  it('digits with an echo 10 dB below them, 20 ms later', () => {
    const number = '1234567890*#ABCD'
    const line = joined(silence(25), ...[...number].flatMap((digit) => [press(digit as Digit), silence(60)]))
    expect(heardIn(mixed(line, line, 10 ** (-10 / 20), 20))).toBe(number)
  })

  it('digits over what the prompt leaves of itself on the line', () => {
    const number = '90210'
    const line = joined(
      silence(300),
      ...[...number].flatMap((digit) => [press(digit as Digit, { ms: 80 }), silence(80)]),
    )
    expect(heardIn(mixed(line, prompt('en', 'greeting'), 10 ** (-15 / 20)))).toBe(number)
  })
})

describe('Q.24: what must not be taken', () => {
  it.each([10, 23])('a press of %i ms', (ms) => {
    expect(heardAtAll({ ms })).toEqual([])
  })

  it.each([-6, -3.5, 3.5, 6])('frequencies %f %% beside their own', (detuned) => {
    expect(heardAtAll({ detuned, ms: 200 })).toEqual([])
  })

  it('tones of -40 dBm0, or only one of the two', () => {
    expect(heardAtAll({ ms: 200, rowDbm0: -40, columnDbm0: -40 })).toEqual([])
    expect(heardAtAll({ ms: 200, rowDbm0: -60 })).toEqual([])
    expect(heardAtAll({ ms: 200, columnDbm0: -60 })).toEqual([])
  })

  it('a third tone beside the two', () => {
    const sound = mixed(press('5', { ms: 300 }), tones(300, { hz: 1000, levelDbm0: -8 }))
    expect(heardIn(joined(silence(50), sound))).toBe('')
  })

  it('noise', () => {
    expect(heardIn(noise(60_000, -20, seededRandom(3)))).toBe('')
  })
})

describe('talk-off', () => {
  it.each(speechLanguages)('hears no digit in speech (%s), at any place in its frames', (language) => {
    const spoken = speech(language)
    expect(spoken.length).toBeGreaterThan(8 * 5000)
    for (const offset of [0, 31, 77, 120]) expect(heardIn(spoken.subarray(offset))).toBe('')
  })

  it('what our own generator sends', () => {
    const number = '0123456789*#ABCD'
    expect(heardIn(recorded(new DtmfSource([...number] as Digit[]), 4000))).toBe(number)
  })

  it('nothing of what was before, once it was reset', () => {
    const detector = new DigitDetector()
    for (const frame of frames(press('1', { ms: 40 }).subarray(0, samplesIn(40)))) detector.push(frame)
    detector.reset()
    expect(heardIn(silence(100), detector)).toBe('')
  })
})
