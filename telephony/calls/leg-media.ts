import { Concealment } from '../audio/concealment.ts'
import { type Digit, DtmfSource } from '../audio/dtmf.ts'
import { type AudioSource, frameMs, frameSamples, newFrame } from '../audio/frame.ts'
import { type G711Codec, pcma, pcmu } from '../audio/g711.ts'
import { JitterBuffer } from '../rtp/jitter-buffer.ts'
import { meanOpinionScore, transmissionRating } from '../rtp/mos.ts'
import { newRtpPacket, parseRtp, type RtpPacket, rtpHeaderBytes } from '../rtp/packet.ts'
import type { RelayedStream } from '../rtp/relayed-stream.ts'
import { RtcpReporter } from '../rtp/reporter.ts'
import { RtpSender } from '../rtp/sender.ts'
import { DigitReceiver, DigitSender } from '../rtp/telephone-event.ts'
import { type MediaTransport, sendBufferCount } from './ports.ts'
import { Relay, type RelayTarget, relayedPacketBytes } from './relay.ts'

/** What both sides agreed on for a leg's sound; `NegotiatedAudio` of telephony/sdp is one. */
export interface MediaFormat {
  readonly codec: 'pcmu' | 'pcma'
  readonly payloadType: number
  /** Absent: the far end takes no RFC 4733 digits, they are sent as tones. */
  readonly telephoneEventPayloadType?: number
  readonly receivePayloadTypes: ReadonlyMap<number, 'pcmu' | 'pcma' | 'telephone-event'>
}

export type SoundKind = MediaFormat['codec']

/** Random start values of a stream (RFC 3550 5.1). */
export interface StreamStart {
  readonly ssrc: number
  readonly sequence: number
  readonly timestamp: number
}

/** What a leg's media was like; the edge link's `MediaQuality`. */
export interface LegMediaQuality {
  readonly packetsReceived: number
  readonly packetsLost: number
  readonly packetsLate: number
  readonly packetsSent: number
  readonly jitterMs: number
  readonly roundTripMs?: number
  readonly bufferDepthMs: number
  /** Estimated by the E-model (ITU-T G.107), 1 to 4.5; absent before the first packet. */
  readonly mos?: number
}

/** Sees the first `length` bytes of a packet; they are overwritten soon. */
export type RtpTap = (direction: 'in' | 'out', bytes: Uint8Array, length: number) => void

export interface LegMediaOptions {
  readonly transport: MediaTransport
  readonly format: MediaFormat
  readonly start: StreamStart
  /** A number in [0, 1). */
  readonly chance: () => number
  readonly nowMs: number
  /** A digit, at the first packet that tells of it. */
  readonly onDigit: (digit: Digit, durationMs: number) => void
}

const codecs: Readonly<Record<'pcmu' | 'pcma', G711Codec>> = { pcmu, pcma }
/** One for all legs: it is only used within one call of `receiveRtp`. */
const packet = newRtpPacket()
const encoded = new Uint8Array(frameSamples)

/**
 * One leg's sound, both ways: packets in become frames by way of a jitter buffer, decoder and concealment; frames become
 * packets out. A tick is `pull` once and `send` or `rest` once. Neither allocates.
 */
export class LegMedia implements RelayTarget {
  #transport: MediaTransport
  #format: MediaFormat
  #codec: G711Codec
  #silence: Uint8Array
  #sender: RtpSender
  #reporter: RtcpReporter
  #digitsOut: DigitSender | undefined
  #tonesOut: AudioSource | undefined
  #digitsIn = new DigitReceiver()
  #lastPacketMs: number
  #lastReportMs: number
  #sendIndex = 0
  #tap: RtpTap | undefined
  /** Where what comes in goes on to as it is. */
  #relay: Relay | undefined
  /** For what others' relays send by us; made when first needed. */
  #relayBuffers: readonly Uint8Array[] = []
  /** What the far end's sound came in last. */
  #kindReceived: SoundKind | undefined
  #digitTimestamp: number | undefined
  /** Counts of the streams before a change of transport. */
  #sentBefore = 0
  #receivedBefore = 0
  #lostBefore = 0
  readonly #jitter = new JitterBuffer()
  readonly #concealment = new Concealment()
  readonly #buffers: readonly Uint8Array[]
  readonly #toneFrame = newFrame()
  readonly #chance: () => number
  readonly #onDigit: (digit: Digit, durationMs: number) => void

