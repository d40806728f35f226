import { VoiceActivity } from './detection/voice-activity.ts'
import { frameMs, sampleRateHz } from './frame.ts'

/** A word begins before it is loud: `s`, `f`, `p`. */
const beforeMs = 300
/** Less than this was a click or a breath, and no word. */
const leastSpeechMs = 120

/**
 * Cuts utterances out of what somebody says (end-pointing): from just before he begins until he has been quiet for `endMs`. Allocates
 * nothing but the utterance itself. Noise, music and tones are none, see {@link VoiceActivity}.
 */
export class UtteranceCutter {
  readonly #voice = new VoiceActivity()
  readonly #endMs: number
  readonly #samples: Int16Array
  readonly #beforeSamples = (beforeMs * sampleRateHz) / 1000
  #length = 0
  #isOpen = false
  #speechMs = 0

  constructor({ endMs, longestMs }: { readonly endMs: number; readonly longestMs: number }) {
    this.#endMs = endMs
    this.#samples = new Int16Array(((beforeMs + longestMs) * sampleRateHz) / 1000)
  }

  /** Takes a frame of 20 ms of 8 kHz; returns an utterance when one has just ended. */
  push(frame: Int16Array): Int16Array | undefined {
    const isSpeech = this.#voice.push(frame)
    if (this.#voice.isTakenBack) this.#close()
    if (!this.#isOpen && this.#length + frame.length > this.#beforeSamples) this.#forgetOldest(frame.length)
    this.#samples.set(frame, this.#length)
    this.#length += frame.length
    if (isSpeech && this.#voice.quietFrames === 0) {
      this.#isOpen = true
      this.#speechMs += frameMs
    }
    if (!this.#isOpen) return undefined
    const isOver = this.#voice.quietFrames * frameMs >= this.#endMs
    if (!isOver && this.#length + frame.length <= this.#samples.length) return undefined
    const said = this.#speechMs >= leastSpeechMs ? this.#samples.slice(0, this.#length) : undefined
    this.#close()
    return said
  }

  #forgetOldest(count: number): void {
    this.#samples.copyWithin(0, count, this.#length)
    this.#length -= count
  }

  #close(): void {
    this.#isOpen = false
    this.#length = 0
    this.#speechMs = 0
  }
}
