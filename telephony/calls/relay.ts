import { newRtpPacket, type RtpPacket, rtpHeaderBytes } from '../rtp/packet.ts'
import type { Reception } from '../rtp/reception.ts'
import { RelayLane } from '../rtp/relay-lane.ts'
import { RelayedStream } from '../rtp/relayed-stream.ts'
import type { MediaTransport } from './ports.ts'
import type { PacketKind } from './sound-in.ts'

/** Where relayed packets go: the other leg's own stream. */
export interface RelayTarget {
  /** What the relayed stream's timestamps count in. */
  readonly clockRateHz: number
  readonly transport: MediaTransport
  /** Whether each packet has to be shown to somebody. */
  readonly isTapped: boolean
  /** What its packets are called on the wire. */
  readonly sentSsrc: number
  readonly sentPayloadType: number
  /** Sends the packet on; passes over what the far end did not agree to. Overwrites its datagram. */
  relay(stream: RelayedStream, packet: RtpPacket, kind: PacketKind, nowMs: number): void
  /** So many went by the lane. */
  passed(packets: number, lane: RelayLane, stream: RelayedStream): void
  /** What is sent from now on is our own. */
  endRelay(stream: RelayedStream, nowMs: number): void
}

/** Of what was relayed last so much is heard when somebody begins to listen in mid-call. */
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
  /** What is alike to the packet before goes by this, where the transport has a shortcut. */
  readonly #lane = new RelayLane()
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
  }

  sound(packet: RtpPacket, kind: Exclude<PacketKind, 'telephone-event'>, nowMs: number): void {
    this.#ssrc = packet.ssrc
    this.#sequence = packet.sequence
    const { bytes } = packet
    if (!this.isHeard && bytes.length <= relayedPacketBytes) this.#lane.keep(bytes, nowMs)
    this.target.relay(this.#stream, packet, kind, nowMs)
  }

  /**
   * Lets what comes after this packet, which was sent on, go by the lane: `by` knows a way for it. What is not alike comes to
   * `sound` or `digit` as before, after {@link leaveLane}.
   */
  takeLane(packet: RtpPacket, by: MediaTransport, reception: Reception, nowMs: number): void {
    const { target } = this
    const isPlain =
      packet.payloadOffset === rtpHeaderBytes && packet.bytes.length === rtpHeaderBytes + packet.payloadBytes
    if (!isPlain || this.isHeard || target.isTapped || packet.bytes.length > relayedPacketBytes) return
    if (!by.shorten?.(this.#lane, target.transport)) return
    const numbers = reception.isNewest(packet) ? this.#stream.numbersAfter(packet) : undefined
    if (numbers === undefined) return
    this.#lane.start({
      payloadType: packet.payloadType,
      length: packet.bytes.length,
      sequence: packet.sequence,
      timestamp: packet.timestamp,
      ssrc: packet.ssrc,
      arrivalMs: nowMs,
      ...numbers,
      unitsPerMs: reception.unitsPerMs,
      jitter16: reception.jitter16,
      arrivalUnits: reception.arrivalUnits,
      sentSsrc: target.sentSsrc,
      sentPayloadType: target.sentPayloadType,
    })
  }

  leaveLane(): void {
    this.#lane.stop()
  }

  /** Has everybody count what went by the lane. @returns it, if something has */
  settle(reception: Reception): { readonly packets: number; readonly lane: RelayLane } | undefined {
    const lane = this.#lane
    const packets = lane.take()
    if (packets === 0) return undefined
    this.#sequence = lane.sequence
    reception.passed(packets, lane)
    this.target.passed(packets, lane, this.#stream)
    return { packets, lane }
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
    this.#lane.recent(take, nowMs, keptMs)
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