  constructor(options: LegMediaOptions) {
    this.#chance = options.chance
    this.#onDigit = options.onDigit
    this.#buffers = Array.from({ length: sendBufferCount }, () => new Uint8Array(rtpHeaderBytes + frameSamples))
    this.#lastPacketMs = this.#lastReportMs = options.nowMs
    this.#transport = options.transport
    this.#format = options.format
    this.#codec = codecs[options.format.codec]
    this.#silence = new Uint8Array(frameSamples).fill(this.#codec.silence)
    this.#sender = new RtpSender({ ...options.start, payloadType: options.format.payloadType })
    this.#reporter = this.#newReporter(options.nowMs)
    this.#digitsOut = digitSender(options.format)
  }

  get transport(): MediaTransport {
    return this.#transport
  }

  /** Shows each RTP packet as it is before encryption, for a capture; `undefined` ends it. */
  setTap(tap: RtpTap | undefined): void {
    this.#tap = tap
  }

  /** A new agreement about the same stream, as after a re-INVITE. */
  setFormat(format: MediaFormat): void {
    this.#sender.payloadType = format.payloadType
    if (format.telephoneEventPayloadType !== this.#format.telephoneEventPayloadType)
      this.#digitsOut = digitSender(format)
    this.#format = format
    this.#codec = codecs[format.codec]
    this.#silence.fill(this.#codec.silence)
  }

  /** Another way to the same person: a new stream in both directions begins, and counting goes on. */
  setTransport(transport: MediaTransport, format: MediaFormat, start: StreamStart, nowMs: number): void {
    const before = this.#reporter.stats()
    this.#sentBefore += before.packetsSent
    this.#receivedBefore += before.packetsReceived
    this.#lostBefore += before.packetsLost
    this.#transport = transport
    this.#sender = new RtpSender({ ...start, payloadType: format.payloadType })
    this.#reporter = this.#newReporter(nowMs)
    this.#digitsIn = new DigitReceiver()
    this.#jitter.reset()
    this.#concealment.reset()
    this.#lastPacketMs = this.#lastReportMs = nowMs
    this.setFormat(format)
  }

  #newReporter(nowMs: number): RtcpReporter {
    return new RtcpReporter({ sender: this.#sender, cname: 'parley', chance: this.#chance, startMs: nowMs })
  }

  /** Takes one datagram that may be RTP; anything else is passed over. */
  receiveRtp(bytes: Uint8Array, nowMs: number): void {
    if (!parseRtp(bytes, packet)) return
    this.#tap?.('in', bytes, bytes.length)
    const kind = this.#format.receivePayloadTypes.get(packet.payloadType)
    this.#lastPacketMs = nowMs
    this.#reporter.observe(packet, nowMs)
    const relay = this.#relay
    if (relay === undefined || relay.isHeard || kind === 'telephone-event') this.#hear(kind, nowMs)
    if (kind === 'telephone-event') relay?.digit(packet, nowMs)
    else if (kind !== undefined) {
      this.#kindReceived = kind
      relay?.sound(packet, kind, nowMs)
    }
  }

  /** Takes `packet` for our own ears. */
  #hear(kind: SoundKind | 'telephone-event' | undefined, nowMs: number): void {
    if (kind === 'telephone-event') {
      this.#digitTimestamp = packet.timestamp
      this.#jitter.note(packet)
      const digit = this.#digitsIn.push(packet, nowMs)
      if (digit !== undefined) this.#onDigit(digit, eventDurationMs())
    } else if (kind === undefined) this.#jitter.note(packet)
    else this.#jitter.push(packet, nowMs)
  }

  /** Whether the far end's packets can be handed to `other`'s far end as they are: it takes all of them, and hears nothing else. */
  canRelayTo(other: LegMedia): boolean {
    const { codec, telephoneEventPayloadType } = this.#format
    return (
      other.#format.codec === codec &&
      (this.#kindReceived === undefined || this.#kindReceived === codec) &&
      (telephoneEventPayloadType === undefined || other.#format.telephoneEventPayloadType !== undefined) &&
      other.#digitsOut?.isBusy !== true &&
      other.#tonesOut === undefined
    )
  }

  /**
   * From now on hands each packet to `other` as it comes, until `stopRelay`. While it is not heard as well, nothing is to be
   * pulled here; and `other` is sent nothing else. Said again, only `isHeard` changes.
   */
  relayTo(other: LegMedia, isHeard: boolean, nowMs: number): void {
    const relay = this.#relay
    if (relay?.target !== other) {
      this.stopRelay(nowMs)
      this.#relay = new Relay(other, isHeard, this.#digitTimestamp)
    } else if (relay.isHeard !== isHeard) {
      relay.isHeard = isHeard
      if (isHeard) this.#hearRecent(relay, nowMs)
    }
  }

  /** Sound goes by the jitter buffer again, which begins with what was relayed last. */
  stopRelay(nowMs: number): void {
    const relay = this.#relay
    if (relay === undefined) return
    this.#relay = undefined
    relay.end(nowMs)
    if (!relay.isHeard) this.#hearRecent(relay, nowMs)
  }

  #hearRecent(relay: Relay, nowMs: number): void {
    this.#jitter.reset()
    this.#concealment.reset()
    relay.recent((datagram, arrivalMs) => {
      if (parseRtp(datagram, packet)) this.#hear(this.#format.receivePayloadTypes.get(packet.payloadType), arrivalMs)
    }, nowMs)
  }

  get clockRateHz(): number {
    return 8000
  }

  relay(stream: RelayedStream, from: RtpPacket, kind: SoundKind | 'telephone-event', nowMs: number): void {
    const { codec, payloadType, telephoneEventPayloadType } = this.#format
    const type = kind === 'telephone-event' ? telephoneEventPayloadType : kind === codec ? payloadType : undefined
    if (type === undefined) return
    if (this.#relayBuffers.length === 0) {
      this.#relayBuffers = Array.from({ length: sendBufferCount }, () => new Uint8Array(relayedPacketBytes))
    }
    const buffer = this.#relayBuffers[this.#sendIndex]!
    const length = stream.write(buffer, from, type, kind !== 'telephone-event', this.#sender, nowMs)
    if (length > 0) this.#emit(buffer, length)
  }

  endRelay(stream: RelayedStream, nowMs: number): void {
    stream.end(this.#sender, nowMs)
  }

  /** @returns whether the far end ended its stream (RTCP BYE) */
  receiveRtcp(bytes: Uint8Array, nowMs: number): boolean {
    const read = this.#reporter.receive(bytes, nowMs)
    if (read !== undefined) this.#lastReportMs = nowMs
    return read === 'bye'
  }

  /** The sound of this tick; `false`: none is there, and `into` is not to be used. */
  pull(into: Int16Array, nowMs: number): boolean {
    const due = this.#jitter.pull(nowMs)
    if (due === 'empty') return false
    if (due === 'lost') return this.#concealment.conceal(into)
    const kind = this.#format.receivePayloadTypes.get(due.payloadType)
    codecs[kind === 'pcma' ? 'pcma' : 'pcmu'].decode(due.payload, into, frameSamples)
    this.#concealment.receive(into)
    return true
  }

  /** Sends the frame of this tick; `undefined` is silence, which is sent. Digits take the place of sound. */
  send(frame: Int16Array | undefined): void {
    const digits = this.#digitsOut
    const step = digits === undefined ? 'idle' : digits.step(this.#sender.timestamp)
    const buffer = this.#buffers[this.#sendIndex] as Uint8Array
    if (digits !== undefined && step !== 'idle') {
      if (step === 'send') this.#emit(buffer, this.#sender.event(buffer, digits))
      this.#sender.skip()
      return
    }
    let sound = frame
    if (this.#tonesOut !== undefined) {
      if (this.#tonesOut.read(this.#toneFrame)) sound = this.#toneFrame
      else this.#tonesOut = undefined
    }
    if (sound === undefined) {
      this.#emit(buffer, this.#sender.frame(buffer, this.#silence))
      return
    }
    this.#codec.encode(sound, encoded)
    this.#emit(buffer, this.#sender.frame(buffer, encoded))
  }

  /** Lets this tick pass with nothing sent. */
  rest(): void {
    this.#sender.skip()
  }

  #emit(buffer: Uint8Array, length: number): void {
    this.#sendIndex = (this.#sendIndex + 1) % sendBufferCount
    this.#tap?.('out', buffer, length)
    this.#transport.sendRtp(buffer, length)
  }

  /** Queues digits to be sent; `false` when too many wait already. */
  sendDigits(digits: readonly Digit[]): boolean {
    if (this.#digitsOut) return this.#digitsOut.queue(digits)
    if (this.#tonesOut) return false
    this.#tonesOut = new DtmfSource(digits)
    return true
  }

  /** Sends the RTCP report when it is due, where the transport does not make its own. */
  reportWhenDue(nowMs: number, utcMs: number): void {
    if (nowMs < this.#reporter.dueMs) return
    const report = this.#reporter.report(nowMs, utcMs)
    this.#transport.sendRtcp?.(report)
  }

  /** Says goodbye by RTCP. The transport is closed by whoever made it. */
  end(nowMs: number, utcMs: number): void {
    if (this.#sender.packetsSent > 0 || this.#sentBefore > 0)
      this.#transport.sendRtcp?.(this.#reporter.goodbye(nowMs, utcMs))
  }

  /** Since the last RTP packet, or since the stream began. */
  silentMs(nowMs: number): number {
    return nowMs - this.#lastPacketMs
  }

  /** Since the last sign of life, RTP or RTCP. */
  lifelessMs(nowMs: number): number {
    return nowMs - Math.max(this.#lastPacketMs, this.#lastReportMs)
  }

  /** Begins to wait for packets anew: none were expected before. */
  expectPackets(nowMs: number): void {
    this.#lastPacketMs = this.#lastReportMs = nowMs
  }

  quality(): LegMediaQuality {
    const stats = this.#reporter.stats()
    const roundTripMs = stats.roundTripMs ?? this.#transport.roundTripMs?.()
    const packetsReceived = this.#receivedBefore + stats.packetsReceived
    const packetsLost = Math.max(0, this.#lostBefore + stats.packetsLost)
    const packetsLate = this.#jitter.counters.late
    const bufferDepthMs = this.#jitter.targetFrames * frameMs
    const delayMs = (roundTripMs ?? 0) / 2 + bufferDepthMs + frameMs
    // What came too late was as good as lost.
    const lossShare = (packetsLost + packetsLate) / Math.max(1, packetsReceived + packetsLost)
    const mos = meanOpinionScore(transmissionRating({ delayMs, lossShare }))
    return {
      packetsReceived,
      packetsLost,
      packetsLate,
      packetsSent: this.#sentBefore + stats.packetsSent,
      jitterMs: Math.round(stats.jitterMs * 10) / 10,
      ...(roundTripMs === undefined ? {} : { roundTripMs: Math.round(roundTripMs * 10) / 10 }),
      bufferDepthMs,
      ...(packetsReceived === 0 ? {} : { mos: Math.round(mos * 100) / 100 }),
    }
  }
}

const digitSender = (format: MediaFormat): DigitSender | undefined =>
  format.telephoneEventPayloadType === undefined ? undefined : new DigitSender(format.telephoneEventPayloadType)

/** RFC 4733 2.3: how long the event has lasted, in timestamp units of 8 kHz. */
function eventDurationMs(): number {
  const at = packet.payloadOffset
  return (((packet.bytes[at + 2] ?? 0) << 8) | (packet.bytes[at + 3] ?? 0)) >> 3
}
