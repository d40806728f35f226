import { buildRtp } from './packet.ts'
import type { DigitSender } from './telephone-event.ts'

/** The numbers of one outgoing RTP stream. Chance comes from outside: give random `ssrc`, `sequence` and `timestamp` (RFC 3550 5.1). */
export class RtpSender {
  readonly ssrc: number
  payloadType: number
  /** By how much the timestamp grows in 20 ms: 160 by a clock of 8 kHz, 960 by Opus's of 48 kHz. */
  frameUnits = 160
  /** The timestamp of the next frame. */
  timestamp: number
  sequence: number
  packetsSent = 0
  payloadBytesSent = 0
  #afterSilence = true
  /** Reused for each packet, so that the tick allocates nothing. */
  readonly #header

  constructor(start: { ssrc: number; sequence: number; timestamp: number; payloadType: number }) {
    this.ssrc = start.ssrc >>> 0
    this.sequence = start.sequence & 0xffff
    this.timestamp = start.timestamp >>> 0
    this.payloadType = start.payloadType
    this.#header = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: this.ssrc }
  }

  /** Builds the packet of one 20 ms frame into `into` and moves on by `frameUnits`; returns its length. Marker on the first after silence (RFC 3551 4.1). */
  frame(into: Uint8Array, payload: Uint8Array, payloadBytes = payload.length): number {
    const length = this.#build(into, this.#afterSilence, this.payloadType, this.timestamp, payload, payloadBytes)
    if (length === 0) return 0
    this.#afterSilence = false
    this.timestamp = (this.timestamp + this.frameUnits) >>> 0
    return length
  }

  /** Lets `frames` of time pass with nothing sent: the next audio frame bears the marker. */
  skip(frames = 1): void {
    this.timestamp = (this.timestamp + frames * this.frameUnits) >>> 0
    this.#afterSilence = true
  }

  /** Builds the telephone-event packet that `digits` has ready. Does not move the timestamp: call `skip()` for the tick. */
  event(into: Uint8Array, digits: DigitSender): number {
    return this.#build(into, digits.marker, digits.payloadType, digits.eventTimestamp, digits.payload, 4)
  }

  /** Packets of another party's went out as ours; whoever wrote them has moved the numbers on. */
  relayed(payloadBytes: number, packets = 1): void {
    this.packetsSent += packets
    this.payloadBytesSent += payloadBytes * packets
    this.#afterSilence = false
  }

  #build(
    into: Uint8Array,
    marker: boolean,
    payloadType: number,
    timestamp: number,
    payload: Uint8Array,
    payloadBytes: number,
  ): number {
    const header = this.#header
    header.marker = marker
    header.payloadType = payloadType
    header.sequence = this.sequence
    header.timestamp = timestamp
    const length = buildRtp(into, header, payload, payloadBytes)
    if (length === 0) return 0
    this.sequence = (this.sequence + 1) & 0xffff
    this.packetsSent++
    this.payloadBytesSent += payloadBytes
    return length
  }
}
