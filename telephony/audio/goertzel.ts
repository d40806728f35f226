import { sampleRateHz } from './frame.ts'

const fullScale = 32_768

/**
 * The energy of one frequency by Goertzel's recurrence, over a Hann window: without the window a loud tone that does not
 * fit a whole number of times into the buffer would leak into every other frequency at about -30 dB.
 * @returns the amplitude (0-32768) of the sine that explains the component
 */
function amplitudeAt(samples: Int16Array, frequencyHz: number): number {
  const count = samples.length
  if (count === 0) return 0
  const omega = (2 * Math.PI * frequencyHz) / sampleRateHz
  const coefficient = 2 * Math.cos(omega)
  let before = 0
  let last = 0
  let windowSum = 0
  for (let n = 0; n < count; n++) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / count)
    windowSum += weight
    const next = samples[n]! * weight + coefficient * last - before
    before = last
    last = next
  }
  const power = last * last + before * before - coefficient * last * before
  return (2 * Math.sqrt(Math.max(0, power))) / windowSum
}

/**
 * The part of the energy of `samples` that lies at `frequencyHz`, in dB relative to their total energy: 0 dB for a pure
 * tone of that frequency, -Infinity for silence or none. Give it 100 ms or more: the resolution is some 4 / duration Hz.
 */
export function tonePurityDb(samples: Int16Array, frequencyHz: number): number {
  let energy = 0
  for (let n = 0; n < samples.length; n++) energy += samples[n]! * samples[n]!
  if (energy === 0) return Number.NEGATIVE_INFINITY
  const amplitude = amplitudeAt(samples, frequencyHz)
  return 10 * Math.log10((amplitude * amplitude * samples.length) / 2 / energy)
}

/** Level of the component at `frequencyHz` in dBFS (0 = a full-scale sine of that frequency); -Infinity for silence. */
export const toneLevelDbfs = (samples: Int16Array, frequencyHz: number): number =>
  20 * Math.log10(amplitudeAt(samples, frequencyHz) / fullScale)
