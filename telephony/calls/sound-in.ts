import { type CodecName, codecFacts, newDecoder, type SoundDecoder, unitsIn } from '../audio/codec.ts'
import { ComfortNoise } from '../audio/comfort-noise.ts'
import { Concealment } from '../audio/concealment.ts'
import { newFrame, rateOf, type SampleRate, samplesAt } from '../audio/frame.ts'
import type { OpusLibrary } from '../audio/ports.ts'
import { RateConverter, Resampler } from '../audio/resample.ts'
import type { DuePacket, JitterBuffer } from '../rtp/jitter-buffer.ts'
import type { RtpPacket } from '../rtp/packet.ts'
import { Playout, type PlayoutDecoder } from '../rtp/playout.ts'
import { timestampDistance } from '../rtp/sequence.ts'

/** What comes under a payload type besides sound. */
export type PacketKind = CodecName | 'telephone-event' | 'comfort-noise'

/** libopus conceals by pieces of 2.5 ms; what is not wanted yet is kept. */
const concealStepMs = 2.5
/** What a codec conceals by itself fades too slowly for a line that is gone. */
const longestConcealedMs = 120
/** No packet lasts longer (Opus). */
const longestPacketMs = 120

/**
 * What a leg says, from its packets: decoded by whatever codec each of them is in, its losses concealed, noise in its pauses,
 * 20 ms at a time, at the rate that is asked for. Once it has run, a tick allocates nothing.
 */
export class SoundIn implements PlayoutDecoder {
  readonly #opus: OpusLibrary | undefined
  readonly #decoders = new Map<CodecName, SoundDecoder>()
  #kinds: ReadonlyMap<number, PacketKind> = new Map()
  /** What numbers meant that are not agreed on any more: packets of them wait still, or are under way. */
  readonly #formerKinds = new Map<number, PacketKind>()
  #main: CodecName = 'pcmu'
  /** What is decoded to; Opus decodes to what is asked for, the others to what they carry. */
  #rateHz: SampleRate = 8000
  #playout: Playout
  #concealment: Concealment
  readonly #noise: ComfortNoise
  #noiseTimestamp = 0
  /** The last packet was of this. */
  #heard: SoundDecoder | undefined
  #concealedMs = 0
  /** What was concealed or recovered and is not heard yet. */
  #spare: Int16Array
  #spareLength = 0
  /** From a codec's rate to that of the others of the same stream. */
  #resampler: Resampler | undefined
  #packetSound: Int16Array | undefined
  readonly #atAskedRate = new RateConverter(8000)
  #ownFrame = newFrame()
  #isClosed = false

  /** @param seed of the comfort noise */
  constructor(opus: OpusLibrary | undefined, seed: number) {
    this.#opus = opus
    this.#noise = new ComfortNoise(seed)
    this.#playout = new Playout({ decoder: this, sampleRateHz: this.#rateHz })
    this.#concealment = new Concealment(this.#rateHz)
    this.#spare = new Int16Array(samplesAt(this.#rateHz))
  }

