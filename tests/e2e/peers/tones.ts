import { writeFileSync } from 'node:fs'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'

/** A mono 16-bit PCM WAV of one tone, whose length is a whole number of cycles so that it loops without a click. */
export function writeToneFile(path: string, frequencyHz: number, sampleRateHz: number, seconds = 10): void {
  // One second holds a whole number of cycles of every whole frequency; browsers loop the file.
  const count = sampleRateHz * seconds
  const samples = Int16Array.from(
    { length: count },
    (_, i) => 9000 * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz),
  )
  writeFileSync(path, wavFile(samples, 1, sampleRateHz))
}

/** RIFF WAVE, format 1 (PCM), 16 bit, interleaved. */
export function wavFile(samples: Int16Array, channels: number, sampleRateHz: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.byteLength, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRateHz, 24)
  header.writeUInt32LE(sampleRateHz * channels * 2, 28)
  header.writeUInt16LE(channels * 2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.byteLength, 40)
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)])
}

export interface Sound {
  readonly channels: number
  readonly sampleRateHz: number
  /** One array a channel. */
  readonly samples: readonly Int16Array[]
}

/** Reads a PCM WAV (format 1, or 7 for µ-law is refused): as strict as a player that we know nothing of. */
export function readWav(bytes: Buffer): Sound {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    throw new Error('no WAV file')
  let offset = 12
  let channels = 0
  let sampleRateHz = 0
  while (offset + 8 <= bytes.length) {
    const name = bytes.toString('latin1', offset, offset + 4)
    const size = bytes.readUInt32LE(offset + 4)
    if (name === 'fmt ') {
      if (bytes.readUInt16LE(offset + 8) !== 1 || bytes.readUInt16LE(offset + 22) !== 16)
        throw new Error('not 16-bit PCM')
      channels = bytes.readUInt16LE(offset + 10)
      sampleRateHz = bytes.readUInt32LE(offset + 12)
    }
    if (name === 'data') {
      if (offset + 8 + size > bytes.length) throw new Error('the WAV promises more bytes than it has')
      const frames = Math.floor(size / 2 / channels)
      const samples = Array.from({ length: channels }, (_, channel) =>
        Int16Array.from({ length: frames }, (_, i) => bytes.readInt16LE(offset + 8 + (i * channels + channel) * 2)),
      )
      return { channels, sampleRateHz, samples }
    }
    offset += 8 + size + (size % 2)
  }
  throw new Error('the WAV has no sound')
}

/** Every `to / from`-th sample: enough for tones far below half of the new rate that are alone in the sound. */
export function decimate(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  const step = fromHz / toHz
  const count = Math.floor(samples.length / step)
  return Int16Array.from({ length: count }, (_, i) => {
    // The mean over the step: a crude low-pass, which is all that is needed.
    let sum = 0
    for (let k = 0; k < step; k++) sum += samples[Math.floor(i * step) + k] ?? 0
    return sum / step
  })
}

/** A recording's channels at 8 kHz, whatever it was made at. */
export const at8kHz = ({ samples, sampleRateHz }: Sound): readonly Int16Array[] =>
  sampleRateHz === 8000 ? samples : samples.map((channel) => decimate(channel, sampleRateHz, 8000))

/** The longest share of the windows (100 ms each, 8 kHz) in which `frequencyHz` is nearly all that sounds: 0 to 1. */
export function shareOfTone(samples: Int16Array, frequencyHz: number, leastPurityDb = -3): number {
  const size = 800
  let windows = 0
  let pure = 0
  for (let at = 0; at + size <= samples.length; at += size) {
    windows++
    if (tonePurityDb(samples.subarray(at, at + size), frequencyHz) > leastPurityDb) pure++
  }
  return windows === 0 ? 0 : pure / windows
}

/** The longest stretch, in milliseconds, whose 5 ms pieces are all quieter than a tenth of the median piece. */
export function longestGapMs(samples: Int16Array, sampleRateHz: number): number {
  const size = Math.round(sampleRateHz / 200)
  const levels: number[] = []
  for (let at = 0; at + size <= samples.length; at += size) {
    let sum = 0
    for (let i = at; i < at + size; i++) sum += (samples[i] ?? 0) ** 2
    levels.push(Math.sqrt(sum / size))
  }
  const median = [...levels].sort((a, b) => a - b)[Math.floor(levels.length / 2)] ?? 0
  let longest = 0
  let current = 0
  for (const level of levels) {
    current = level < median / 10 ? current + 5 : 0
    longest = Math.max(longest, current)
  }
  return longest
}
