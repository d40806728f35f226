import { describe, expect, it } from 'vitest'
import { codecFacts, unitsIn } from '#telephony/audio/codec.ts'
import { type SampleRate, samplesAt } from '#telephony/audio/frame.ts'
import { openOpus } from './opus.ts'

const opus = openOpus()

/** Something like a voice: a pulse train of 130 Hz with overtones, rising and falling. */
function voice(rateHz: SampleRate, frames: number, pitchHz: (frame: number) => number = () => 130): Int16Array[] {
  return Array.from({ length: frames }, (_, frame) =>
    Int16Array.from({ length: samplesAt(rateHz) }, (_, i) => {
      const t = frame / 50 + i / rateHz
      let sum = 0
      for (const [k, level] of [1, 0.8, 0.6, 0.5, 0.3, 0.3, 0.2].entries()) {
        sum += level * Math.sin(2 * Math.PI * pitchHz(frame) * (k + 1) * t)
      }
      return Math.round(2500 * sum * (0.7 + 0.3 * Math.sin(2 * Math.PI * 3 * t)))
    }),
  )
}

function energyAt(frames: readonly Int16Array[], rateHz: number, hertz: number): number {
  const samples = frames.flatMap((frame) => [...frame])
  let sine = 0
  let cosine = 0
  for (const [i, sample] of samples.entries()) {
    sine += sample * Math.sin((2 * Math.PI * hertz * i) / rateHz)
    cosine += sample * Math.cos((2 * Math.PI * hertz * i) / rateHz)
  }
  return (2 * Math.hypot(sine, cosine)) / samples.length
}

const tone = (rateHz: SampleRate, hertz: number, frames: number): Int16Array[] =>
  Array.from({ length: frames }, (_, frame) =>
    Int16Array.from({ length: samplesAt(rateHz) }, (_, i) =>
      Math.round(8000 * Math.sin((2 * Math.PI * hertz * (frame * samplesAt(rateHz) + i)) / rateHz)),
    ),
  )

function encodeAll(frames: readonly Int16Array[], rateHz: SampleRate): Uint8Array[] {
  const encoder = opus.encoder(rateHz)
  const into = new Uint8Array(codecFacts.opus.frameBytes)
  const payloads = frames.map((frame) => into.slice(0, encoder.encode(frame, into)))
  encoder.close()
  return payloads
}

describe.each([
  [8000, 16_000],
  [16_000, 8000],
  [16_000, 16_000],
  [48_000, 16_000],
  [48_000, 48_000],
] as [SampleRate, SampleRate][])('Opus from %i to %i Hz', (sentHz, heardHz) => {
  it('carries a tone of 1 kHz at its level', () => {
    const payloads = encodeAll(tone(sentHz, 1000, 40), sentHz)
    const decoder = opus.decoder(heardHz)
    const heard = payloads.map((payload) => {
      const into = new Int16Array(samplesAt(heardHz))
      expect(decoder.decode(payload, payload.length, into)).toBe(into.length)
      return into
    })
    decoder.close()
    expect(20 * Math.log10(energyAt(heard.slice(10), heardHz, 1000) / 8000)).toBeGreaterThan(-1)
  })
})

describe('Opus packets', () => {
  it('say how long they last by their first byte', () => {
    for (const payload of encodeAll(voice(48_000, 10), 48_000))
      expect(unitsIn('opus', payload, 0, payload.length)).toBe(960)
    // RFC 6716 3.1: SILK of 60 ms once, CELT of 2.5 ms twice, and a count of frames that makes more than 120 ms.
    expect(unitsIn('opus', Uint8Array.of(3 << 3, 1), 0, 2)).toBe(2880)
    expect(unitsIn('opus', Uint8Array.of((16 << 3) | 1, 1, 2), 0, 3)).toBe(240)
    expect(unitsIn('opus', Uint8Array.of((3 << 3) | 3, 3), 0, 2)).toBe(0)
    expect(unitsIn('opus', new Uint8Array(0), 0, 0)).toBe(0)
  })

  it('that nobody sent decode to nothing and hurt no later one', () => {
    const payloads = encodeAll(tone(16_000, 1000, 40), 16_000)
    const decoder = opus.decoder(16_000)
    let seed = 7
    const junkByte = () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed & 0xff
    }
    const heard: Int16Array[] = []
    for (const [n, payload] of payloads.entries()) {
      const junk = Uint8Array.from({ length: (n * 37) % 1400 }, junkByte)
      const spoilt = new Int16Array(1920)
      expect(decoder.decode(junk, junk.length, spoilt)).toBeLessThanOrEqual(1920)
      if (n === 20) decoder.reset()
      const into = new Int16Array(320)
      if (n >= 20) expect(decoder.decode(payload, payload.length, into)).toBe(320)
      if (n < 20) decoder.reset()
      heard.push(into)
    }
    decoder.close()
    expect(heard).toHaveLength(40)
  })

  it('repeat the one before: what is lost is recovered far better than guessed', () => {
    // What begins anew cannot be guessed: the voice's pitch is another at each fifth frame.
    const sent = voice(16_000, 100, (frame) => 100 + 37 * (Math.floor(frame / 5) % 4))
    const payloads = encodeAll(sent, 16_000)
    const error = (how: 'whole' | 'recovered' | 'guessed'): Int16Array[] => {
      const decoder = opus.decoder(16_000)
      const frames = payloads.map((payload, n) => {
        const into = new Int16Array(320)
        const next = payloads[n + 1]
        if (how === 'whole' || n % 5 !== 0 || n === 0 || next === undefined)
          decoder.decode(payload, payload.length, into)
        else if (how === 'recovered') decoder.recover(next, next.length, into)
        else decoder.conceal(into)
        return into
      })
      decoder.close()
      return frames
    }
    const whole = error('whole')
    const distance = (frames: readonly Int16Array[]) =>
      Math.sqrt(
        frames.reduce(
          (sum, frame, n) => sum + frame.reduce((all, value, i) => all + (value - whole[n]![i]!) ** 2, 0),
          0,
        ),
      )
    expect(distance(error('recovered'))).toBeLessThan(distance(error('guessed')) * 0.6)
  })
})

it('gives its memory back: ten thousand calls later it is as large as after the first hundred', () => {
  // Made once: what the test itself leaves to the garbage collector is not to be counted.
  const [payload, spoken, heard] = [new Uint8Array(400), new Int16Array(320), new Int16Array(960)]
  const round = () => {
    const decoder = opus.decoder(48_000)
    const encoder = opus.encoder(16_000)
    const bytes = encoder.encode(spoken, payload)
    decoder.decode(payload, bytes, heard)
    decoder.close()
    encoder.close()
    // Closed twice is closed once; what is closed says nothing.
    encoder.close()
    expect(encoder.encode(spoken, payload)).toBe(0)
  }
  for (let i = 0; i < 100; i++) round()
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().external
  for (let i = 0; i < 3000; i++) round()
  expect(process.memoryUsage().arrayBuffers + process.memoryUsage().external - before).toBeLessThan(4_000_000)
})