  /** @param main what the far end sends; it may send the others too */
  setKinds(kinds: ReadonlyMap<number, PacketKind>, main: CodecName): void {
    for (const [number, kind] of this.#kinds) this.#formerKinds.set(number, kind)
    this.#kinds = kinds
    if (main === this.#main) return
    this.#main = main
    const rateHz = codecFacts[main].soundHz
    // Of Opus the rate comes with the first pull.
    if (main !== 'opus') this.#decodeTo(rateHz)
  }

  /** What comes under a payload type, by what is agreed on or was before (RFC 3264 8.3.2: a number keeps its meaning). */
  kindOf(payloadType: number): PacketKind | undefined {
    return this.#kinds.get(payloadType) ?? this.#formerKinds.get(payloadType)
  }

  get buffer(): JitterBuffer {
    return this.#playout.buffer
  }

  get depthMs(): number {
    return this.#playout.depthMs
  }

  push(packet: RtpPacket, codec: CodecName, nowMs: number): void {
    const units = unitsIn(codec, packet.bytes, packet.payloadOffset, packet.payloadBytes)
    this.buffer.push(packet, units, codecFacts[codec].unitsPerMs, nowMs)
  }

  /** A packet without sound. */
  note(packet: RtpPacket): void {
    this.buffer.note(packet)
  }

  /** RFC 3389: from here on the far end is silent on purpose. */
  comfort(packet: RtpPacket): void {
    this.buffer.note(packet)
    this.#noiseTimestamp = packet.timestamp
    this.#noise.update(packet.bytes, packet.payloadOffset, packet.payloadBytes)
  }

  /** Shows the packets whose sound has not been heard, oldest first; they go another way from here on. */
  waiting(show: (packet: RtpPacket) => void): void {
    this.#playout.waiting(show)
  }

  /** The sound of this tick at the rate of `into`; `false`: none is there, and `into` is not to be used. */
  pull(into: Int16Array, nowMs: number): boolean {
    if (this.#isClosed) return false
    const askedHz = rateOf(into)
    if (this.#main === 'opus' && askedHz !== this.#rateHz) this.#decodeTo(askedHz)
    if (askedHz === this.#rateHz) return this.#playout.pull(into, nowMs)
    if (!this.#playout.pull(this.#ownFrame, nowMs)) return false
    this.#atAskedRate.toHz = askedHz
    into.set(this.#atAskedRate.convert(this.#ownFrame))
    return true
  }

  /** Another sender begins. */
  reset(): void {
    this.#playout.reset()
    this.#concealment.reset()
    this.#noise.stop()
    this.#spareLength = 0
    for (const decoder of this.#decoders.values()) decoder.reset()
  }

  close(): void {
    this.#isClosed = true
    for (const decoder of this.#decoders.values()) decoder.close()
    this.#decoders.clear()
    this.#heard = undefined
  }

  /** Sound goes on at another rate; packets that wait stay. */
  #decodeTo(rateHz: SampleRate): void {
    if (rateHz === this.#rateHz) return
    this.#rateHz = rateHz
    this.#playout = new Playout({ decoder: this, sampleRateHz: rateHz, waiting: this.#playout.buffer })
    this.#concealment = new Concealment(rateHz)
    this.#spare = new Int16Array(samplesAt(rateHz))
    this.#spareLength = 0
    this.#ownFrame = newFrame(rateHz)
    this.#decoders.get('opus')?.close()
    this.#decoders.delete('opus')
    this.#heard = undefined
  }

  // What the playout asks for.

  decode(due: DuePacket, into: Int16Array): number {
    const kind = this.kindOf(due.payloadType)
    const codec = kind === undefined || kind === 'telephone-event' || kind === 'comfort-noise' ? this.#main : kind
    const decoder = this.#decoderOf(codec)
    this.#heard = decoder
    this.#concealedMs = 0
    this.#spareLength = 0
    if (this.#noise.isOn && timestampDistance(this.#noiseTimestamp, due.timestamp) > 0) this.#noise.stop()
    if (decoder.rateHz === this.#rateHz) return decoder.decode(due.payload, due.payloadBytes, into)
    return this.#decodeOtherRate(decoder, due, into)
  }

  receive(piece: Int16Array): void {
    if (this.#heard?.conceal === undefined) this.#concealment.receive(piece)
  }

  conceal(into: Int16Array, following: DuePacket | undefined): boolean {
    const decoder = this.#heard
    if (decoder?.conceal === undefined) return this.#concealment.conceal(into)
    this.#concealedMs += (into.length * 1000) / this.#rateHz
    if (this.#concealedMs > longestConcealedMs) return false
    this.#fillSpare(decoder, into.length, following)
    for (let i = 0; i < into.length; i++) into[i] = this.#spare[i]!
    this.#spare.copyWithin(0, into.length, this.#spareLength)
    this.#spareLength -= into.length
    return true
  }

  rest(into: Int16Array): boolean {
    return this.#noise.fill(into)
  }

  /** Makes sure that so many concealed samples are there: from what the next packet repeats, or guessed. */
  #fillSpare(decoder: SoundDecoder, wanted: number, following: DuePacket | undefined): void {
    if (this.#spareLength >= wanted) return
    const step = (this.#rateHz * concealStepMs) / 1000
    const missing = wanted - this.#spareLength
    const lost =
      following === undefined ? 0 : (following.units / codecFacts[decoder.codec].unitsPerMs) * (this.#rateHz / 1000)
    // A packet repeats the whole of the one before: if that is what is missing, all of it is taken.
    const isRepeated = decoder.recover !== undefined && lost >= missing && lost <= samplesAt(this.#rateHz)
    const count = isRepeated ? lost : Math.ceil(missing / step) * step
    if (this.#spare.length < this.#spareLength + count) {
      const larger = new Int16Array(this.#spareLength + count)
      larger.set(this.#spare)
      this.#spare = larger
    }
    const piece = this.#spare.subarray(this.#spareLength, this.#spareLength + count)
    if (isRepeated && following) decoder.recover?.(following.payload, following.payloadBytes, piece)
    else decoder.conceal?.(piece)
    this.#spareLength += count
  }

  /** A far end that changes between codecs of different rates within one stream. */
  #decodeOtherRate(decoder: SoundDecoder, due: DuePacket, into: Int16Array): number {
    const fromHz = decoder.rateHz
    if (this.#resampler?.fromHz !== fromHz || this.#resampler.toHz !== this.#rateHz) {
      this.#resampler = new Resampler(fromHz, this.#rateHz, longestPacketMs)
    }
    const longest = (longestPacketMs * fromHz) / 1000
    if (this.#packetSound === undefined || this.#packetSound.length < longest)
      this.#packetSound = new Int16Array(longest)
    const count = decoder.decode(due.payload, due.payloadBytes, this.#packetSound)
    return this.#resampler.convert(this.#packetSound, into, count)
  }

  #decoderOf(codec: CodecName): SoundDecoder {
    let decoder = this.#decoders.get(codec)
    if (decoder === undefined) {
      decoder = newDecoder(codec, this.#rateHz, this.#opus)
      this.#decoders.set(codec, decoder)
    }
    return decoder
  }
}
