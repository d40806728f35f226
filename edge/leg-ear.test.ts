import { describe, expect, it } from 'vitest'
import { frames, joined, silence, tones } from '#telephony/audio/detection/test-sound.ts'
import { type Digit, DtmfSource, digitFrequenciesHz } from '#telephony/audio/dtmf.ts'
import { newFrame } from '#telephony/audio/frame.ts'
import { Resampler } from '#telephony/audio/resample.ts'
import { LegEar, type SoundListener } from './leg-ear.ts'

const pressed = (...digits: Digit[]) =>
  joined(
    ...digits.flatMap((digit) => {
      const [row, column] = digitFrequenciesHz(digit)
      return [silence(80), tones(80, { hz: row }, { hz: column })]
    }),
    silence(200),
  )

function digitsIn(
  sound: Int16Array,
  how: { at?: 8000 | 16_000 | 48_000; isSendingTones?: (frame: number) => boolean } = {},
) {
  const ear = new LegEar()
  let heard = ''
  ear.hearDigits((digit) => {
    heard += digit
  })
  const { at = 8000 } = how
  const up = at === 8000 ? undefined : new Resampler(8000, at)
  let n = 0
  for (const frame of frames(sound)) {
    const wide = newFrame(at)
    if (up) up.convert(frame, wide)
    else wide.set(frame)
    ear.hear(wide, how.isSendingTones?.(n++) ?? false)
  }
  return heard
}

describe('a leg whose far end tells of its digits in no other way', () => {
  it.each([8000, 16_000, 48_000] as const)('has them heard in its sound, at %i Hz', (at) => {
    expect(digitsIn(pressed('1', '2', 'D'), { at })).toBe('12D')
  })

  it('has them heard once each, however long nothing comes between them', () => {
    for (let pause = 0; pause < 12; pause++) {
      const ear = new LegEar()
      let heard = ''
      ear.hearDigits((digit) => {
        heard += digit
      })
      for (let round = 0; round < 3; round++) {
        for (const frame of frames(joined(pressed('7'), tones(60, { hz: 697 }, { hz: 1209 })))) ear.hear(frame, false)
        for (let n = 0; n < pause; n++) ear.hear(undefined, false)
      }
      // A digit that nothing came after, and the same again after a while, are two.
      expect(heard.slice(0, 2)).toBe('71')
      expect(heard).toBe('717171')
    }
  })

  it('is not heard to press what we send ourselves and the line gives back', () => {
    // The echo comes up to 300 ms after our own tones.
    expect(digitsIn(pressed('5'), { isSendingTones: (frame) => frame < 2 })).toBe('')
    expect(digitsIn(joined(silence(600), pressed('5')), { isSendingTones: (frame) => frame < 2 })).toBe('5')
  })

  it('needs no ear any more once it agreed to tell', () => {
    const ear = new LegEar()
    expect(ear.isListening).toBe(false)
    ear.hearDigits(() => {})
    expect(ear.isListening).toBe(true)
    ear.hearDigits(undefined)
    expect(ear.isListening).toBe(false)
  })
})

describe('listeners', () => {
  it('each hear every tick, silence where nothing came, and may go while they listen', () => {
    const ear = new LegEar()
    const heard: string[] = []
    const listener = (name: string, times: number): SoundListener => {
      const self: SoundListener = {
        hear: (frame) => {
          heard.push(`${name}${frame.some((sample) => sample !== 0) ? '+' : '-'}`)
          if (--times === 0) ear.remove(self)
        },
      }
      return self
    }
    ear.add(listener('a', 1))
    ear.add(listener('b', 3))
    const source = new DtmfSource(['1'])
    const frame = newFrame()
    source.read(frame)
    ear.hear(frame, false)
    ear.hear(undefined, false)
    ear.hear(frame, false)
    expect(heard).toEqual(['b+', 'a+', 'b-', 'b+'])
    expect(ear.isListening).toBe(false)
  })
})
