import { sampleRateHz } from './frame.ts'

/** One note of a synthesised sound. */
export interface Note {
  readonly startMs: number
  readonly frequencyHz: number
  /** Peak of the fundamental, relative; the whole is levelled afterwards. */
  readonly loudness: number
  readonly attackMs: number
  /** How long it stays at its level after the attack. */
  readonly sustainMs: number
  /** Time in which it falls to a thousandth, after which it ends. */
  readonly decayMs: number
  /** Loudness of the 2nd, 3rd… partial relative to the fundamental. */
  readonly partials: readonly number[]
}

/** Above this nothing passes the telephone, and near 4 kHz partials would fold back. */
const highestHz = 3400

/** MIDI's numbering of keys: 69 is a' at 440 Hz, equal temperament. */
export const keyHz = (key: number): number => 440 * 2 ** ((key - 69) / 12)

/** Adds a note to `sound`. What reaches past its end goes on at its start: a loop made of notes has no seam. */
export function addNote(sound: Float64Array, note: Note): void {
  const attack = Math.max(1, (note.attackMs * sampleRateHz) / 1000)
  const sustain = (note.sustainMs * sampleRateHz) / 1000
  const decay = Math.max(1, (note.decayMs * sampleRateHz) / 1000)
  const start = Math.round((note.startMs * sampleRateHz) / 1000)
  const length = Math.min(sound.length, Math.ceil(attack + sustain + decay))
  const levels = [1, ...note.partials]
  for (let k = 0; k < levels.length; k++) {
    const frequencyHz = note.frequencyHz * (k + 1)
    if (frequencyHz > highestHz) break
    const step = (2 * Math.PI * frequencyHz) / sampleRateHz
    const loudness = note.loudness * levels[k]!
    let at = start % sound.length
    for (let n = 0; n < length; n++) {
      // Raised cosine up, exponential down, the last tenth drawn to zero so that the end is no step.
      const fall = (n - attack - sustain) / decay
      const envelope =
        n < attack
          ? 0.5 - 0.5 * Math.cos((Math.PI * n) / attack)
          : fall <= 0
            ? 1
            : Math.exp(-6.9 * fall) * Math.min(1, (1 - fall) * 10)
      sound[at] = sound[at]! + Math.sin(step * n) * loudness * envelope
      at = at + 1 === sound.length ? 0 : at + 1
    }
  }
}

/** Brings a sound to `rmsDbfs` and to 16 bit; peaks above half of full scale are bent, not cut. */
export function levelled(sound: Float64Array, rmsDbfs: number): Int16Array {
  let energy = 0
  for (const sample of sound) energy += sample * sample
  const gain = energy === 0 ? 0 : 10 ** (rmsDbfs / 20) / Math.sqrt(energy / sound.length)
  return Int16Array.from(sound, (sample) => {
    const value = sample * gain
    const excess = Math.abs(value) - 0.5
    const bent = excess <= 0 ? value : Math.sign(value) * (0.5 + 0.4 * Math.tanh(excess / 0.4))
    return Math.round(bent * 32_767)
  })
}
