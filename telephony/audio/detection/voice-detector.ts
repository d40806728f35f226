import { frameMs } from '../frame.ts'
import { VoiceActivity } from './voice-activity.ts'

/** Says each time that somebody has begun to speak and has gone on for `leastMs`, pauses within words not counted. */
export class VoiceDetector {
  readonly #voice = new VoiceActivity()
  readonly #leastMs: number
  #spokenMs = 0
  #hasTold = false

  constructor(leastMs: number) {
    this.#leastMs = leastMs
  }

  /** Takes a frame of 20 ms; returns whether somebody speaks, once for each time that they begin. */
  push(frame: Int16Array): boolean {
    if (!this.#voice.push(frame)) {
      this.#spokenMs = 0
      this.#hasTold = false
      return false
    }
    if (this.#voice.quietFrames === 0) this.#spokenMs += frameMs
    if (this.#hasTold || this.#spokenMs < this.#leastMs) return false
    this.#hasTold = true
    return true
  }
}
