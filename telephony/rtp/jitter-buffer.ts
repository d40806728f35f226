import type { RtpPacket } from './packet.ts'

export interface JitterBufferOptions {
  readonly minFrames?: number
  readonly maxFrames?: number
  readonly startFrames?: number
}
/** A frame that is due: 160 bytes of G.711. The same object every time, valid until the next `pull`. */
export interface DueFrame {
  readonly payload: Uint8Array
  readonly payloadType: number
  readonly timestamp: number
}
export interface JitterBufferCounters {
  pushed: number
  played: number
  lost: number
  late: number
  duplicate: number
  reordered: number
  refused: number
  restarts: number
  grown: number
  shrunk: number
}
/**
 * The adaptive playout buffer of one received G.711 stream. G.711 has a byte for each sample, so the buffer is a time
 * line of samples indexed by RTP timestamp: packets of 10 to 60 ms, in any order, are laid down where they belong, and
 * each tick takes the 20 ms that are due.
 */
export class JitterBuffer {
  readonly counters: JitterBufferCounters = {
    pushed: 0,
    played: 0,
    lost: 0,
    late: 0,
    duplicate: 0,
    reordered: 0,
    refused: 0,
    restarts: 0,
    grown: 0,
    shrunk: 0,
  }
  constructor(_options: JitterBufferOptions = {}) {}
  /** Lays a packet of G.711 down. `arrivalMs` is monotonic time, the same clock as `pull`'s. */
  push(_packet: RtpPacket, _arrivalMs: number): void {}
  /** Tells of a packet of the same stream that carries no sound (telephone-event, comfort noise), so that its number is not counted as lost. */
  note(_packet: RtpPacket): void {}
  /**
   * What is to be heard in this tick: a frame; `lost`, to be concealed; or `empty`, nobody is sending (silence).
   * Call it once every 20 ms.
   */
  pull(_nowMs: number): DueFrame | 'lost' | 'empty' {
    return 'empty'
  }
  /** The depth aimed at, in frames. */
  get targetFrames(): number {
    return 0
  }
  reset(): void {}
}
