import { frameSamples, newFrame, sampleRateHz } from './frame.ts'
import { addNote, keyHz, levelled } from './synthesis.ts'
import { ToneSource, type ToneSpec } from './tones.ts'

/** ITU-T E.180 6: three tones, one after another, 330 ms each with at most 30 ms between, then 1 s of silence. */
const specialInformationHz = [950, 1400, 1800]
const specialInformationMs = 330
const specialInformationPauseMs = 1000
const repetitions = 2

/** The special information tone of ITU-T E.180 (950, 1400, 1800 Hz, 330 ms each), twice: "this number is not in service". */
export function specialInformationTone(): Int16Array {
  const parts: Int16Array[] = []
  for (let n = 0; n < repetitions; n++) {
    for (const frequencyHz of specialInformationHz) {
      parts.push(
        toned({ frequenciesHz: [frequencyHz], levelDbm0: -15, cadenceMs: [], durationMs: specialInformationMs }),
      )
    }
    parts.push(new Int16Array((specialInformationPauseMs * sampleRateHz) / 1000))
  }
  return joined(parts)
}

/** A rising three-note chime of about 1.6 s: we have answered. */
export const welcomeChime = (): Int16Array => chime([67, 71, 74], 170, 1600)

/** Two soft falling notes of about 1.3 s: please hold the line. */
export const pleaseHoldChime = (): Int16Array => chime([74, 69], 320, 1300)

function chime(keys: readonly number[], stepMs: number, lengthMs: number): Int16Array {
  const sound = new Float64Array((lengthMs * sampleRateHz) / 1000)
  for (let n = 0; n < keys.length; n++) {
    const startMs = 20 + n * stepMs
    addNote(sound, {
      startMs,
      frequencyHz: keyHz(keys[n]!),
      loudness: 0.6,
      attackMs: 8,
      sustainMs: 0,
      // Ends before the sound does: a note that reached past its end would come in again at its start.
      decayMs: lengthMs - startMs - 28,
      partials: [0.3, 0.12, 0.05],
    })
  }
  return levelled(sound, -22)
}

function toned(spec: ToneSpec & { readonly durationMs: number }): Int16Array {
  const length = (spec.durationMs * sampleRateHz) / 1000
  const samples = new Int16Array(Math.ceil(length / frameSamples) * frameSamples)
  const source = new ToneSource(spec)
  const frame = newFrame()
  for (let at = 0; source.read(frame); at += frameSamples) samples.set(frame, at)
  return samples.subarray(0, length)
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
