import type { RtpPacket } from './packet.ts'
import type { RelayLane } from './relay-lane.ts'
import { timestampDistance } from './sequence.ts'

const maxDropout = 3000
const maxMisorder = 100

/** Counts what was received of one source (RFC 3550 A.1, A.3, A.8). A new SSRC begins anew; totals go on. */
export class Reception {
  ssrc = -1
  /** Of the stream's timestamp: 8, of Opus 48. */
  unitsPerMs = 8
  received = 0
  /** In sixteenths of timestamp units, as A.8 has it: whole numbers only. */
  #jitter16 = 0
  #baseSequence = 0
  #maxSequence = 0
  #cycles = 0
  #badSequence = -1
  #receivedOfSource = 0
  #lostBefore = 0
  #arrivalUnits = 0
  #hasArrival = false
  #lastTimestamp = 0
  #expectedPrior = 0
  #receivedPrior = 0

  observe(packet: RtpPacket, arrivalMs: number): void {
    this.received++
    if (packet.ssrc !== this.ssrc) this.#begin(packet)
    else if (!this.#follow(packet.sequence)) return
    this.#receivedOfSource++
    this.#measure(packet.timestamp, arrivalMs)
  }

  /** Interarrival jitter in timestamp units. */
  get jitter(): number {
    return this.#jitter16 / 16
  }

  /** Whether this packet was the newest of all, and measured: the next ones may go by a lane. */
  isNewest(packet: RtpPacket): boolean {
    return (
      packet.ssrc === this.ssrc &&
      packet.sequence === this.#maxSequence &&
      this.#hasArrival &&
      packet.timestamp === this.#lastTimestamp
    )
  }

  get jitter16(): number {
    return this.#jitter16
  }

  get arrivalUnits(): number {
    return this.#arrivalUnits
  }

  /** So many packets have come by `lane` since the one that it began with. */
  passed(packets: number, lane: RelayLane): void {
    this.received += packets
    this.#receivedOfSource += packets
    const sequence = this.#maxSequence + packets
    this.#maxSequence = sequence & 0xffff
    this.#cycles += sequence - this.#maxSequence
    this.#lastTimestamp = lane.timestamp
    this.#arrivalUnits = lane.arrivalUnits
    this.#jitter16 = lane.jitter16
  }

  /** Of all sources that this leg had, never negative. */
  get lost(): number {
    return Math.max(0, this.#lostBefore + this.#lostOfSource)
  }

  /** RFC 3550 6.4.1: extended highest sequence number. */
  get highestSequence(): number {
    return (this.#cycles + this.#maxSequence) >>> 0
  }

  /** Of the present source, as a report block wants it: duplicates can make it negative. */
  get #lostOfSource(): number {
    return this.ssrc === -1 ? 0 : this.#expected - this.#receivedOfSource
  }

  get cumulativeLost(): number {
    return Math.max(-0x80_0000, Math.min(0x7f_ffff, this.#lostOfSource))
  }

  /** Lost since it was asked last, in 256ths (A.3). */
  takeFractionLost(): number {
    const expected = this.#expected - this.#expectedPrior
    const lost = expected - (this.#receivedOfSource - this.#receivedPrior)
    this.#expectedPrior = this.#expected
    this.#receivedPrior = this.#receivedOfSource
    return expected <= 0 || lost <= 0 ? 0 : Math.min(255, Math.floor((lost * 256) / expected))
  }

  get #expected(): number {
    return this.#cycles + this.#maxSequence - this.#baseSequence + 1
  }

  #begin(packet: RtpPacket): void {
    this.#lostBefore = this.lost
    this.ssrc = packet.ssrc
    this.#jitter16 = 0
    this.#restart(packet.sequence)
  }

  #restart(sequence: number): void {
    this.#baseSequence = sequence
    this.#maxSequence = sequence
    this.#cycles = 0
    this.#badSequence = -1
    this.#receivedOfSource = 0
    this.#expectedPrior = 0
    this.#receivedPrior = 0
    this.#hasArrival = false
  }

  /** A.1 update_seq: `false` for the first packet after a great jump, which is believed when the next one follows it. */
  #follow(sequence: number): boolean {
    const ahead = (sequence - this.#maxSequence) & 0xffff
    if (ahead < maxDropout) {
      if (sequence < this.#maxSequence) this.#cycles += 0x1_0000
      this.#maxSequence = sequence
    } else if (ahead <= 0x1_0000 - maxMisorder) {
      if (sequence !== this.#badSequence) {
        this.#badSequence = (sequence + 1) & 0xffff
        return false
      }
      this.#lostBefore = this.lost
      this.#restart(sequence)
    }
    return true
  }

  /** A.8. The packets of a digit share one timestamp and say nothing of jitter. */
  #measure(timestamp: number, arrivalMs: number): void {
    if (this.#hasArrival && timestamp === this.#lastTimestamp) return
    const arrivalUnits = Math.round(arrivalMs * this.unitsPerMs) | 0
    const late = Math.abs(((arrivalUnits - this.#arrivalUnits) | 0) - timestampDistance(this.#lastTimestamp, timestamp))
    // A change of over a second is a pause or a new clock, not jitter.
    if (this.#hasArrival && late < 1000 * this.unitsPerMs) this.#jitter16 += late - ((this.#jitter16 + 8) >> 4)
    this.#hasArrival = true
    this.#lastTimestamp = timestamp
    this.#arrivalUnits = arrivalUnits
  }
}
