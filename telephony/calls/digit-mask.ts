import { DigitDetector } from '../audio/detection/digit-detector.ts'
import { newFrame, sampleRateHz } from '../audio/frame.ts'
import { RateConverter } from '../audio/resample.ts'

/** A press is known for one 30 to 60 ms after it began, and never later than in the fourth frame. */
const heldFrames = 4
/** Digits that are told beside the sound (RFC 4733, INFO) may sound a moment longer within it. */
const framesAfter = 4

interface Held {
  frame: Int16Array
  isSound: boolean
}

/**
 * Takes the digits out of what somebody says: where a tone of Q.23 sounds, others hear silence from its first sample to its last.
 * What is said passes 80 ms later than it came, so that the beginning of a tone has not been heard when it is known for one.
 */
export class DigitMask {
  readonly #detector = new DigitDetector()
  readonly #narrow = new RateConverter(sampleRateHz)
  readonly #silence = newFrame()
  #held: Held[] = []
  #at = 0
  #silentFrames = 0

  /** A digit was told of by another way than the sound. */
  pressed(): void {
    this.#silentFrames = framesAfter
    this.#silenceHeld()
  }

  /**
   * Takes the frame of this tick and puts in its place what others may hear.
   * @param isSound whether anything came; else `frame` is not read
   * @returns whether there is anything to be heard
   */
  pass(frame: Int16Array, isSound: boolean): boolean {
    if (this.#held[0]?.frame.length !== frame.length) this.#begin(frame.length)
    const digit = this.#detector.push(isSound ? this.#narrow.convert(frame) : this.#silence)
    if (digit !== undefined) this.#silenceHeld()
    if (digit !== undefined || this.#detector.isSounding) this.#silentFrames = framesAfter
    const isHidden = this.#silentFrames > 0
    if (isHidden) this.#silentFrames--
    const held = this.#held[this.#at] as Held
    this.#at = (this.#at + 1) % heldFrames
    const wasSound = held.isSound
    // One sample after the other: a copy of the frame would be made on each tick.
    for (let i = 0; i < frame.length; i++) {
      const now = frame[i] as number
      frame[i] = held.frame[i] as number
      held.frame[i] = now
    }
    held.isSound = isSound && !isHidden
    return wasSound
  }

  #begin(samples: number): void {
    this.#held = Array.from({ length: heldFrames }, () => ({ frame: new Int16Array(samples), isSound: false }))
    this.#at = 0
  }

  #silenceHeld(): void {
    for (const held of this.#held) held.isSound = false
  }
}
