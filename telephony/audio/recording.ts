/**
 * Takes two frames a tick (left the caller, right the agent's side) into a ring made beforehand: no I/O and no
 * allocation on the tick. A consumer, off the tick, takes `peek()`, writes it, and then calls `release(bytes)`.
 * The bytes are the body of {@link stereoWav}. When the consumer stalls and the ring is full, frames are lost but the
 * time line is kept: silence stands for them once there is room.
 */
export class StereoRecorder {
  constructor(_options: { ringMs?: number } = {}) {}
  /** One tick; `undefined` is silence. While paused, silence is written whatever is handed over. */
  tick(_left: Int16Array | undefined, _right: Int16Array | undefined): void {}
  pause(): void {}
  resume(): void {}
  get isPaused(): boolean {
    return false
  }
  /** A contiguous view of what waits to be written, empty when nothing does. Valid until it is released. */
  peek(): Uint8Array {
    return new Uint8Array(0)
  }
  release(_bytes: number): void {}
  /** Bytes that wait. Write in blocks of some 8 kB. */
  get pendingBytes(): number {
    return 0
  }
  /** Length of the time line so far. */
  get durationMs(): number {
    return 0
  }
  /** Frames that the consumer was too slow for. */
  get lostFrames(): number {
    return 0
  }
}
