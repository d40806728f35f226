import type { Random } from '#kernel/random.ts'
import { type CodecName, codecFacts, newDecoder, newEncoder, type SoundDecoder } from '#telephony/audio/codec.ts'
import { type Digit, DtmfSource } from '#telephony/audio/dtmf.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import type { DigitWay } from '#telephony/calls/digit-pairing.ts'
import type { MediaFormat } from '#telephony/calls/leg-media.ts'
import type { MediaTransport } from '#telephony/calls/ports.ts'
import { buildRtp, newRtpPacket, parseRtp } from '#telephony/rtp/packet.ts'
import { loudness, pitches, writePitch } from './pitches.ts'

/** What a line does to packets on their way to us. */
export interface Line {
  readonly lossShare: number
  readonly latestTicks: number
}
export const cleanLine: Line = { lossShare: 0, latestTicks: 0 }

const numbers: Readonly<Record<CodecName, number>> = { pcmu: 0, pcma: 8, g722: 9, opus: 111 }
const silence: readonly number[] = pitches.map(() => 0)
const eventType = 101
/** RFC 4733: 60 ms of a key, and its end told three times. */
const eventTicks = 3
/** A tone of 100 ms, and the silence after it. */
const toneTicks = 10
/** RFC 4733 3.2: by their numbers. */
export const keys = '0123456789*#'

/** As long as anybody talks: where G.722 began anew, the join would be heard. */
const spokenFrames = 420
const spokenBefore = new Map<string, readonly Uint8Array[]>()
/** A pitch, encoded; once for all telephones that say it. */
function spoken(codec: CodecName, pitch: number, opus: OpusLibrary): readonly Uint8Array[] {
  const name = `${codec} ${pitch}`
  const known = spokenBefore.get(name)
  if (known) return known
  const encoder = newEncoder(codec, 16_000, opus)
  const frame = new Int16Array(encoder.rateHz / 50)
  writePitch(frame, pitch)
  const payload = new Uint8Array(2000)
  const frames = Array.from({ length: spokenFrames }, () => payload.slice(0, encoder.encode(frame, payload)))
  encoder.close()
  spokenBefore.set(name, frames)
  return frames
}

/** A key that is down. */
interface Press {
  readonly key: string
  readonly tone: DtmfSource
  readonly atTimestamp: number
  ticks: number
}

export interface SimulatedPhoneOptions {
  readonly pitch: number
  readonly codec: CodecName
  /** How it tells of a key: all of these ways. Without events it gets ours as tones. */
  readonly ways: readonly DigitWay[]
  readonly line: Line
  readonly random: Random
  readonly opus: OpusLibrary
}

/** A telephone far away: says one pitch without end, presses keys, and measures each frame that it is sent. */
export class SimulatedPhone {
  readonly pitch: number
  readonly line: Line
  readonly ways: readonly DigitWay[]
  isTalking = false
  /** The loudness of each pitch in what arrived in this tick. */
  heard: readonly number[] = silence
  readonly transport: MediaTransport
  readonly #random: Random
  readonly #opus: OpusLibrary
  readonly #ssrc: number
  #codec: CodecName
  #said: readonly Uint8Array[]
  #frames = 0
  #hasSpoken = false
  readonly #decoders = new Map<number, SoundDecoder>()
  readonly #payload = new Uint8Array(2000)
  readonly #sound = new Int16Array(2000)
  readonly #packet = newRtpPacket()
  readonly #underWay: { readonly dueTick: number; readonly bytes: Uint8Array }[] = []
  #sequence: number
  #timestamp: number
  #pressed: Press | undefined

