import { failure, type Result, success } from '#kernel/result.ts'

/** Sound with one channel; samples from -1 to 1. */
export interface Mono {
  readonly rateHz: number
  readonly samples: Float64Array
}

/** Why a file is no sound that can be taken. */
export type WavFault = 'not-wav' | 'not-16-bit' | 'too-many-channels' | 'bad-rate' | 'empty'

const pcm = 1
const extensible = 0xfffe
/** A file with more chunks than this before its sound is not one that a recorder wrote. */
const mostChunks = 100

/**
 * Reads RIFF/WAVE with linear PCM of 16 bits, one or two channels (their mean is taken), 8 to 48 kHz. The file may be hostile:
 * no length that it states is believed beyond what is there, and nothing is allocated by one.
 */
export function readWav(file: Uint8Array): Result<Mono, WavFault> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 12 || tagAt(file, 0) !== 'RIFF' || tagAt(file, 8) !== 'WAVE') return failure('not-wav')
  let format: { readonly channels: number; readonly rateHz: number } | undefined
  let at = 12
  for (let chunk = 0; chunk < mostChunks && at + 8 <= file.length; chunk++) {
    const tag = tagAt(file, at)
    const stated = view.getUint32(at + 4, true)
    const from = at + 8
    const bytes = Math.min(stated, file.length - from)
    if (tag === 'fmt ') {
      const read = readFormat(view, from, bytes)
      if (!read.ok) return read
      format = read.value
    } else if (tag === 'data') {
      return format === undefined ? failure('not-wav') : readSamples(view, from, bytes, format)
    }
    at = from + bytes + (bytes % 2)
  }
  return failure(format === undefined ? 'not-wav' : 'empty')
}

function readFormat(
  view: DataView,
  at: number,
  bytes: number,
): Result<{ readonly channels: number; readonly rateHz: number }, WavFault> {
  if (bytes < 16) return failure('not-wav')
  const tag = view.getUint16(at, true)
  const coding = tag === extensible && bytes >= 40 ? view.getUint16(at + 24, true) : tag
  const channels = view.getUint16(at + 2, true)
  const rateHz = view.getUint32(at + 4, true)
  if (coding !== pcm || view.getUint16(at + 14, true) !== 16) return failure('not-16-bit')
  if (channels !== 1 && channels !== 2) return failure('too-many-channels')
  return rateHz < 8000 || rateHz > 48_000 ? failure('bad-rate') : success({ channels, rateHz })
}

function readSamples(
  view: DataView,
  at: number,
  bytes: number,
  { channels, rateHz }: { readonly channels: number; readonly rateHz: number },
): Result<Mono, WavFault> {
  const count = Math.floor(bytes / (2 * channels))
  if (count === 0) return failure('empty')
  const samples = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += view.getInt16(at + 2 * (i * channels + channel), true)
    samples[i] = sum / channels / 32_768
  }
  return success({ rateHz, samples })
}

const tagAt = (file: Uint8Array, at: number): string => String.fromCharCode(...file.subarray(at, at + 4))
