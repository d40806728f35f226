import { frameMs } from '../frame.ts'
import { SteadyTone } from './steady-tone.ts'

/** T.30 4.1: the calling tone is 1100 Hz +- 38 Hz, on for 0.5 s and off for 3 s, each +- 15 %; our frames measure to some 6 Hz. */
const callingHz = 1100
const callingToleranceHz = 44
const callingOnFrames = { least: 400 / frameMs, most: 600 / frameMs }
const callingOffFrames = { least: 2400 / frameMs, most: 3600 / frameMs }
/** T.30 4.2 and V.25: the answering tone is 2100 Hz +- 15 Hz for 2.6 to 4 s; our frames measure to some 4 Hz. */
const answeringHz = 2100
const answeringToleranceHz = 19
const answeringFrames = 1000 / frameMs
/** V.25 and V.8 turn its phase about each 450 ms: a frame across that is no pure tone. */
const longestBreakFrames = 2

export type FaxVerdict = 'fax-calling' | 'fax-answering'

/**
 * Hears a fax machine: one that calls, by its second calling tone (a single one may be an answering machine's beep), and one
 * that answers, by one second of its tone, whether or not its phase is reversed or its level swings.
 */
export class FaxDetector {
  readonly #tone = new SteadyTone()
  #callingFrames = 0
  /** Frames since a whole calling tone ended; -1 when none has. */
  #sinceCalling = -1
  #answeringFrames = 0
  #breakFrames = 0

  /** Takes a frame of 20 ms; returns what it establishes. */
  push(frame: Int16Array): FaxVerdict | undefined {
    this.#tone.push(frame)
    const hz = this.#tone.frames > 0 ? this.#tone.meter.frequencyHz : 0
    return this.#answers(Math.abs(hz - answeringHz) <= answeringToleranceHz)
      ? 'fax-answering'
      : this.#calls(Math.abs(hz - callingHz) <= callingToleranceHz)
        ? 'fax-calling'
        : undefined
  }

  #answers(isTone: boolean): boolean {
    if (!isTone) {
      this.#breakFrames++
      if (this.#breakFrames > longestBreakFrames) this.#answeringFrames = 0
      return false
    }
    this.#breakFrames = 0
    this.#answeringFrames++
    return this.#answeringFrames === answeringFrames
  }

  #calls(isTone: boolean): boolean {
    if (isTone) {
      this.#callingFrames++
      return false
    }
    const lasted = this.#callingFrames
    this.#callingFrames = 0
    if (lasted < callingOnFrames.least || lasted > callingOnFrames.most) {
      if (this.#sinceCalling >= 0) this.#sinceCalling += lasted + 1
      return false
    }
    const pause = this.#sinceCalling
    this.#sinceCalling = 0
    return pause >= callingOffFrames.least && pause <= callingOffFrames.most
  }
}
