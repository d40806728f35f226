import { frameMs, type SampleRate, sampleRateHz, samplesAt } from './frame.ts'
import { RateConverter } from './resample.ts'

const blockBytes = 4

/** A part of a recording in which silence stands for what was said, in milliseconds of the recording. */
export interface Pause {
  readonly fromMs: number
  readonly toMs: number
}
/** What the edge link tells of one recording. */
const mostPauses = 1000

/**
 * Takes two frames a tick (left the caller, right the agent's side) into a ring made beforehand: no I/O and no
 * allocation on the tick. A consumer, off the tick, takes `peek()`, writes it, and then calls `release(bytes)`.
 * The bytes are PCM, 16 bit little-endian, left and right in turn. When the consumer stalls and the ring is full, frames are
 * lost but the time line is kept: silence stands for them, laid down by `release` as it makes room.
 *
 * The last moments are held back from the consumer, so that a pause takes effect before it was asked for: by the time that
 * somebody knows of a digit, the beginning of its tone was heard.
 */
export class StereoRecorder {
  readonly rateHz: SampleRate
  readonly #frameBytes: number
  readonly #heldBackFrames: number
  readonly #ring: Uint8Array
  /** The same bytes as samples: every machine that runs Node 20 is little-endian but for IBM's, which we do not run on. */
  readonly #samples: Int16Array
  readonly #left: RateConverter
  readonly #right: RateConverter
  #writeAt = 0
  #readAt = 0
  #pending = 0
  #owedFrames = 0
  #lostFrames = 0
  #frames = 0
  #isEnded = false
  /** Who asked for the pause: it is over when nobody does any more. */
  readonly #pausedBy = new Set<string>()
  #pausedSinceMs = 0
  readonly #pauses: Pause[] = []

  /**
   * @param options.ringMs how long the consumer may stall before sound is lost: 4 s by default, 32 kB a second at 8 kHz
   * @param options.heldBackMs how far back a pause reaches: not at all by default
   */
  constructor(options: { ringMs?: number; heldBackMs?: number; rateHz?: SampleRate } = {}) {
    this.rateHz = options.rateHz ?? sampleRateHz
    this.#frameBytes = samplesAt(this.rateHz) * blockBytes
    this.#heldBackFrames = Math.ceil((options.heldBackMs ?? 0) / frameMs)
    const frames = Math.max(2, Math.ceil((options.ringMs ?? 4000) / frameMs)) + this.#heldBackFrames
    this.#ring = new Uint8Array(frames * this.#frameBytes)
    this.#samples = new Int16Array(this.#ring.buffer)
    this.#left = new RateConverter(this.rateHz)
    this.#right = new RateConverter(this.rateHz)
  }

  /** One tick; `undefined` is silence. While paused, silence is written whatever is handed over. */
  tick(left: Int16Array | undefined, right: Int16Array | undefined): void {
    this.#frames++
    if (this.#owedFrames > 0 || !this.#hasRoom()) {
      // Sound may not overtake the silence that is owed before it.
      this.#owedFrames++
      this.#lostFrames++
    } else if (this.isPaused) {
      this.#lay(undefined, undefined)
    } else {
      this.#lay(left && this.#left.convert(left), right && this.#right.convert(right))
    }
  }

  /** Silence from as far back as is held. @returns whether it was going on until now */
  pause(by = 'hand'): boolean {
    const isNews = !this.isPaused
    this.#pausedBy.add(by)
    if (!isNews) return false
    this.#pausedSinceMs = Math.max(0, this.durationMs - this.#heldBackFrames * frameMs)
    this.#silenceHeldBack()
    return true
  }

  /** @returns whether it goes on now and did not before */
  resume(by = 'hand'): boolean {
    if (!this.#pausedBy.delete(by) || this.isPaused) return false
    this.#notePause()
    return true
  }

  get isPaused(): boolean {
    return this.#pausedBy.size > 0
  }

  isPausedBy(by: string): boolean {
    return this.#pausedBy.has(by)
  }

  /** Where silence stands in the place of what was said, the pause that goes on included. */
  get pauses(): readonly Pause[] {
    return this.isPaused ? [...this.#pauses, { fromMs: this.#pausedSinceMs, toMs: this.durationMs }] : this.#pauses
  }

  /** Nothing more comes: what was held back is shown as well. */
  end(): void {
    this.#isEnded = true
  }

  /** A contiguous view of what waits to be written, empty when nothing does. Valid until it is released. */
  peek(): Uint8Array {
    return this.#ring.subarray(
      this.#readAt,
      this.#readAt + Math.min(this.pendingBytes, this.#ring.length - this.#readAt),
    )
  }

  /** Frees the first `bytes` of what `peek` showed. Drain until nothing is pending: silence that was owed may follow. */
  release(bytes: number): void {
    const freed = Math.max(0, Math.min(bytes, this.#pending))
    this.#readAt = (this.#readAt + freed) % this.#ring.length
    this.#pending -= freed
    while (this.#owedFrames > 0 && this.#hasRoom()) {
      this.#lay(undefined, undefined)
      this.#owedFrames--
    }
  }

  /** Bytes that wait and are not held back. Write in blocks of some 8 kB. */
  get pendingBytes(): number {
    return this.#isEnded ? this.#pending : Math.max(0, this.#pending - this.#heldBackFrames * this.#frameBytes)
  }

  /** Length of the time line so far. */
  get durationMs(): number {
    return this.#frames * frameMs
  }

  /** Frames that the consumer was too slow for. */
  get lostFrames(): number {
    return this.#lostFrames
  }

  #hasRoom(): boolean {
    return this.#ring.length - this.#pending >= this.#frameBytes
  }

  #notePause(): void {
    const { durationMs } = this
    const last = this.#pauses.at(-1)
    // Pauses that meet are one; so are those beyond what can be told.
    if (last && (last.toMs >= this.#pausedSinceMs || this.#pauses.length >= mostPauses - 1)) {
      this.#pauses[this.#pauses.length - 1] = { fromMs: last.fromMs, toMs: durationMs }
    } else this.#pauses.push({ fromMs: this.#pausedSinceMs, toMs: durationMs })
  }

  #silenceHeldBack(): void {
    const heldBytes = Math.min(this.#pending, this.#heldBackFrames * this.#frameBytes)
    for (let done = 0; done < heldBytes; done += this.#frameBytes) {
      const at = (this.#writeAt - this.#frameBytes - done + 2 * this.#ring.length) % this.#ring.length
      this.#ring.fill(0, at, at + this.#frameBytes)
    }
  }

  /** The ring is a whole number of frames long and frames are laid whole, so a frame never wraps. */
  #lay(left: Int16Array | undefined, right: Int16Array | undefined): void {
    const from = this.#writeAt
    const end = from + this.#frameBytes
    if (left === undefined && right === undefined) {
      this.#ring.fill(0, from, end)
    } else {
      const samples = this.#samples
      const count = this.#frameBytes / blockBytes
      let at = from / 2
      for (let i = 0; i < count; i++) {
        samples[at] = left === undefined ? 0 : (left[i] as number)
        samples[at + 1] = right === undefined ? 0 : (right[i] as number)
        at += 2
      }
    }
    this.#writeAt = end === this.#ring.length ? 0 : end
    this.#pending += this.#frameBytes
  }
}
