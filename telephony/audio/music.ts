import { seededRandom } from '#kernel/random.ts'
import { sampleRateHz } from './frame.ts'
import { addNote, keyHz, levelled } from './synthesis.ts'

const beatMs = 1200
const beatsPerBar = 4
const barMs = beatMs * beatsPerBar
/** Semitones above the key's root. All sevenths and ninths: chords that lean on nothing, so that no bar asks to be resolved. */
const chords = {
  one: [0, 4, 7, 11],
  two: [2, 5, 9, 12],
  three: [4, 7, 11, 14],
  four: [5, 9, 12, 16],
  five: [7, 9, 14, 17],
  six: [9, 12, 16, 19],
} as const
/** Eight bars each; which one is played is the seed's choice. Every one may follow its own end. */
const progressions: readonly (readonly (keyof typeof chords)[])[] = [
  ['one', 'six', 'four', 'two', 'one', 'three', 'four', 'five'],
  ['four', 'one', 'two', 'six', 'four', 'three', 'two', 'five'],
  ['one', 'four', 'six', 'five', 'two', 'four', 'one', 'five'],
]
/** The major pentatonic over two octaves: any of its notes sounds well over any of the chords. */
const scale = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21]
const roots = [60, 62, 63, 65]

/**
 * Renders the hold music that Parley composes itself: slow chords and a sparse melody, 38.4 s, at -20 dBFS, the same for
 * the same `seed`. Play it with `new Clip(samples, { loop: true })`: end and start join without a click.
 * Takes some 300 ms of CPU: render once, when the edge starts.
 */
export function composeHoldMusic(seed = 1): Int16Array {
  const chance = seededRandom(seed)
  const root = chance.pick(roots)
  const progression = chance.pick(progressions)
  const sound = new Float64Array((progression.length * barMs * sampleRateHz) / 1000)
  let step = 4
  for (let bar = 0; bar < progression.length; bar++) {
    const chord = chords[progression[bar]!]
    const barStartMs = bar * barMs
    // The pad: the chord, its notes entering one after another, ringing over into the next bar.
    for (let voice = 0; voice < chord.length; voice++) {
      addNote(sound, {
        startMs: barStartMs + voice * 70,
        frequencyHz: keyHz(root + chord[voice]!),
        loudness: 0.5,
        attackMs: 900,
        sustainMs: barMs - 1500,
        decayMs: 1900,
        partials: [0.28, 0.1, 0.04],
      })
    }
    // The ground: the chord's root, low; its partials are what a telephone carries of it.
    addNote(sound, {
      startMs: barStartMs,
      frequencyHz: keyHz(root + chord[0] - 12),
      loudness: 0.5,
      attackMs: 60,
      sustainMs: 600,
      decayMs: 3400,
      partials: [0.6, 0.3, 0.12],
    })
    // The melody: on three beats of four, by steps, coming home to a note of the chord at each bar's start.
    for (let beat = 0; beat < beatsPerBar; beat++) {
      if (beat > 0 && chance.next() < 0.3) continue
      step = Math.max(0, Math.min(scale.length - 1, step + chance.pick([-2, -1, -1, 1, 1, 2])))
      if (beat === 0) step = nearestInChord(step, chord)
      const leadMs = chance.next() < 0.2 ? beatMs / 2 : 0
      addNote(sound, {
        startMs: barStartMs + beat * beatMs + leadMs,
        frequencyHz: keyHz(root + 12 + scale[step]!),
        loudness: 0.55 - 0.08 * (beat % 2),
        attackMs: 12,
        sustainMs: 0,
        decayMs: 2600,
        partials: [0.22, 0.08],
      })
    }
  }
  return levelled(sound, -20)
}

/** The step of the scale, nearest to `step`, that is a note of the chord in some octave. */
function nearestInChord(step: number, chord: readonly number[]): number {
  const pitches = new Set(chord.map((semitones) => semitones % 12))
  let nearest = step
  let distance = Number.POSITIVE_INFINITY
  for (let candidate = 0; candidate < scale.length; candidate++) {
    if (pitches.has(scale[candidate]! % 12) && Math.abs(candidate - step) < distance) {
      distance = Math.abs(candidate - step)
      nearest = candidate
    }
  }
  return nearest
}
