import { type CodecName, codecFacts } from '../audio/codec.ts'
import { type Digit, DtmfSource } from '../audio/dtmf.ts'
import { type AudioSource, newFrame, type SampleRate } from '../audio/frame.ts'
import type { OpusLibrary } from '../audio/ports.ts'
import { newRtpPacket, parseRtp, type RtpPacket, rtpHeaderBytes } from '../rtp/packet.ts'
import type { RelayLane } from '../rtp/relay-lane.ts'
import type { RelayedStream } from '../rtp/relayed-stream.ts'
import { RtcpReporter } from '../rtp/reporter.ts'
import { RtpSender } from '../rtp/sender.ts'
import { DigitReceiver, type DigitSender } from '../rtp/telephone-event.ts'
import { type LegMediaQuality, LegQuality, type QualityFacts, type SoundKind } from './leg-quality.ts'
import { digitSender, eventUnitsPerMs, type MediaFormat, relayedPayloadType, takesAsItIs } from './media-format.ts'
import type { MediaTransport } from './ports.ts'
import { Relay, type RelayTarget, relayedPacketBytes } from './relay.ts'
import { SignsOfLife } from './signs-of-life.ts'
import { type PacketKind, SoundIn } from './sound-in.ts'
import { SoundOut } from './sound-out.ts'

export type { LegMediaQuality, SoundKind } from './leg-quality.ts'
export type { MediaFormat } from './media-format.ts'

/** Random start values of a stream (RFC 3550 5.1). */
export interface StreamStart {
  readonly ssrc: number
  readonly sequence: number
  readonly timestamp: number
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

/** One for all legs: it is only used within one call of `receiveRtp`. */
const packet = newRtpPacket()
/** One for all legs too: a transport has read it when it returns. */
const outgoing = new Uint8Array(Math.max(relayedPacketBytes, rtpHeaderBytes + codecFacts.opus.frameBytes))

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
  #tap: RtpTap | undefined
  /** Where what comes in goes on to as it is. */
  #relay: Relay | undefined
  /** Whose packets go out as ours. */
  #feeder: LegMedia | undefined
  /** What the far end's sound came in last. */
  #kindReceived: SoundKind | undefined
  #digitTimestamp: number | undefined
  readonly #life: SignsOfLife
  readonly #quality = new LegQuality()
  readonly #soundIn: SoundIn
  readonly #soundOut: SoundOut
  readonly #toneFrame = newFrame()
  readonly #chance: () => number
  readonly #onDigit: (digit: Digit, durationMs: number) => void

  constructor(options: LegMediaOptions) {
    this.#chance = options.chance
    this.#onDigit = options.onDigit
    this.#life = new SignsOfLife(options.nowMs)
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
    this.#leaveLanes()
    this.#tap = tap
  }

  get isTapped(): boolean {
    return this.#tap !== undefined
  }

  /** A new agreement about the same stream, as after a re-INVITE. */
  setFormat(format: MediaFormat): void {
    this.#leaveLanes()
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
    this.#leaveLanes()
    this.#transport.endShortcut?.()
    this.#quality.streamEnded(this.#reporter.stats())
    this.#transport = transport
    this.#sender = this.#newSender(start)
    this.#reporter = this.#newReporter(nowMs)
    this.#digitsIn = new DigitReceiver()
    this.#soundIn.reset()
    this.#life.expect(nowMs)
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

  /** Takes one datagram that may be RTP; anything else is passed over. It may be overwritten. */
  receiveRtp(bytes: Uint8Array, nowMs: number): void {
    if (!parseRtp(bytes, packet)) return
    this.#tap?.('in', bytes, bytes.length)
    this.settle()
    const kind = this.#soundIn.kindOf(packet.payloadType)
    this.#life.packet(packet, kind, nowMs)
    this.#reporter.observe(packet, nowMs)
    const relay = this.#relay
    relay?.leaveLane()
    if (relay === undefined || relay.isHeard || kind === 'telephone-event') this.#hear(kind, nowMs)
    if (kind === 'telephone-event') relay?.digit(packet, nowMs)
    else if (kind !== undefined) {
      if (kind !== 'comfort-noise') this.#kindReceived = kind
      relay?.sound(packet, kind, nowMs)
      if (kind === this.#format.codec && this.#tap === undefined) {
        relay?.takeLane(packet, this.#transport, this.#reporter.reception, nowMs)
      }
    }
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
    return (
      takesAsItIs(other.#format, this.#format, this.#kindReceived) &&
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
      this.#beginRelay(other, isHeard, nowMs)
    } else if (relay.isHeard !== isHeard) {
      this.#leaveLane()
      relay.isHeard = isHeard
      if (isHeard) this.#hearRecent(relay, nowMs)
    }
  }

  #beginRelay(other: LegMedia, isHeard: boolean, nowMs: number): void {
    const relay = new Relay(other, isHeard, this.#digitTimestamp)
    this.#relay = relay
    other.#feeder = this
    // What waits to be heard is behind what comes next: it would be missed.
    this.#soundIn.waiting((waiting) => {
      const kind = this.#soundIn.kindOf(waiting.payloadType)
      if (kind !== undefined && kind !== 'telephone-event') relay.sound(waiting, kind, nowMs)
    })
  }

  /** Sound goes by the jitter buffer again, which begins with what was relayed last. */
  stopRelay(nowMs: number): void {
    const relay = this.#relay
    if (relay === undefined) return
    this.#leaveLane()
    this.#transport.endShortcut?.()
    this.#relay = undefined
    const { target } = relay
    if (target instanceof LegMedia && target.#feeder === this) target.#feeder = undefined
    relay.end(nowMs)
    if (!relay.isHeard) this.#hearRecent(relay, nowMs)
  }

  /** Counts what has gone by without being received here. */
  settle(): void {
    const passed = this.#relay?.settle(this.#reporter.reception)
    if (passed === undefined) return
    const { packets, lane } = passed
    this.#life.passed(lane.sequence, lane.arrivalMs)
    this.#transport.passed?.(packets, lane.sequence, lane.arrivalMs)
  }

  /** Both directions: what we heard, and what others' packets went out as ours. */
  #settleAll(): void {
    this.settle()
    this.#feeder?.settle()
  }

  #leaveLane(): void {
    this.settle()
    this.#relay?.leaveLane()
  }

