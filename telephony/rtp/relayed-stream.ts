import { type RtpPacket, rtpHeaderBytes } from './packet.ts'
import type { RelayLane } from './relay-lane.ts'
import type { RtpSender } from './sender.ts'
import { sequenceDistance, timestampDistance } from './sequence.ts'

/** A jump of the source's numbers beyond these is another stream of the same name (RFC 3550 A.1). */
const longestJump = 3000
const longestGapMs = 10_000
/** So many numbers behind the newest one may still come; a power of two. */
const windowPackets = 128

/**
 * Another party's packets, sent on as a part of our own stream: our SSRC and numbers that go on where we were, while loss,
 * order, pauses and the timestamps' steps stay as the source made them, so that whoever hears it conceals and buffers as if
 * there were nobody between (RFC 3550 7.1, a translator that gives each its own numbers).
 */
export class RelayedStream {
  #isFollowing = false
  #ssrc = 0
  #newestSequence = 0
  #newestTimestamp = 0
  #newestAtMs = 0
  #sequenceOffset = 0
  #timestampOffset = 0
  /** Nothing before this number of ours may be sent any more: it went to others. */
  #firstOut = 0
  /** How long the source's packets last, in timestamp units. */
  #step = 0
  /** Which of the source's last numbers have gone out, by their last bits. */
  readonly #sent = new Uint8Array(windowPackets)
  readonly #clockPerMs: number

  constructor(clockRateHz = 8000) {
    this.#clockPerMs = clockRateHz / 1000
  }

