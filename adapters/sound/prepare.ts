import { failure, type Result, success } from '#kernel/result.ts'
import { loudnessOf } from './loudness.ts'
import { toMuLaw } from './mu-law.ts'
import { telephoneHz, toTelephoneRate } from './telephone-rate.ts'
import { limited } from './true-peak.ts'
import { readWav, type WavFault } from './wav.ts'

/** A sound as edges play it. */
export interface PreparedSound {
  /** Raw G.711 µ-law, 8 kHz, mono. */
  readonly audio: Uint8Array
  readonly durationMs: number
  /** After evening; `undefined`: nothing of it is loud enough to be measured. */
  readonly loudnessLufs: number | undefined
}

export type UnfitSound = WavFault | 'too-long' | 'silent'

/** As loud as the prompts that come with Parley. */
export const targetLufs = -20
/** -3 dBTP: G.711 and what is mixed over it have room above. */
const ceiling = 10 ** (-3 / 20)
/** What would have to be made louder than by this is noise. */
const mostGainDb = 30
/** The longest prompt, in samples. */
const mostSamples = 240 * telephoneHz

const leadMs = 60
const tailMs = 160
const rampSamples = 40
const blockSamples = 80
/** Blocks that are this far below the loudest are silence, and so is what is below -60 dBFS. */
const silenceShare = 10 ** (-40 / 20)
const silenceLevel = 10 ** (-60 / 20)

/**
 * Makes a WAV file what callers hear: one channel at the telephone's rate, the silence at both ends cut down to a breath, even in
 * loudness with every other prompt (ITU-R BS.1770), its true peaks held.
 */
export function prepareSound(file: Uint8Array): Result<PreparedSound, UnfitSound> {
  const read = readWav(file)
  if (!read.ok) return read
  // Twice the longest: silence may still be cut off.
  if (read.value.samples.length / read.value.rateHz > (2 * mostSamples) / telephoneHz) return failure('too-long')
  const spoken = trimmed(withoutRumble(toTelephoneRate(read.value)))
  if (spoken === undefined) return failure('silent')
  if (spoken.length > mostSamples) return failure('too-long')
  const loudness = loudnessOf([spoken], telephoneHz)
  const gainDb = loudness === undefined ? 0 : Math.min(mostGainDb, targetLufs - loudness)
  const gain = 10 ** (gainDb / 20)
  const even = limited(
    spoken.map((sample) => sample * gain),
    telephoneHz,
    ceiling,
  )
  return success({
    audio: toMuLaw(even),
    durationMs: Math.round((even.length * 1000) / telephoneHz),
    loudnessLufs: loudnessOf([even], telephoneHz),
  })
}

/** First order, 150 Hz: takes away rumble that a handset would only turn into distortion. */
function withoutRumble(samples: Float64Array): Float64Array {
  const keep = Math.exp((-2 * Math.PI * 150) / telephoneHz)
  let [last, level] = [0, 0]
  return samples.map((sample) => {
    level = keep * (level + sample - last)
    last = sample
    return level
  })
}

/** The voice with ramps of 5 ms, a little silence before and after it; `undefined`: there is none. */
function trimmed(samples: Float64Array): Float64Array | undefined {
  const levels: number[] = []
  for (let at = 0; at < samples.length; at += blockSamples) {
    const block = samples.subarray(at, at + blockSamples)
    levels.push(Math.sqrt(block.reduce((sum, sample) => sum + sample * sample, 0) / block.length))
  }
  const loudest = levels.reduce((most, level) => Math.max(most, level), 0)
  const isSound = (level: number) => level > silenceLevel && level > loudest * silenceShare
  const first = levels.findIndex(isSound)
  if (first < 0) return undefined
  const from = Math.max(0, first * blockSamples - rampSamples)
  const to = Math.min(samples.length, (levels.findLastIndex(isSound) + 1) * blockSamples + rampSamples)
  const lead = (leadMs * telephoneHz) / 1000
  const whole = new Float64Array(lead + to - from + (tailMs * telephoneHz) / 1000)
  for (let i = from; i < to; i++) {
    const ramp = Math.min(1, (i - from + 1) / rampSamples, (to - i) / rampSamples)
    whole[lead + i - from] = samples[i]! * ramp
  }
  return whole
}