  /** Something changes: each packet is looked at again. */
  #leaveLanes(): void {
    this.#leaveLane()
    const feeder = this.#feeder
    if (feeder !== undefined) feeder.#leaveLane()
  }

  #hearRecent(relay: Relay, nowMs: number): void {
    this.#soundIn.reset()
    relay.recent((datagram, arrivalMs) => {
      if (parseRtp(datagram, packet)) this.#hear(this.#soundIn.kindOf(packet.payloadType), arrivalMs)
    }, nowMs)
  }

  get clockRateHz(): number {
    return codecFacts[this.#format.codec].unitsPerMs * 1000
  }

  get sentSsrc(): number {
    return this.#sender.ssrc
  }

  get sentPayloadType(): number {
    return this.#format.payloadType
  }

  relay(stream: RelayedStream, from: RtpPacket, kind: PacketKind, nowMs: number): void {
    const type = relayedPayloadType(this.#format, kind)
    if (type === undefined || rtpHeaderBytes + from.payloadBytes > relayedPacketBytes) return
    const length = stream.write(from.bytes, from, type, kind !== 'telephone-event', this.#sender, nowMs)
    if (length > 0) this.#emit(from.bytes, length)
  }

  passed(packets: number, lane: RelayLane, stream: RelayedStream): void {
    stream.passed(packets, lane, this.#sender)
  }

  endRelay(stream: RelayedStream, nowMs: number): void {
    stream.end(this.#sender, nowMs)
  }

  /** @returns whether the far end ended its stream (RTCP BYE) */
  receiveRtcp(bytes: Uint8Array, nowMs: number): boolean {
    this.#settleAll()
    const read = this.#reporter.receive(bytes, nowMs)
    if (read !== undefined) this.#life.report(nowMs)
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
    if (digits !== undefined && step !== 'idle') {
      if (step === 'send') this.#emit(outgoing, this.#sender.event(outgoing, digits))
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
    this.#emit(outgoing, this.#sender.frame(outgoing, out.payload, out.payloadBytes))
  }

  /** Lets this tick pass with nothing sent. */
  rest(): void {
    this.#sender.skip()
  }

  #emit(buffer: Uint8Array, length: number): void {
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
    this.#settleAll()
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
    this.#settleAll()
    if (this.#sender.packetsSent > 0 || this.#quality.hasSent)
      this.#transport.sendRtcp?.(this.#reporter.goodbye(nowMs, utcMs))
  }

  /** Since the last RTP packet, or since the stream began. */
  silentMs(nowMs: number): number {
    this.settle()
    return this.#life.silentMs(nowMs)
  }

  /** Since the last sign of life, RTP or RTCP. */
  lifelessMs(nowMs: number): number {
    this.settle()
    return this.#life.lifelessMs(nowMs)
  }

  /** Begins to wait for packets anew: none were expected before. */
  expectPackets(nowMs: number): void {
    this.settle()
    this.#life.expect(nowMs)
  }

  /** The far end gets nothing of what we send, by its own reports or by the network's. */
  get isUnheard(): boolean {
    this.#settleAll()
    return this.#reporter.isUnheard
  }

  /** The network says that a packet of ours which began like that was not delivered; forged words are sorted out here. */
  undelivered(quoted: Uint8Array): void {
    this.#settleAll()
    this.#reporter.undelivered(quoted)
  }

  /** What we send goes to another place from now on. */
  goesElsewhere(): void {
    this.#reporter.goesElsewhere()
  }

  /** The far end stopped sending on purpose: its last packet was comfort noise, or it has rested before. */
  get isResting(): boolean {
    return this.#life.isResting
  }

  /** What the far end's page says of our stream; counts are of the whole stream. */
  heardRemotely(of: { packetsReceived: number; packetsLost: number; jitterMs: number }): void {
    this.#settleAll()
    this.#reporter.heardRemotely(of)
  }

  /** Of the whole leg. */
  quality(): LegMediaQuality {
    return this.#quality.whole(this.#facts())
  }

  /** The same, but that loss and score are of the time since this was asked last. */
  recentQuality(): LegMediaQuality {
    return this.#quality.recent(this.#facts())
  }

  #facts(): QualityFacts {
    this.#settleAll()
    return {
      codec: this.#format.codec,
      stats: this.#reporter.stats(),
      roundTripMs: this.#transport.roundTripMs?.(),
      packetsLate: this.#soundIn.buffer.counters.late,
      depthMs: this.#soundIn.depthMs,
    }
  }
}

/** RFC 4733 2.3: how long the event has lasted, in timestamp units. */
function eventDurationMs(unitsPerMs: number): number {
  const at = packet.payloadOffset
  const units = ((packet.bytes[at + 2] ?? 0) << 8) | (packet.bytes[at + 3] ?? 0)
  return Math.floor(units / unitsPerMs)
}
