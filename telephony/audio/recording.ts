import { frameMs, frameSamples } from './frame.ts'
import { stereoBlockBytes } from './wav.ts'

const frameBytes = frameSamples * stereoBlockBytes
/**
 * Takes two frames a tick (left the caller, right the agent's side) into a ring made beforehand: no I/O and no
 * allocation on the tick. A consumer, off the tick, takes `peek()`, writes it, and then calls `release(bytes)`.
 * The bytes are the body of {@link stereoWav}. When the consumer stalls and the ring is full, frames are lost but the
 * time line is kept: silence stands for them, laid down by `release` as it makes room.
 */
export class StereoRecorder {
  readonly #ring: Uint8Array
  #writeAt = 0
  #readAt = 0
  #pending = 0
  #owedFrames = 0
  #lostFrames = 0
  #frames = 0
  #paused = false

  /** @param options.ringMs how long the consumer may stall before sound is lost: 4 s by default, 32 kB a second */
  constructor(options: { ringMs?: number } = {}) {
    const frames = Math.max(2, Math.ceil((options.ringMs ?? 4000) / frameMs))
    this.#ring = new Uint8Array(frames * frameBytes)
  }

  /** One tick; `undefined` is silence. While paused, silence is written whatever is handed over. */
  tick(left: Int16Array | undefined, right: Int16Array | undefined): void {
    this.#frames++
    if (this.#owedFrames > 0 || !this.#hasRoom()) {
      // Sound may not overtake the silence that is owed before it.
      this.#owedFrames++
      this.#lostFrames++
    } else if (this.#paused) {
      this.#lay(undefined, undefined)
    } else {
      this.#lay(left, right)
    }
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
  }

  get isPaused(): boolean {
    return this.#paused
  }

  /** A contiguous view of what waits to be written, empty when nothing does. Valid until it is released. */
  peek(): Uint8Array {
    return this.#ring.subarray(this.#readAt, this.#readAt + Math.min(this.#pending, this.#ring.length - this.#readAt))
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

  /** Bytes that wait. Write in blocks of some 8 kB. */
  get pendingBytes(): number {
    return this.#pending
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
    return this.#ring.length - this.#pending >= frameBytes
  }

  /** The ring is a whole number of frames long and frames are laid whole, so a frame never wraps. */
  #lay(left: Int16Array | undefined, right: Int16Array | undefined): void {
    const ring = this.#ring
    let at = this.#writeAt
    if (left === undefined && right === undefined) {
      ring.fill(0, at, at + frameBytes)
      at += frameBytes
    } else {
      for (let i = 0; i < frameSamples; i++) {
        const l = left === undefined ? 0 : left[i]!
        const r = right === undefined ? 0 : right[i]!
        ring[at] = l
        ring[at + 1] = l >> 8
        ring[at + 2] = r
        ring[at + 3] = r >> 8
        at += stereoBlockBytes
      }
    }
    this.#writeAt = at === ring.length ? 0 : at
    this.#pending += frameBytes
  }
}
