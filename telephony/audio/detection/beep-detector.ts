import { frameMs } from '../frame.ts'
import { SteadyTone } from './steady-tone.ts'

/** Beeps of machines and networks lie here; below and above it is hum, or a modem. */
const lowestHz = 350
const highestHz = 2600
const shortestFrames = 180 / frameMs
/** A vowel can be as pure as a tone below this, though not for so long. */
const vowelsBelowHz = 550
const shortestLowFrames = 240 / frameMs
/** A voice that stays this pure is no voice; noise 16 dB below a tone leaves it so much. */
const leastPurity = 0.972
/** What sounds longer is no beep: a dial tone, a fax, a test tone. */
const longestFrames = 2500 / frameMs
/** A beep comes out of quiet and goes into quiet; a vowel has speech before it, a note of a melody has other notes beside it. */
const quietFrames = 60 / frameMs
const quieterByDb = 8

/**
 * Hears the tone after which an answering machine records: any one frequency, kept without change for 0.18 to 2.5 seconds,
 * with quiet before and after. It is told 60 ms after its end, when the machine listens.
 */
export class BeepDetector {
  readonly #tone = new SteadyTone(leastPurity)
  /** Levels of the last frames that belonged to no tone, or were the first of one; the newest last. */
  readonly #before = new Float64Array(quietFrames + 2).fill(Number.NEGATIVE_INFINITY)
  #lastedFrames = 0
  #beganInQuiet = false
  /** Frames since a tone ended that was a beep if quiet follows; -1 when none has. */
  #sinceEnd = -1
  #endedDbfs = 0

  /** Of the beep that was told last. */
  frequencyHz = 0
  lastedMs = 0

  /** Takes a frame of 20 ms; returns whether a beep has ended. */
  push(frame: Int16Array): boolean {
    const tone = this.#tone
    const { frequencyHz, levelDbfs } = tone
    tone.push(frame)
    const lasted = this.#lastedFrames
    this.#lastedFrames = tone.frames
    if (tone.frames === 2) this.#beganInQuiet = this.#wasQuiet(tone.levelDbfs)
    if (tone.frames < 2) this.#remember(tone.meter.levelDbfs)
    if (lasted >= shortestFrames && tone.frames < lasted) {
      this.#sinceEnd = this.#isBeep(lasted, frequencyHz) ? 0 : -1
      this.frequencyHz = frequencyHz
      this.lastedMs = lasted * frameMs
      this.#endedDbfs = levelDbfs
    }
    return this.#sinceEnd >= 0 && this.#isFollowedByQuiet()
  }

  #isBeep(lasted: number, frequencyHz: number): boolean {
    const shortest = frequencyHz < vowelsBelowHz ? shortestLowFrames : shortestFrames
    const isRightLength = lasted >= shortest && lasted <= longestFrames
    return this.#beganInQuiet && isRightLength && frequencyHz >= lowestHz && frequencyHz <= highestHz
  }

  #remember(levelDbfs: number): void {
    this.#before.copyWithin(0, 1)
    this.#before[this.#before.length - 1] = levelDbfs
  }

  /** The last frame before the tone's second one is its first, or lies across its beginning. */
  #wasQuiet(toneDbfs: number): boolean {
    for (let i = 0; i < this.#before.length - 2; i++) if (this.#before[i]! > toneDbfs - quieterByDb) return false
    return true
  }

  #isFollowedByQuiet(): boolean {
    const { meter } = this.#tone
    this.#sinceEnd++
    // The first frame after it holds its last part.
    if (this.#sinceEnd > 1 && meter.levelDbfs > this.#endedDbfs - quieterByDb) {
      this.#sinceEnd = -1
      return false
    }
    if (this.#sinceEnd <= quietFrames) return false
    this.#sinceEnd = -1
    return true
  }
}
