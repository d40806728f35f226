import type { RtpPacket } from '../rtp/packet.ts'
import { sequenceDistance } from '../rtp/sequence.ts'
import type { PacketKind } from './sound-in.ts'

/** A pause of so long is no jitter. */
const restMs = 400

/** When a far end was heard of last, and whether its silence means anything. */
export class SignsOfLife {
  #packetMs: number
  #reportMs: number
  #sequence = -1
  #isResting = false
  #suppressesSilence = false

  constructor(nowMs: number) {
    this.#packetMs = this.#reportMs = nowMs
  }

  /** Begins to wait anew: nothing was expected before. */
  expect(nowMs: number): void {
    this.#packetMs = this.#reportMs = nowMs
  }

  /**
   * A far end that announces its pauses (RFC 3389), or goes on after one with the next number and a marker (RFC 3551 4.1), sends
   * nothing while nobody speaks.
   */
  packet(packet: RtpPacket, kind: PacketKind | undefined, nowMs: number): void {
    if (kind === 'comfort-noise') this.#isResting = true
    else if (kind !== 'telephone-event') {
      const hasPaused = packet.marker && nowMs - this.#packetMs > restMs && this.#follows(packet.sequence)
      if (hasPaused) this.#suppressesSilence = true
      this.#isResting = this.#suppressesSilence
    }
    this.passed(packet.sequence, nowMs)
  }

  /** Sound like the packet before, up to this one, was there without being shown. */
  passed(sequence: number, nowMs: number): void {
    this.#sequence = sequence
    this.#packetMs = nowMs
  }

  report(nowMs: number): void {
    this.#reportMs = nowMs
  }

  /** Since the last RTP packet, or since the stream began. */
  silentMs(nowMs: number): number {
    return nowMs - this.#packetMs
  }

  /** Since the last sign of life, RTP or RTCP. */
  lifelessMs(nowMs: number): number {
    return nowMs - Math.max(this.#packetMs, this.#reportMs)
  }

  /** It stopped sending on purpose: its last packet was comfort noise, or it has rested before. */
  get isResting(): boolean {
    return this.#isResting
  }

  #follows(sequence: number): boolean {
    return this.#sequence >= 0 && sequenceDistance(this.#sequence, sequence) === 1
  }
}
