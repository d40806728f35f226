import { frameMs } from '../frame.ts'
import { VoiceActivity } from './voice-activity.ts'

/** Says each time that nobody has spoken for `afterMs`, noise and tones notwithstanding. */
export class SilenceDetector {
  readonly #voice = new VoiceActivity()
  readonly #afterMs: number
  #silentMs = 0
  #hasTold = false

  constructor(afterMs: number) {
    this.#afterMs = afterMs
  }

  /** Takes a frame of 20 ms; returns whether it has been silent for long enough, once for each silence. */
  push(frame: Int16Array): boolean {
    if (this.#voice.push(frame)) {
      this.#silentMs = this.#voice.quietFrames * frameMs
      this.#hasTold = false
      return false
    }
    this.#silentMs += frameMs
    if (this.#hasTold || this.#silentMs < this.#afterMs) return false
    this.#hasTold = true
    return true
  }
}
