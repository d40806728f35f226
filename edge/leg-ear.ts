import { DigitDetector } from '#telephony/audio/detection/index.ts'
import type { Digit } from '#telephony/audio/dtmf.ts'
import { newFrame, rateOf, type SampleRate, sampleRateHz } from '#telephony/audio/frame.ts'
import { Resampler } from '#telephony/audio/resample.ts'

/** What hears a leg's far end, frame by frame: 20 ms of 8 kHz; silence where nothing came. */
export interface SoundListener {
  hear(frame: Int16Array): void
}

/** The line gives our own tones back for a while. */
const framesAfterOwnTones = 15
/** After so many frames without sound a detector of digits knows of no digit any more: more of them tell it nothing. */
const framesToForget = 5
const silence = newFrame()

/**
 * Those who want to hear what a leg's far end sends. While there is one, the leg is decoded even where nobody else needs that;
 * each tick hands it one frame.
 */
export class LegEar {
  readonly #listeners: SoundListener[] = []
  #digits: DigitDetector | undefined
  #onDigit: ((digit: Digit, durationMs: number) => void) | undefined
  #ownTonesFrames = 0
  #silentFrames = framesToForget
  /** For sound of a higher rate; made when first needed. */
  #resampler: Resampler | undefined
  #frame: Int16Array | undefined

  get isListening(): boolean {
    return this.#digits !== undefined || this.#listeners.length > 0
  }

  /** From now on digits are heard as tones (`undefined`: not any more), because the far end tells of them in no other way. */
  hearDigits(onDigit: ((digit: Digit, durationMs: number) => void) | undefined): void {
    this.#onDigit = onDigit
    this.#digits = onDigit && (this.#digits ?? new DigitDetector())
  }

  add(listener: SoundListener): void {
    this.#listeners.push(listener)
  }

  remove(listener: SoundListener): void {
    const at = this.#listeners.indexOf(listener)
    if (at >= 0) this.#listeners.splice(at, 1)
  }

  /**
   * Takes what came in this tick, at any rate; `undefined`: nothing.
   * @param isSendingTones what comes may be the echo of digits that we send
   */
  hear(frame: Int16Array | undefined, isSendingTones: boolean): void {
    const heard = frame === undefined ? silence : this.#at8kHz(frame)
    this.#ownTonesFrames = isSendingTones ? framesAfterOwnTones : Math.max(0, this.#ownTonesFrames - 1)
    this.#silentFrames = frame === undefined ? this.#silentFrames + 1 : 0
    // Most legs that are asked for tones say nothing for most of their time.
    if (this.#digits !== undefined && this.#silentFrames <= framesToForget) this.#hearDigits(this.#digits, heard)
    // Backwards: whoever has heard enough takes himself away.
    for (let i = this.#listeners.length - 1; i >= 0; i--) this.#listeners[i]?.hear(heard)
  }

  #hearDigits(digits: DigitDetector, heard: Int16Array): void {
    const digit = digits.push(heard)
    if (digit !== undefined && this.#ownTonesFrames === 0) this.#onDigit?.(digit, digits.lastMs)
  }

  #at8kHz(frame: Int16Array): Int16Array {
    const rateHz: SampleRate = rateOf(frame)
    if (rateHz === sampleRateHz) return frame
    if (this.#resampler?.fromHz !== rateHz) this.#resampler = new Resampler(rateHz, sampleRateHz)
    this.#frame ??= newFrame()
    this.#resampler.convert(frame, this.#frame)
    return this.#frame
  }
}
