import { type CodecName, codecFacts } from '../audio/codec.ts'
import { type Digit, DtmfSource } from '../audio/dtmf.ts'
import { type AudioSource, frameMs, newFrame, type SampleRate } from '../audio/frame.ts'
import type { OpusLibrary } from '../audio/ports.ts'
import { meanOpinionScore } from '../rtp/e-model.ts'
import { newRtpPacket, parseRtp, type RtpPacket, rtpHeaderBytes } from '../rtp/packet.ts'
import type { RelayedStream } from '../rtp/relayed-stream.ts'
import { RtcpReporter } from '../rtp/reporter.ts'
import { RtpSender } from '../rtp/sender.ts'
import { sequenceDistance } from '../rtp/sequence.ts'
import { DigitReceiver, DigitSender } from '../rtp/telephone-event.ts'
import { type MediaTransport, sendBufferCount } from './ports.ts'
import { Relay, type RelayTarget, relayedPacketBytes } from './relay.ts'
import { type PacketKind, SoundIn } from './sound-in.ts'
import { type SentFormat, SoundOut } from './sound-out.ts'

/** What both sides agreed on for a leg's sound; `NegotiatedAudio` of telephony/sdp is one. */
export interface MediaFormat extends SentFormat {
  /** Absent: the far end takes no RFC 4733 digits, they are sent as tones. */
  readonly telephoneEventPayloadType?: number
  /** The clock of the digits where it is not the codec's. */
  readonly telephoneEventUnitsPerMs?: 8 | 48
  readonly receivePayloadTypes: ReadonlyMap<number, PacketKind>
}

export type SoundKind = CodecName

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
  readonly codec: SoundKind
  /** Lost or too late, of the time that is spoken of. */
  readonly lossPercent: number
  readonly jitterMs: number
  readonly roundTripMs?: number
  readonly bufferDepthMs: number
  /** Estimated by the E-model (ITU-T G.107), 1 to 4.5; absent before the first packet. */
  readonly mos?: number
  /** What the far end hears of us, by its own reports; absent until it made one. */
  readonly remote?: { readonly lossPercent: number; readonly jitterMs: number; readonly mos: number }
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
  /** Absent: Opus is not agreed on with anybody. */
  readonly opus?: OpusLibrary | undefined
}

/** A pause of so long is no jitter. */
const restMs = 400
/** One for all legs: it is only used within one call of `receiveRtp`. */
const packet = newRtpPacket()

/**
 * One leg's sound, both ways: packets in become frames by way of a jitter buffer, decoder and concealment; frames become
 * packets out. A tick is `pull` once and `send` or `rest` once. Neither allocates.
 */
export class LegMedia implements RelayTarget {
  #transport: MediaTransport
  #format: MediaFormat
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
  #isResting = false
  /** What there was when recent quality was asked for. */
  #asked: Pick<LegMediaQuality, 'packetsReceived' | 'packetsLost' | 'packetsLate'> | undefined
  /** Counts of the streams before a change of transport. */
  #sentBefore = 0
  #receivedBefore = 0
  #lostBefore = 0
  readonly #soundIn: SoundIn
  readonly #soundOut: SoundOut
  readonly #buffers: readonly Uint8Array[]
  readonly #toneFrame = newFrame()
  readonly #chance: () => number
  readonly #onDigit: (digit: Digit, durationMs: number) => void

