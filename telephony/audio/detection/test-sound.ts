import { type Random, seededRandom } from '#kernel/random.ts'
import { type AudioSource, frameSamples, newFrame, sampleRateHz } from '../frame.ts'
import { pcmu } from '../g711.ts'

/** Sound for the detectors' tests and measurements: made sample by sample, the same for the same seed. */

export const samplesIn = (ms: number): number => Math.round((ms * sampleRateHz) / 1000)
export const silence = (ms: number): Int16Array => new Int16Array(samplesIn(ms))

/** The peak of a sine of this level; 0 dBm0 is 3.17 dB below full scale (G.711). */
export const peakOf = (levelDbm0: number): number => 32_767 * 10 ** ((levelDbm0 - 3.17) / 20)

export interface Sine {
  readonly hz: number
  /** -13 dBm0 when absent. */
  readonly levelDbm0?: number
  readonly phase?: number
}

/** Sines sounded together, beginning and ending at once like an old switch's. */
export function tones(ms: number, ...sines: readonly Sine[]): Int16Array {
  const sound = new Float64Array(samplesIn(ms))
  for (const { hz, levelDbm0 = -13, phase = 0 } of sines) {
    const peak = peakOf(levelDbm0)
    for (let n = 0; n < sound.length; n++) sound[n]! += peak * Math.sin((2 * Math.PI * hz * n) / sampleRateHz + phase)
  }
  return clipped(sound)
}

/** Gaussian noise of this RMS level, white. */
export function noise(ms: number, rmsDbfs: number, random: Random = seededRandom(1)): Int16Array {
  const rms = 32_768 * 10 ** (rmsDbfs / 20)
  return Int16Array.from({ length: samplesIn(ms) }, () => {
    const unit = random.next() + random.next() + random.next() + random.next() - 2
    return Math.max(-32_768, Math.min(32_767, Math.round(unit * Math.sqrt(3) * rms)))
  })
}

export function joined(...sounds: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(sounds.reduce((sum, sound) => sum + sound.length, 0))
  let at = 0
  for (const sound of sounds) {
    whole.set(sound, at)
    at += sound.length
  }
  return whole
}

/** `other` added from `fromMs` on, `gain` times as loud; what reaches past the end of `sound` is left out. */
export function mixed(sound: Int16Array, other: Int16Array, gain = 1, fromMs = 0): Int16Array {
  const sum = Float64Array.from(sound)
  const from = samplesIn(fromMs)
  for (let n = 0; n < other.length && from + n < sum.length; n++) sum[from + n]! += other[n]! * gain
  return clipped(sum)
}

/** What G.711 µ-law leaves of it. */
export function throughUlaw(sound: Int16Array): Int16Array {
  const bytes = new Uint8Array(sound.length)
  pcmu.encode(sound, bytes)
  const decoded = new Int16Array(sound.length)
  pcmu.decode(bytes, decoded)
  return decoded
}

/** Each whole frame of 20 ms; what is left over at the end is filled with silence. */
export function* frames(sound: Int16Array): Generator<Int16Array> {
  for (let at = 0; at < sound.length; at += frameSamples) {
    const frame = newFrame()
    frame.set(sound.subarray(at, at + frameSamples))
    yield frame
  }
}

/** The first `ms` of a source. */
export function recorded(source: AudioSource, ms: number): Int16Array {
  const sound = new Int16Array(Math.ceil(samplesIn(ms) / frameSamples) * frameSamples)
  for (let at = 0; at < sound.length; at += frameSamples) source.read(sound.subarray(at, at + frameSamples))
  return sound.subarray(0, samplesIn(ms))
}

const clipped = (sound: Float64Array): Int16Array =>
  Int16Array.from(sound, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))))
