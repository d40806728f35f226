import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { G722Decoder, G722Encoder } from '#telephony/audio/g722.ts'

const seconds = 4
/** Silence, a tone that glides, hiss, full-scale jumps, and a tone in the higher band: each a second or less. */
function testSound(): Int16Array {
  let seed = 12_345
  const chance = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return ((seed >>> 8) / 2 ** 24) * 2 - 1
  }
  return Int16Array.from({ length: seconds * 16_000 }, (_, n) => {
    const quarter = Math.floor(n / 4000)
    if (quarter === 0) return 0
    if (quarter < 4) return triangle(n * (300 + n / 8), 12_000)
    if (quarter < 8) return Math.trunc(chance() * 32_767)
    if (quarter < 12) return chance() > 0 ? 32_767 : -32_768
    return triangle(n * 5000, 3000) + Math.trunc(chance() * 2000)
  })
}
/** In whole numbers alone, so that each machine makes the same. @param phase in samples times hertz */
function triangle(phase: number, peak: number): number {
  const turn = Math.floor(phase) % 16_000
  return Math.trunc(((turn < 8000 ? turn : 16_000 - turn) * 2 * peak) / 8000) - peak
}
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('G.722 at 64 kbit/s', () => {
  const sound = testSound()
  const encoded = new Uint8Array(sound.length / 2)
  new G722Encoder().encode(sound, encoded)

  it('gives the very bits of another implementation (spandsp 0.0.6) for four seconds of tones, hiss and jumps', () => {
    expect(sha256(new Uint8Array(sound.buffer))).toBe(
      'e6796d18406b0af8a43b42ebe2af6d02c1f529e72c440eaea39ad9cbf108d205',
    )
    expect(sha256(encoded)).toBe('e852bb327274d17f2cc1f027537fa6c77de71054e9293671c20c826dcc7723c9')
  })

  it('decodes them to the very samples of the other, which saturates nothing, where nothing has to be saturated', () => {
    const samples = new Int16Array(sound.length)
    new G722Decoder().decode(encoded, samples)
    const untilJumps = samples.subarray(0, 16_000)
    expect(sha256(new Uint8Array(untilJumps.slice().buffer))).toBe(
      '06aa9789021dd08fc7e80f0578a8ae8e9f7ab40d6eaa533013239510777c5182',
    )
  })

  it('does the same whatever the frames that it comes in', () => {
    const encoder = new G722Encoder()
    const decoder = new G722Decoder()
    const whole = new Int16Array(sound.length)
    new G722Decoder().decode(encoded, whole)
    const pieces = [320, 160, 2, 640, 478]
    let at = 0
    for (let n = 0; at + 640 <= 32_000; n++) {
      const length = pieces[n % pieces.length]!
      const bytes = new Uint8Array(length / 2)
      expect(encoder.encode(sound.subarray(at, at + length), bytes)).toBe(length / 2)
      expect(bytes).toEqual(encoded.subarray(at / 2, (at + length) / 2))
      const samples = new Int16Array(length)
      expect(decoder.decode(bytes, samples)).toBe(length)
      expect(samples).toEqual(whole.subarray(at, at + length))
      at += length
    }
  })

  it.each([
    [300, 30],
    [1000, 30],
    [3000, 25],
    [5000, 8],
    [6500, 8],
  ])('carries a tone of %i Hz at least %i dB above its noise', (hertz, leastDb) => {
    const sent = Int16Array.from({ length: 16_000 }, (_, n) =>
      Math.round(8000 * Math.sin((2 * Math.PI * hertz * n) / 16_000)),
    )
    const bytes = new Uint8Array(8000)
    const heard = new Int16Array(16_000)
    new G722Encoder().encode(sent, bytes)
    new G722Decoder().decode(bytes, heard)
    let sine = 0
    let cosine = 0
    let energy = 0
    for (let n = 1600; n < 16_000; n++) {
      sine += heard[n]! * Math.sin((2 * Math.PI * hertz * n) / 16_000)
      cosine += heard[n]! * Math.cos((2 * Math.PI * hertz * n) / 16_000)
      energy += heard[n]! ** 2
    }
    const tone = (2 * (sine ** 2 + cosine ** 2)) / 14_400
    expect(10 * Math.log10(tone / (energy - tone))).toBeGreaterThan(leastDb)
  })

  it('saturates and does not wrap what is as loud as it can be', () => {
    const sent = Int16Array.from({ length: 16_000 }, (_, n) => (n % 40 < 20 ? 32_767 : -32_768))
    const bytes = new Uint8Array(8000)
    const heard = new Int16Array(16_000)
    new G722Encoder().encode(sent, bytes)
    new G722Decoder().decode(bytes, heard)
    // 22 samples of delay; in the middle of each half wave all is settled.
    for (let n = 1600 + 22; n < 16_000; n++) {
      if ((n - 22) % 20 < 8 || (n - 22) % 20 > 12) continue
      expect(Math.sign(heard[n]!), `sample ${n}`).toBe(Math.sign(sent[n - 22]!))
    }
    expect(Math.max(...heard)).toBe(32_767)
  })

  it('makes as many samples as it should of any bytes', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, n) => (Math.imul(n + 1, 2_654_435_761) >>> 13) & 0xff)
    expect(new G722Decoder().decode(bytes, new Int16Array(40_000))).toBe(40_000)
    expect(new G722Decoder().decode(bytes, new Int16Array(39_999))).toBe(39_998)
  })
})
