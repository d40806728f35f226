import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { RecordingFile } from '#adapters/storage/index.ts'
import { success } from '#kernel/result.ts'
import { PeakMeter, peaksOfWav, silencesIn } from './waveform.ts'

/** Seconds of the two channels as one number each. */
function stereo(rateHz: number, seconds: readonly (readonly [number, number])[]): Buffer {
  const bytes = Buffer.alloc(seconds.length * rateHz * 4)
  seconds.forEach(([left, right], second) => {
    for (let i = 0; i < rateHz; i++) {
      bytes.writeInt16LE(i % 2 === 0 ? left : -left, (second * rateHz + i) * 4)
      bytes.writeInt16LE(right, (second * rateHz + i) * 4 + 2)
    }
  })
  return bytes
}

describe('the peaks of a recording', () => {
  it('are the loudest moment of each tenth of a second, whatever the pieces it comes in', () => {
    const sound = stereo(8000, [
      [16_384, 0],
      [-32_768 + 1, 300],
    ])
    for (const step of [1, 3, 4, 4096, sound.length]) {
      const meter = new PeakMeter(8000)
      for (let at = 0; at < sound.length; at += step) meter.push(sound.subarray(at, at + step))
      const { left, right } = meter.end()
      expect([left.length, left[0], left[9], left[10], right[0], right[19]]).toEqual([20, 128, 128, 255, 0, 2])
    }
  })

  it('show where nobody speaks for two seconds', () => {
    const meter = new PeakMeter(16_000)
    meter.push(
      stereo(16_000, [
        [5000, 0],
        [0, 0],
        [0, 5000],
        [100, 100],
        [0, 0],
        [0, 0],
        [9000, 0],
        [0, 0],
        [0, 0],
      ]),
    )
    expect(silencesIn(meter.end())).toEqual([
      { fromMs: 3000, toMs: 6000 },
      { fromMs: 7000, toMs: 9000 },
    ])
  })

  it('are read of a WAV file by its own rate, and of nothing else', async () => {
    const head = Buffer.alloc(44)
    head.writeUInt32LE(16_000, 24)
    const bytes = Buffer.concat([head, stereo(16_000, [[8192, 0]])])
    const file = (contentType: RecordingFile['contentType']): RecordingFile => ({
      contentType,
      bytes: bytes.length,
      isCutOff: false,
      read: async () => success(Readable.from([bytes.subarray(0, 20), bytes.subarray(20)])),
    })
    const read = await peaksOfWav(file('audio/wav'))
    expect(read.ok && [...read.value.left]).toEqual(Array(10).fill(64))
    expect((await peaksOfWav(file('audio/ogg'))).ok).toBe(false)
  })
})
