import { frameMs } from '../frame.ts'
import { SteadyTone } from './steady-tone.ts'

/** Beeps of machines and networks lie here; below and above it is hum, or a modem. */
const lowestHz = 350
const highestHz = 2600
const shortestFrames = 120 / frameMs
/** A vowel can be as pure as a tone below this, though not for so long. */
const vowelsBelowHz = 550
const shortestLowFrames = 200 / frameMs
/** A voice that stays this pure is no voice; noise 16 dB below a tone leaves it so much. */
const leastPurity = 0.972
/** What sounds longer is no beep: a dial tone, a fax, a test tone. */
const longestFrames = 2500 / frameMs

/** A note of a melody is followed by the next one at once. */
const quietFrames = 60 / frameMs

/**
 * Hears the tone after which an answering machine records: any one frequency, kept without change for 0.12 to 2.5 seconds,
 * and no other tone right after it. It is told 60 ms after its end, when the machine listens.
 */
export class BeepDetector {
  readonly #tone = new SteadyTone(leastPurity)
  #lastedFrames = 0
  /** Frames since a tone of the right length ended; -1 when none has. */
  #sinceEnd = -1

  /** Of the beep that was told last. */
  frequencyHz = 0

  /** Takes a frame of 20 ms; returns whether a beep has ended. */
  push(frame: Int16Array): boolean {
    const tone = this.#tone
    const { frequencyHz } = tone
    tone.push(frame)
    const lasted = this.#lastedFrames
    this.#lastedFrames = tone.frames
    if (tone.frames > lasted) {
      if (tone.frames >= shortestFrames) this.#sinceEnd = -1
    } else if (lasted >= shortestFrames) {
      const shortest = frequencyHz < vowelsBelowHz ? shortestLowFrames : shortestFrames
      const isRightLength = lasted >= shortest && lasted <= longestFrames
      const isBeep = isRightLength && frequencyHz >= lowestHz && frequencyHz <= highestHz
      this.#sinceEnd = isBeep ? 0 : -1
      this.frequencyHz = frequencyHz
    }
    if (this.#sinceEnd < 0) return false
    this.#sinceEnd++
    if (this.#sinceEnd <= quietFrames) return false
    this.#sinceEnd = -1
    return true
  }
}
