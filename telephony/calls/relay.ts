import { newRtpPacket, type RtpPacket, rtpHeaderBytes } from '../rtp/packet.ts'
import { RelayedStream } from '../rtp/relayed-stream.ts'
import type { PacketKind } from './sound-in.ts'

/** Where relayed packets go: the other leg's own stream. */
export interface RelayTarget {
  /** What the relayed stream's timestamps count in. */
  readonly clockRateHz: number
  /** Sends the packet on; passes over what the far end did not agree to. */
  relay(stream: RelayedStream, packet: RtpPacket, kind: PacketKind, nowMs: number): void
  /** What is sent from now on is our own. */
  endRelay(stream: RelayedStream, nowMs: number): void
}

/** So much of what was relayed last is kept: from this a jitter buffer begins when it is needed in mid-call. */
const keptPackets = 3
const keptMs = 100
/** A longer packet than 60 ms of G.711 or one of Opus is not to be expected. */
export const relayedPacketBytes = rtpHeaderBytes + 1280
/** RFC 4733 2.5.1.4: the end of an event is told three times. */
const endPackets = 3
const endBit = 0x80

/**
 * One leg's packets on their way to another leg's far end, as they are: no jitter buffer, no decoding. A digit that sounded
 * before the relay began is not passed on, for whoever was there before has; one that sounds when it ends is ended.
 */
export class Relay {
  /** Whether the sound is listened to as well: by a recording, a detector. */
  isHeard: boolean
  readonly target: RelayTarget
  readonly #stream: RelayedStream
  readonly #kept: readonly { readonly bytes: Uint8Array; length: number; arrivalMs: number }[]
  #nextKept = 0
  /** The timestamp of the digit that is not ours to pass on. */
  readonly #foreignDigit: number | undefined
  #digitTimestamp = 0
  readonly #digitPayload = new Uint8Array(4)
  #isDigitOpen = false
  #ssrc = 0
  #sequence = 0

  constructor(target: RelayTarget, isHeard: boolean, foreignDigit: number | undefined) {
    this.target = target
    this.isHeard = isHeard
    this.#foreignDigit = foreignDigit
    this.#stream = new RelayedStream(target.clockRateHz)
    this.#kept = Array.from({ length: keptPackets }, () => ({
      bytes: new Uint8Array(relayedPacketBytes),
      length: 0,
      arrivalMs: 0,
    }))
  }

  sound(packet: RtpPacket, kind: Exclude<PacketKind, 'telephone-event'>, nowMs: number): void {
    this.#ssrc = packet.ssrc
    this.#sequence = packet.sequence
    const { bytes } = packet
    if (!this.isHeard && bytes.length <= relayedPacketBytes) {
      const place = this.#kept[this.#nextKept]!
      this.#nextKept = (this.#nextKept + 1) % keptPackets
      place.bytes.set(bytes)
      place.length = bytes.length
      place.arrivalMs = nowMs
    }
    this.target.relay(this.#stream, packet, kind, nowMs)
  }

  digit(packet: RtpPacket, nowMs: number): void {
    if (packet.payloadBytes < 4 || packet.timestamp === this.#foreignDigit) return
    this.#ssrc = packet.ssrc
    this.#sequence = packet.sequence
    this.#digitTimestamp = packet.timestamp
    for (let i = 0; i < 4; i++) this.#digitPayload[i] = packet.bytes[packet.payloadOffset + i]!
    this.#isDigitOpen = (this.#digitPayload[1]! & endBit) === 0
    this.target.relay(this.#stream, packet, 'telephone-event', nowMs)
  }

  end(nowMs: number): void {
    if (this.#isDigitOpen) this.#endDigit(nowMs)
    this.target.endRelay(this.#stream, nowMs)
  }

  /** Gives back what was relayed last, oldest first, with the time of its arrival. */
  recent(take: (datagram: Uint8Array, arrivalMs: number) => void, nowMs: number): void {
    for (let i = 0; i < keptPackets; i++) {
      const { bytes, length, arrivalMs } = this.#kept[(this.#nextKept + i) % keptPackets]!
      if (length > 0 && nowMs - arrivalMs < keptMs) take(bytes.subarray(0, length), arrivalMs)
    }
  }

  #endDigit(nowMs: number): void {
    this.#isDigitOpen = false
    const bytes = new Uint8Array(rtpHeaderBytes + 4)
    bytes.set(this.#digitPayload, rtpHeaderBytes)
    bytes[rtpHeaderBytes + 1]! |= endBit
    const packet: RtpPacket = {
      ...newRtpPacket(),
      bytes,
      ssrc: this.#ssrc,
      timestamp: this.#digitTimestamp,
      payloadOffset: rtpHeaderBytes,
      payloadBytes: 4,
    }
    for (let i = 1; i <= endPackets; i++) {
      packet.sequence = (this.#sequence + i) & 0xffff
      this.target.relay(this.#stream, packet, 'telephone-event', nowMs)
    }
  }
}
