import { describe, expect, it } from 'vitest'
import { pcmu } from '#telephony/audio/g711.ts'
import { fromMuLaw, toMuLaw } from './mu-law.ts'
import { prepareSound, targetLufs } from './prepare.ts'
import { toTelephoneRate } from './telephone-rate.ts'
import { truePeaks } from './true-peak.ts'
import { readWav } from './wav.ts'

interface Form {
  readonly rateHz?: number
  readonly channels?: number
  readonly bits?: number
  readonly coding?: number
  /** What the file says of its data, instead of the truth. */
  readonly statedBytes?: number
  /** Put before the data. */
  readonly before?: Buffer
}

function wav(samples: Float64Array, form: Form = {}): Buffer {
  const { rateHz = 8000, channels = 1, bits = 16, coding = 1, before = Buffer.alloc(0) } = form
  const data = Buffer.alloc(samples.length * 2 * channels)
  for (let i = 0; i < samples.length * channels; i++) {
    data.writeInt16LE(
      Math.max(-32_768, Math.min(32_767, Math.round(samples[Math.floor(i / channels)]! * 32_767))),
      2 * i,
    )
  }
  const head = Buffer.alloc(36)
  head.write('RIFF')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(coding, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rateHz, 24)
  head.writeUInt16LE(bits, 34)
  const chunk = Buffer.alloc(8)
  chunk.write('data')
  chunk.writeUInt32LE(form.statedBytes ?? data.length, 4)
  return Buffer.concat([head, before, chunk, data])
}
const tone = (seconds: number, rateHz: number, amplitude: number, hertz = 850) =>
  Float64Array.from({ length: seconds * rateHz }, (_, i) => amplitude * Math.sin((2 * Math.PI * hertz * i) / rateHz))
const levelDb = (samples: Float64Array) =>
  10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

describe('what an administrator hands in becomes what callers hear', () => {
  it.each([8000, 16_000, 22_050, 44_100, 48_000])('is even in loudness, whatever it was, from %d Hz', (rateHz) => {
    for (const amplitude of [0.02, 0.9]) {
      const made = prepareSound(wav(tone(2, rateHz, amplitude), { rateHz }))
      expect(made.ok && Math.abs((made.value.loudnessLufs ?? 0) - targetLufs)).toBeLessThan(0.3)
      expect(made.ok && made.value.durationMs).toBeGreaterThan(2100)
      expect(made.ok && made.value.durationMs).toBeLessThan(2300)
    }
  })

  it('loses the silence at both ends but for a breath', () => {
    const quiet = new Float64Array(16_000)
    const made = prepareSound(wav(Float64Array.from([...quiet, ...tone(1, 8000, 0.3), ...quiet])))
    expect(made.ok && made.value.durationMs).toBeGreaterThan(1200)
    expect(made.ok && made.value.durationMs).toBeLessThan(1260)
  })

  it('holds its true peaks, also of clicks in soft speech', () => {
    const samples = tone(2, 8000, 0.02)
    for (let at = 2000; at < samples.length; at += 3000) samples[at] = 0.8
    const made = prepareSound(wav(samples))
    const heard = fromMuLaw(made.ok ? made.value.audio : new Uint8Array(0))
    expect(truePeaks(heard).reduce((most, peak) => Math.max(most, peak), 0)).toBeLessThan(10 ** (-2.5 / 20))
  })

  it('takes two channels as one', () => {
    const made = prepareSound(wav(tone(1, 16_000, 0.2), { rateHz: 16_000, channels: 2 }))
    expect(made.ok && made.value.durationMs).toBeLessThan(1260)
  })

  it('says what is wrong with what it cannot take', () => {
    const sound = tone(1, 8000, 0.2)
    const faultOf = (file: Uint8Array) => {
      const made = prepareSound(file)
      return made.ok ? undefined : made.error
    }
    expect(faultOf(Buffer.from('ID3\u0004 an mp3 file'))).toBe('not-wav')
    expect(faultOf(Buffer.alloc(0))).toBe('not-wav')
    expect(faultOf(wav(sound).subarray(0, 40))).toBe('empty')
    expect(faultOf(wav(sound, { bits: 24 }))).toBe('not-16-bit')
    expect(faultOf(wav(sound, { coding: 7 }))).toBe('not-16-bit')
    expect(faultOf(wav(sound, { channels: 6 }))).toBe('too-many-channels')
    expect(faultOf(wav(sound, { rateHz: 4_000_000_000 }))).toBe('bad-rate')
    expect(faultOf(wav(sound, { rateHz: 0 }))).toBe('bad-rate')
    expect(faultOf(wav(new Float64Array(0)))).toBe('empty')
    expect(faultOf(wav(new Float64Array(8000)))).toBe('silent')
    expect(faultOf(wav(tone(300, 8000, 0.2)))).toBe('too-long')
    expect(faultOf(wav(tone(500, 8000, 0.2)))).toBe('too-long')
  })

  it('believes no length beyond what is there, and walks no endless list of chunks', () => {
    const sound = tone(1, 8000, 0.2)
    const stated = prepareSound(wav(sound, { statedBytes: 0xffff_ffff }))
    expect(stated.ok && stated.value.durationMs).toBeLessThan(1260)
    const empties = Buffer.alloc(8 * 200)
    for (let at = 0; at < empties.length; at += 8) empties.write('junk', at)
    const endless = prepareSound(wav(sound, { before: empties }))
    expect(endless.ok ? undefined : endless.error).toBe('empty')
  })

  it('survives every file that is cut short or has a byte changed', () => {
    const whole = wav(tone(0.1, 8000, 0.2))
    for (let at = 0; at < 60; at++) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at]! + 129) & 0xff
      expect(() => prepareSound(changed)).not.toThrow()
      expect(() => prepareSound(whole.subarray(0, at))).not.toThrow()
    }
  })
})

it('brings down to 8 kHz flat in the band of a telephone, with nothing folded back from above', () => {
  for (const rateHz of [16_000, 44_100, 48_000]) {
    const levelOf = (hertz: number) => levelDb(toTelephoneRate({ rateHz, samples: tone(1, rateHz, 0.5, hertz) }))
    const at1k = levelOf(1000)
    for (const hertz of [300, 2000, 3000]) expect(Math.abs(levelOf(hertz) - at1k)).toBeLessThan(0.2)
    for (const hertz of [5000, 6500, 7700]) expect(levelOf(hertz)).toBeLessThan(at1k - 45)
  }
})

it('writes the µ-law that edges read', () => {
  const samples = Float64Array.from({ length: 65_536 }, (_, i) => (i - 32_768) / 32_768)
  const theirs = new Uint8Array(samples.length)
  pcmu.encode(
    Int16Array.from(samples, (sample) => sample * 32_768),
    theirs,
  )
  const read = (bytes: Uint8Array) => {
    const into = new Int16Array(bytes.length)
    pcmu.decode(bytes, into)
    return into
  }
  const ours = toMuLaw(samples)
  const [mine, other] = [read(ours), read(theirs)]
  const apart = mine.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0)
  expect(apart).toBeLessThanOrEqual(1024)
  const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  expect([...fromMuLaw(everyByte)].map((value) => value * 32_768 + 0)).toEqual([...read(everyByte)])
  expect(readWav(Buffer.from('RIFF')).ok).toBe(false)
})