  constructor(of: SimulatedPhoneOptions) {
    this.pitch = of.pitch
    this.#codec = of.codec
    this.line = of.line
    this.ways = of.ways
    this.#random = of.random
    this.#opus = of.opus
    this.#said = spoken(of.codec, of.pitch, of.opus)
    this.#ssrc = of.random.integer(2 ** 32)
    this.#sequence = of.random.integer(2 ** 16)
    this.#timestamp = of.random.integer(2 ** 32)
    this.transport = { sendRtp: (bytes, length) => this.#hear(bytes.subarray(0, length)), close: () => {} }
  }

  get codec(): CodecName {
    return this.#codec
  }

  get format(): MediaFormat {
    const takesEvents = this.ways.includes('telephone-event')
    // As a browser does: beside Opus it takes G.711 at any moment.
    const isWide = this.#codec === 'opus'
    return {
      codec: this.#codec,
      payloadType: numbers[this.#codec],
      ...(isWide ? { narrowband: { codec: 'pcmu' as const, payloadType: numbers.pcmu } } : {}),
      ...(takesEvents ? { telephoneEventPayloadType: eventType } : {}),
      receivePayloadTypes: new Map<number, CodecName | 'telephone-event'>([
        [numbers[this.#codec], this.#codec],
        ...(isWide ? [[numbers.pcmu, 'pcmu'] as const] : []),
        ...(takesEvents ? [[eventType, 'telephone-event'] as const] : []),
      ]),
    }
  }

  /** A new agreement: both sides speak another codec from now on. @returns whether it can: not while a key is down */
  recode(codec: CodecName): boolean {
    // G.711 alone has room for tones.
    if (this.#pressed || (this.ways.includes('in-band') && codecFacts[codec].soundHz > 8000)) return false
    this.#codec = codec
    this.#said = spoken(codec, this.pitch, this.#opus)
    this.#frames = 0
    return true
  }

  get isPressing(): boolean {
    return this.#pressed !== undefined
  }

  /** @returns whether it can: while it speaks, and one after the other */
  presses(key: string): boolean {
    if (!this.isTalking || this.#pressed || this.ways.length === 0) return false
    this.#pressed = { key, tone: new DtmfSource([key as Digit]), atTimestamp: this.#timestamp, ticks: 0 }
    return true
  }

  /** A new tick: nothing was heard in it yet. */
  listensAnew(): void {
    this.heard = silence
  }

  /** Sends the packets of this tick, and hands over those that arrive in it. @returns whether one was lost or late */
  speak(tick: number, arrive: (bytes: Uint8Array) => void, tell: (key: string) => void): boolean {
    let isDisturbed = false
    if (this.isTalking) {
      this.#hasSpoken = true
      if (this.#pressed) {
        isDisturbed = true
        this.#press(tick, this.#pressed, tell)
      } else isDisturbed = this.#speakFrame(tick)
    } else this.#pressed = undefined
    // It goes on while nothing is sent.
    if (this.#hasSpoken) this.#timestamp = (this.#timestamp + this.#unitsEachTick) >>> 0
    const due = this.#underWay.filter(({ dueTick }) => dueTick <= tick)
    for (const packet of due) {
      this.#underWay.splice(this.#underWay.indexOf(packet), 1)
      arrive(packet.bytes)
    }
    return isDisturbed
  }

  get #unitsEachTick(): number {
    return codecFacts[this.#codec].unitsPerMs * 20
  }

  #speakFrame(tick: number): boolean {
    const payload = this.#said[this.#frames++ % this.#said.length]
    if (payload) this.#payload.set(payload)
    return this.#send(tick, numbers[this.#codec], this.#timestamp, payload?.length ?? 0)
  }

  /** One tick of a key, by all the ways that this telephone has: INFO tells of it when it is let go. */
  #press(tick: number, press: Press, tell: (key: string) => void): void {
    press.ticks++
    const isTone = this.ways.includes('in-band')
    const isOver = press.ticks >= (isTone ? toneTicks : eventTicks)
    if (isTone) this.#sendTone(tick, press.tone)
    else if (this.ways.includes('telephone-event'))
      for (let i = 0; i < (isOver ? 3 : 1); i++) this.#sendEvent(tick, press, isOver)
    else this.#speakFrame(tick)
    if (!isOver) return
    this.#pressed = undefined
    if (this.ways.includes('info')) tell(press.key)
  }

  #sendTone(tick: number, tone: DtmfSource): void {
    const frame = new Int16Array(160)
    tone.read(frame)
    const bytes = newEncoder(this.#codec, 8000, undefined).encode(frame, this.#payload)
    this.#send(tick, numbers[this.#codec], this.#timestamp, bytes)
  }

  #sendEvent(tick: number, { key, atTimestamp, ticks }: Press, isEnd: boolean): void {
    const units = ticks * this.#unitsEachTick
    this.#payload.set([keys.indexOf(key), (isEnd ? 0x80 : 0) | 10, units >> 8, units & 0xff])
    this.#send(tick, eventType, atTimestamp, 4)
  }

  #send(tick: number, payloadType: number, timestamp: number, payloadBytes: number): boolean {
    const bytes = new Uint8Array(12 + payloadBytes)
    const sequence = this.#sequence
    this.#sequence = (sequence + 1) & 0xffff
    buildRtp(bytes, { marker: false, payloadType, sequence, timestamp, ssrc: this.#ssrc }, this.#payload, payloadBytes)
    const { lossShare, latestTicks } = this.line
    if (lossShare > 0 && payloadType !== eventType && this.#random.next() < lossShare) return true
    const lateTicks = latestTicks > 0 && this.#random.next() < 0.3 ? 1 + this.#random.integer(latestTicks) : 0
    this.#underWay.push({ dueTick: tick + lateTicks, bytes })
    return lateTicks > 0
  }

  #hear(bytes: Uint8Array): void {
    const packet = this.#packet
    if (!parseRtp(bytes, packet) || packet.payloadType === eventType) return
    const kind = this.format.receivePayloadTypes.get(packet.payloadType)
    if (kind === undefined || kind === 'telephone-event' || kind === 'comfort-noise') return
    let decoder = this.#decoders.get(packet.payloadType)
    if (decoder === undefined) {
      decoder = newDecoder(kind, 16_000, this.#opus)
      this.#decoders.set(packet.payloadType, decoder)
    }
    const payload = packet.bytes.subarray(packet.payloadOffset, packet.payloadOffset + packet.payloadBytes)
    const count = decoder.decode(payload, payload.length, this.#sound)
    const now = loudness(this.#sound.subarray(0, count))
    this.heard = this.heard.map((loud, i) => Math.max(loud, now[i] ?? 0))
  }

  /** It will not be used any more. */
  close(): void {
    for (const decoder of this.#decoders.values()) decoder.close()
    this.#decoders.clear()
  }
}
