import { frameMs } from '../frame.ts'
import type { ToneMeter } from './tone-meter.ts'

/**
 * ITU-T E.180 7.2: 950, 1400 and 1800 Hz, each +- 50 Hz, for 330 ms each, at most 30 ms between them. North America's have
 * 914 or 985, 1371 or 1429 and 1777 Hz, for 274 or 380 ms; some countries begin with 900 Hz.
 */
const notesHz: readonly (readonly [number, number])[] = [
  [870, 1030],
  [1340, 1460],
  [1740, 1860],
]
const leastFrames = 200 / frameMs
const mostFrames = 500 / frameMs
const longestBreakFrames = 100 / frameMs

/** Hears the three rising notes before an announcement of the network. */
export class SpecialInformationTone {
  #note = 0
  #frames = 0
  #breakFrames = 0

  /** Takes what one frame of 20 ms measured as; returns `true` once, when the third note has sounded long enough. */
  push({ isTone, frequencyHz }: Pick<ToneMeter, 'isTone' | 'frequencyHz'>): boolean {
    if (isTone && isNote(this.#note, frequencyHz)) {
      this.#frames++
      this.#breakFrames = 0
      if (this.#frames > mostFrames) this.#note = this.#frames = 0
      if (this.#note < 2 || this.#frames < leastFrames) return false
      this.#note = this.#frames = 0
      return true
    }
    if (isTone && this.#note < 2 && this.#frames >= leastFrames && isNote(this.#note + 1, frequencyHz)) {
      this.#note++
      this.#frames = 1
      this.#breakFrames = 0
      return false
    }
    this.#breakFrames++
    // A frame across two notes is neither.
    if (this.#breakFrames > longestBreakFrames) this.#note = this.#frames = 0
    return false
  }
}

function isNote(note: number, frequencyHz: number): boolean {
  const range = notesHz[note]
  return range !== undefined && frequencyHz >= range[0] && frequencyHz <= range[1]
}