  constructor(options: LegMediaOptions) {
    this.#chance = options.chance
    this.#onDigit = options.onDigit
    this.#buffers = Array.from(
      { length: sendBufferCount },
      () => new Uint8Array(rtpHeaderBytes + codecFacts.opus.frameBytes),
    )
    this.#lastPacketMs = this.#lastReportMs = options.nowMs
    this.#transport = options.transport
    this.#format = options.format
    this.#soundIn = new SoundIn(options.opus, options.start.ssrc)
    this.#soundIn.setKinds(options.format.receivePayloadTypes, options.format.codec)
    this.#soundOut = new SoundOut(options.format, options.opus)
    this.#sender = this.#newSender(options.start)
    this.#reporter = this.#newReporter(options.nowMs)
    this.#digitsOut = digitSender(options.format)
  }

  /** What was agreed on for both directions. */
  get codec(): CodecName {
    return this.#format.codec
  }

  /** The sound that its codec carries. */
  get soundHz(): SampleRate {
    return codecFacts[this.#format.codec].soundHz
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
    const isOtherCodec = format.codec !== this.#format.codec
    if (isOtherCodec || format.telephoneEventPayloadType !== this.#format.telephoneEventPayloadType)
      this.#digitsOut = digitSender(format)
    this.#format = format
    this.#soundIn.setKinds(format.receivePayloadTypes, format.codec)
    this.#soundOut.setFormat(format)
    this.#followFormat()
  }

  /** Another way to the same person: a new stream in both directions begins, and counting goes on. */
  setTransport(transport: MediaTransport, format: MediaFormat, start: StreamStart, nowMs: number): void {
    const before = this.#reporter.stats()
    this.#sentBefore += before.packetsSent
    this.#receivedBefore += before.packetsReceived
    this.#lostBefore += before.packetsLost
    this.#transport = transport
    this.#sender = this.#newSender(start)
    this.#reporter = this.#newReporter(nowMs)
    this.#digitsIn = new DigitReceiver()
    this.#soundIn.reset()
    this.#lastPacketMs = this.#lastReportMs = nowMs
    this.setFormat(format)
  }

  #newReporter(nowMs: number): RtcpReporter {
    const reporter = new RtcpReporter({ sender: this.#sender, cname: 'parley', chance: this.#chance, startMs: nowMs })
    reporter.unitsPerMs = codecFacts[this.#format.codec].unitsPerMs
    return reporter
  }

  #newSender(start: StreamStart): RtpSender {
    const sender = new RtpSender({ ...start, payloadType: this.#soundOut.payloadType })
    sender.frameUnits = this.#soundOut.frameUnits
    return sender
  }

  /** What is sent next is under another number, or counted by another clock. */
  #followFormat(): void {
    this.#sender.payloadType = this.#soundOut.payloadType
    this.#sender.frameUnits = this.#soundOut.frameUnits
    this.#reporter.unitsPerMs = codecFacts[this.#format.codec].unitsPerMs
  }

  /** Takes one datagram that may be RTP; anything else is passed over. */
  receiveRtp(bytes: Uint8Array, nowMs: number): void {
    if (!parseRtp(bytes, packet)) return
    this.#tap?.('in', bytes, bytes.length)
    const kind = this.#format.receivePayloadTypes.get(packet.payloadType)
    this.#noteRest(kind, nowMs)
    this.#lastPacketMs = nowMs
    this.#reporter.observe(packet, nowMs)
    const relay = this.#relay
    if (relay === undefined || relay.isHeard || kind === 'telephone-event') this.#hear(kind, nowMs)
    if (kind === 'telephone-event') relay?.digit(packet, nowMs)
    else if (kind !== undefined) {
      if (kind !== 'comfort-noise') this.#kindReceived = kind
      relay?.sound(packet, kind, nowMs)
    }
  }

  /**
   * Whether silence of this far end means anything: one that announces its pauses (RFC 3389), or goes on after one with the next
   * number and a marker (RFC 3551 4.1), sends nothing while nobody speaks.
   */
  #noteRest(kind: PacketKind | undefined, nowMs: number): void {
    if (kind === 'comfort-noise') this.#isResting = true
    else if (kind !== 'telephone-event') {
      const hasPaused = packet.marker && nowMs - this.#lastPacketMs > restMs && this.#follows(packet.sequence)
      if (hasPaused) this.#suppressesSilence = true
      this.#isResting = this.#suppressesSilence
    }
    this.#lastSequence = packet.sequence
  }
  #suppressesSilence = false
  #lastSequence = -1
  #follows(sequence: number): boolean {
    return this.#lastSequence >= 0 && sequenceDistance(this.#lastSequence, sequence) === 1
  }

  /** Takes `packet` for our own ears. */
  #hear(kind: PacketKind | undefined, nowMs: number): void {
    if (kind === 'telephone-event') {
      this.#digitTimestamp = packet.timestamp
      this.#soundIn.note(packet)
      const digit = this.#digitsIn.push(packet, nowMs)
      if (digit !== undefined) this.#onDigit(digit, eventDurationMs(eventUnitsPerMs(this.#format)))
    } else if (kind === 'comfort-noise') this.#soundIn.comfort(packet)
    else if (kind === undefined) this.#soundIn.note(packet)
    else this.#soundIn.push(packet, kind, nowMs)
  }

  /** Whether the far end's packets can be handed to `other`'s far end as they are: it takes all of them, and hears nothing else. */
  canRelayTo(other: LegMedia): boolean {
    const { codec, telephoneEventPayloadType } = this.#format
    return (
      other.#format.codec === codec &&
      (this.#kindReceived === undefined || this.#kindReceived === codec) &&
      (telephoneEventPayloadType === undefined ||
        (other.#format.telephoneEventPayloadType !== undefined &&
          eventUnitsPerMs(other.#format) === eventUnitsPerMs(this.#format))) &&
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
    this.#soundIn.reset()
    relay.recent((datagram, arrivalMs) => {
      if (parseRtp(datagram, packet)) this.#hear(this.#format.receivePayloadTypes.get(packet.payloadType), arrivalMs)
    }, nowMs)
  }

  get clockRateHz(): number {
    return codecFacts[this.#format.codec].unitsPerMs * 1000
  }

  relay(stream: RelayedStream, from: RtpPacket, kind: PacketKind, nowMs: number): void {
    const type = this.#payloadTypeFor(kind)
    if (type === undefined) return
    if (this.#relayBuffers.length === 0) {
      this.#relayBuffers = Array.from({ length: sendBufferCount }, () => new Uint8Array(relayedPacketBytes))
    }
    const buffer = this.#relayBuffers[this.#sendIndex]!
    const length = stream.write(buffer, from, type, kind !== 'telephone-event', this.#sender, nowMs)
    if (length > 0) this.#emit(buffer, length)
  }

  #payloadTypeFor(kind: PacketKind): number | undefined {
    const { codec, payloadType, telephoneEventPayloadType, receivePayloadTypes } = this.#format
    if (kind === codec) return payloadType
    if (kind === 'telephone-event') return telephoneEventPayloadType
    if (kind !== 'comfort-noise') return undefined
    // What it sends of it, it takes.
    for (const [number, of] of receivePayloadTypes) if (of === kind) return number
    return undefined
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
    return this.#soundIn.pull(into, nowMs)
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
    const out = this.#soundOut
    out.encode(sound)
    if (out.payloadType !== this.#sender.payloadType) this.#followFormat()
    this.#emit(buffer, this.#sender.frame(buffer, out.payload, out.payloadBytes))
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

  /** Digits go out as tones: the line may give them back. */
  get isSendingTones(): boolean {
    return this.#tonesOut !== undefined
  }

  /** Whether the far end agreed to tell of its digits by RFC 4733. */
  get takesDigitEvents(): boolean {
    for (const kind of this.#format.receivePayloadTypes.values()) if (kind === 'telephone-event') return true
    return false
  }

  /** Sends the RTCP report when it is due, where the transport does not make its own. */
  reportWhenDue(nowMs: number, utcMs: number): void {
    if (nowMs < this.#reporter.dueMs) return
    const report = this.#reporter.report(nowMs, utcMs)
    this.#transport.sendRtcp?.(report)
  }

  /** Gives back what its codecs hold; after that it neither hears nor speaks. */
  release(): void {
    this.#soundIn.close()
    this.#soundOut.close()
  }

  /** Says goodbye by RTCP. The transport is closed by whoever made it. */
  end(nowMs: number, utcMs: number): void {
    this.release()
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

  /** The far end gets nothing of what we send, by its own reports. */
  get isUnheard(): boolean {
    return this.#reporter.isUnheard
  }

  /** The far end stopped sending on purpose: its last packet was comfort noise, or it has rested before. */
  get isResting(): boolean {
    return this.#isResting
  }

  /** What the far end's page says of our stream; counts are of the whole stream. */
  heardRemotely(of: { packetsReceived: number; packetsLost: number; jitterMs: number }): void {
    this.#reporter.heardRemotely(of)
  }

  /** Of the whole leg. */
  quality(): LegMediaQuality {
    return this.#quality(undefined)
  }

  /** The same, but that loss and score are of the time since this was asked last. */
  recentQuality(): LegMediaQuality {
    const quality = this.#quality(this.#asked)
    const { packetsReceived, packetsLost, packetsLate } = quality
    this.#asked = { packetsReceived, packetsLost, packetsLate }
    return quality
  }

  #quality(
    since: Pick<LegMediaQuality, 'packetsReceived' | 'packetsLost' | 'packetsLate'> | undefined,
  ): LegMediaQuality {
    const stats = this.#reporter.stats()
    const { codec } = this.#format
    const roundTripMs = stats.roundTripMs ?? this.#transport.roundTripMs?.()
    const packetsReceived = this.#receivedBefore + stats.packetsReceived
    const packetsLost = Math.max(0, this.#lostBefore + stats.packetsLost)
    const packetsLate = this.#soundIn.buffer.counters.late
    const bufferDepthMs = Math.round(this.#soundIn.depthMs)
    const received = packetsReceived - (since?.packetsReceived ?? 0)
    // What came too late was as good as lost; what was counted as lost and then came makes the difference negative.
    const missed = Math.max(0, packetsLost + packetsLate - (since?.packetsLost ?? 0) - (since?.packetsLate ?? 0))
    const lossShare = Math.min(1, missed / Math.max(1, received + missed))
    const networkMs = (roundTripMs ?? 0) / 2
    const score = (delayMs: number, share: number) =>
      rounded(meanOpinionScore({ codec, delayMs, lossShare: share }), 100)
    const { remoteLossShare, remoteJitterMs = 0 } = stats
    return {
      codec,
      packetsReceived,
      packetsLost,
      packetsLate,
      packetsSent: this.#sentBefore + stats.packetsSent,
      lossPercent: rounded(lossShare * 100, 10),
      jitterMs: rounded(stats.jitterMs, 10),
      ...(roundTripMs === undefined ? {} : { roundTripMs: rounded(roundTripMs, 10) }),
      bufferDepthMs,
      ...(received <= 0 ? {} : { mos: score(networkMs + bufferDepthMs + frameMs, lossShare) }),
      ...(remoteLossShare === undefined
        ? {}
        : {
            remote: {
              lossPercent: rounded(remoteLossShare * 100, 10),
              jitterMs: rounded(remoteJitterMs, 10),
              // Its buffer is not known: one of twice its jitter is a fair guess.
              mos: score(networkMs + 2 * remoteJitterMs + 2 * frameMs, remoteLossShare),
            },
          }),
    }
  }
}

const rounded = (value: number, by: number): number => Math.round(value * by) / by

const digitSender = (format: MediaFormat): DigitSender | undefined =>
  format.telephoneEventPayloadType === undefined
    ? undefined
    : new DigitSender(format.telephoneEventPayloadType, { unitsPerMs: eventUnitsPerMs(format) })

const eventUnitsPerMs = (format: MediaFormat): 8 | 48 =>
  format.telephoneEventUnitsPerMs ?? codecFacts[format.codec].unitsPerMs

/** RFC 4733 2.3: how long the event has lasted, in timestamp units. */
function eventDurationMs(unitsPerMs: number): number {
  const at = packet.payloadOffset
  const units = ((packet.bytes[at + 2] ?? 0) << 8) | (packet.bytes[at + 3] ?? 0)
  return Math.floor(units / unitsPerMs)
}
