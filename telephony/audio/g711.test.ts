import { describe, expect, it } from 'vitest'
import { newFrame } from './frame.ts'
import { g711ByPayloadType, pcma, pcmu } from './g711.ts'
import { tonePurityDb } from './goertzel.ts'
import { ToneSource, testTone } from './tones.ts'

/** ITU-T G.711 appendix values: [byte, linear value in 16 bit]. */
const known = {
  PCMU: [
    [0xff, 0],
    [0x80, 32_124],
    [0x00, -32_124],
    [0xfe, 8],
    [0xf0, 120],
    [0xef, 132],
  ],
  PCMA: [
    [0xd5, 8],
    [0x55, -8],
    [0xaa, 32_256],
    [0x2a, -32_256],
    [0xd4, 24],
  ],
} as const

describe.each([pcmu, pcma])('$name', (codec) => {
  it('decodes as G.711 tables 1 and 2 say', () => {
    for (const [byte, value] of known[codec.name]) {
      const linear = new Int16Array(1)
      codec.decode(Uint8Array.of(byte), linear)
      expect(linear[0], `0x${byte.toString(16)}`).toBe(value)
    }
  })

  it('gives each byte back after decoding and encoding', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const linear = new Int16Array(256)
    const again = new Uint8Array(256)
    codec.decode(bytes, linear)
    codec.encode(linear, again)
    // µ-law has a negative zero that becomes the positive one.
    expect([...again].filter((byte, i) => byte !== i)).toEqual(codec.name === 'PCMU' ? [0xff] : [])
  })

  it('never moves a sample by more than half a step', () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768)
    const bytes = new Uint8Array(65_536)
    const back = new Int16Array(65_536)
    expect(codec.encode(samples, bytes)).toBe(65_536)
    codec.decode(bytes, back)
    const wrong = samples.filter((sample, i) => {
      const magnitude = Math.abs(sample)
      const overload = magnitude > 32_124 ? 700 : 0
      return Math.abs(back[i]! - sample) > 8 + magnitude / 32 + overload
    })
    expect([...wrong]).toEqual([])
  })

  it('carries a tone: 1,004 Hz at -10 dBm0 comes back as pure as G.711 can', () => {
    const source = new ToneSource(testTone())
    const heard = new Int16Array(50 * 160)
    const frame = newFrame()
    const bytes = new Uint8Array(160)
    for (let n = 0; n < 50; n++) {
      source.read(frame)
      codec.encode(frame, bytes)
      codec.decode(bytes, heard.subarray(n * 160, n * 160 + 160))
    }
    expect(tonePurityDb(heard, 1004)).toBeGreaterThan(-0.05)
    expect(tonePurityDb(heard, 1400)).toBeLessThan(-40)
  })

  it('has a silence that is silent', () => {
    const linear = new Int16Array(1)
    codec.decode(Uint8Array.of(codec.silence), linear)
    expect(Math.abs(linear[0]!)).toBeLessThanOrEqual(8)
    codec.encode(new Int16Array(1), new Uint8Array(1))
  })

  it('writes no further than there is room', () => {
    expect(codec.decode(new Uint8Array(10), new Int16Array(4))).toBe(4)
    expect(codec.encode(new Int16Array(10), new Uint8Array(20), 6)).toBe(6)
  })
})

it('is found by its static payload type', () => {
  expect([0, 8, 9, 101].map((type) => g711ByPayloadType(type)?.name)).toEqual(['PCMU', 'PCMA', undefined, undefined])
})