  /** The next packet begins anew: our own sound has been sent meanwhile. */
  end(sender: RtpSender, nowMs: number): void {
    if (this.#isFollowing) this.#catchUp(sender, nowMs)
    this.#isFollowing = false
  }

  /**
   * Writes the packet as one of `sender`'s into `into`, which may be its own datagram, payload type `payloadType`; returns its length. 0 when it has no room,
   * came so late that it lies before what we began with, or came before: towards a far end with SRTP two packets of one number
   * would be encrypted with the same key stream, which RFC 3711 9.1 and RFC 7714 8.1 forbid at any price.
   *
   * @param isSound `false` for a telephone-event, whose timestamp is the beginning of the digit (RFC 4733 2.1)
   */
  write(
    into: Uint8Array,
    packet: RtpPacket,
    payloadType: number,
    isSound: boolean,
    sender: RtpSender,
    nowMs: number,
  ): number {
    const length = rtpHeaderBytes + packet.payloadBytes
    if (length > into.length || packet.payloadBytes === 0) return 0
    const isNew = !this.#isFollowing || !this.#continues(packet)
    if (isNew) this.#begin(packet, sender, nowMs)
    const sequence = (packet.sequence + this.#sequenceOffset) & 0xffff
    if (sequenceDistance(this.#firstOut, sequence) < 0 || !this.#takeNumber(packet.sequence)) return 0
    const timestamp = (packet.timestamp + this.#timestampOffset) >>> 0
    copyPayload(packet, into)
    writeHeader(into, packet.marker || isNew, payloadType, sequence, timestamp, sender.ssrc)
    this.#note(packet, isSound, sender, sequence, timestamp, nowMs)
    return length
  }

  /** How the packets after this one will be numbered, if it was the newest sound and they go on alike. */
  numbersAfter(packet: RtpPacket): { sequenceOffset: number; timestampOffset: number; step: number } | undefined {
    const isNewest = packet.sequence === this.#newestSequence && packet.timestamp === this.#newestTimestamp
    if (!this.#isFollowing || !isNewest) return undefined
    return { sequenceOffset: this.#sequenceOffset, timestampOffset: this.#timestampOffset, step: this.#step }
  }

  /** So many packets have gone out by `lane`, numbered as `numbersAfter` said. */
  passed(packets: number, lane: RelayLane, sender: RtpSender): void {
    for (let i = Math.min(packets, windowPackets) - 1; i >= 0; i--) {
      this.#sent[(lane.sequence - i) & (windowPackets - 1)] = 1
    }
    this.#newestSequence = lane.sequence
    this.#newestTimestamp = lane.timestamp
    this.#newestAtMs = lane.arrivalMs
    sender.relayed(lane.payloadBytes, packets)
    sender.sequence = (lane.sequence + this.#sequenceOffset + 1) & 0xffff
    sender.timestamp = (lane.timestamp + this.#timestampOffset + this.#step) >>> 0
  }

  #continues(packet: RtpPacket): boolean {
    return (
      packet.ssrc === this.#ssrc &&
      Math.abs(sequenceDistance(this.#newestSequence, packet.sequence)) < longestJump &&
      Math.abs(timestampDistance(this.#newestTimestamp, packet.timestamp)) < longestGapMs * this.#clockPerMs
    )
  }

  /** @returns whether that number of the source's is one that has not gone out */
  #takeNumber(sequence: number): boolean {
    const ahead = sequenceDistance(this.#newestSequence, sequence)
    if (ahead <= -windowPackets) return false
    // Those that were passed over have not gone out.
    for (let i = 0; i < Math.min(ahead, windowPackets); i++) this.#sent[(sequence - i) & (windowPackets - 1)] = 0
    if (this.#sent[sequence & (windowPackets - 1)] === 1) return false
    this.#sent[sequence & (windowPackets - 1)] = 1
    return true
  }

  #begin(packet: RtpPacket, sender: RtpSender, nowMs: number): void {
    if (this.#isFollowing) this.#catchUp(sender, nowMs)
    this.#isFollowing = true
    this.#ssrc = packet.ssrc
    this.#sent.fill(0)
    this.#newestSequence = (packet.sequence - 1) & 0xffff
    this.#newestTimestamp = packet.timestamp
    this.#newestAtMs = nowMs
    this.#sequenceOffset = (sender.sequence - packet.sequence) & 0xffff
    this.#timestampOffset = (sender.timestamp - packet.timestamp) >>> 0
    this.#firstOut = sender.sequence
    this.#step = 20 * this.#clockPerMs
  }

  #note(
    packet: RtpPacket,
    isSound: boolean,
    sender: RtpSender,
    sequence: number,
    timestamp: number,
    nowMs: number,
  ): void {
    sender.relayed(packet.payloadBytes)
    const ahead = sequenceDistance(this.#newestSequence, packet.sequence)
    if (ahead <= 0) return
    sender.sequence = (sequence + 1) & 0xffff
    this.#newestSequence = packet.sequence
    if (!isSound) return
    const passed = timestampDistance(this.#newestTimestamp, packet.timestamp)
    if (ahead === 1 && passed > 0 && passed <= 120 * this.#clockPerMs) this.#step = passed
    this.#newestTimestamp = packet.timestamp
    this.#newestAtMs = nowMs
    sender.timestamp = (timestamp + this.#step) >>> 0
  }

  /** Time has passed since the last packet without any sound: our timestamps count it. */
  #catchUp(sender: RtpSender, nowMs: number): void {
    const frameUnits = 20 * this.#clockPerMs
    const passed = (nowMs - this.#newestAtMs) * this.#clockPerMs - this.#step
    if (passed >= frameUnits) sender.skip(Math.floor(passed / frameUnits))
  }
}

/** The whole datagram at once where nothing but the fixed header stands before its payload; it mostly is so. */
function copyPayload(packet: RtpPacket, into: Uint8Array): void {
  const { bytes, payloadOffset, payloadBytes } = packet
  if (payloadOffset === rtpHeaderBytes && bytes.length <= into.length) {
    if (into !== bytes) into.set(bytes)
    return
  }
  // Towards the beginning: right within one datagram too.
  for (let i = 0; i < payloadBytes; i++) into[rtpHeaderBytes + i] = bytes[payloadOffset + i]!
}

function writeHeader(
  into: Uint8Array,
  marker: boolean,
  payloadType: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  into[0] = 0x80
  into[1] = (marker ? 0x80 : 0) | payloadType
  into[2] = sequence >> 8
  into[3] = sequence
  into[4] = timestamp >>> 24
  into[5] = timestamp >>> 16
  into[6] = timestamp >>> 8
  into[7] = timestamp
  into[8] = ssrc >>> 24
  into[9] = ssrc >>> 16
  into[10] = ssrc >>> 8
  into[11] = ssrc
}
