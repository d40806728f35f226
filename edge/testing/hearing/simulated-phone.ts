import type { Random } from '#kernel/random.ts'
import { type CodecName, newDecoder, newEncoder } from '#telephony/audio/codec.ts'
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

/** As long as anybody talks: where G.722 began anew, the join would be heard. */
const spokenFrames = 420
const spokenBefore = new Map<string, readonly Uint8Array[]>()
/** A pitch, encoded; once for all telephones that say it. */
function spoken(codec: CodecName, pitch: number): readonly Uint8Array[] {
  const name = `${codec} ${pitch}`
  const known = spokenBefore.get(name)
  if (known) return known
  const encoder = newEncoder(codec, 8000, undefined)
  const frame = new Int16Array(encoder.rateHz / 50)
  writePitch(frame, pitch)
  const payload = new Uint8Array(2000)
  const frames = Array.from({ length: spokenFrames }, () => payload.slice(0, encoder.encode(frame, payload)))
  spokenBefore.set(name, frames)
  return frames
}

/** A telephone far away: says one pitch without end, presses keys, and measures each frame that it is sent. */
export class SimulatedPhone {
  readonly pitch: number
  readonly codec: CodecName
  readonly line: Line
  readonly format: MediaFormat
  isTalking = false
  /** The loudness of each pitch in what arrived in this tick. */
  heard: readonly number[] = silence
  readonly transport: MediaTransport
  readonly #random: Random
  readonly #ssrc: number
  readonly #said: readonly Uint8Array[]
  #frames = 0
  readonly #decoder
  readonly #payload = new Uint8Array(2000)
  readonly #sound = new Int16Array(2000)
  readonly #packet = newRtpPacket()
  readonly #underWay: { readonly dueTick: number; readonly bytes: Uint8Array }[] = []
  #sequence: number
  #timestamp: number
  #pressed: { readonly event: number; readonly atTimestamp: number; ticks: number } | undefined

  constructor(of: { pitch: number; codec: CodecName; takesEvents: boolean; line: Line; random: Random }) {
    this.pitch = of.pitch
    this.codec = of.codec
    this.line = of.line
    this.#random = of.random
    this.#said = spoken(of.codec, of.pitch)
    this.#decoder = newDecoder(of.codec, 16_000, undefined)
    this.#ssrc = of.random.integer(2 ** 32)
    this.#sequence = of.random.integer(2 ** 16)
    this.#timestamp = of.random.integer(2 ** 32)
    this.format = {
      codec: of.codec,
      payloadType: numbers[of.codec],
      ...(of.takesEvents ? { telephoneEventPayloadType: eventType } : {}),
      receivePayloadTypes: new Map<number, CodecName | 'telephone-event'>([
        [numbers[of.codec], of.codec],
        ...(of.takesEvents ? [[eventType, 'telephone-event'] as const] : []),
      ]),
    }
    this.transport = { sendRtp: (bytes, length) => this.#hear(bytes.subarray(0, length)), close: () => {} }
  }

  /** @returns whether it can: by events, and one after the other */
  presses(event: number): boolean {
    if (!this.isTalking || this.#pressed || this.format.telephoneEventPayloadType === undefined) return false
    this.#pressed = { event, atTimestamp: this.#timestamp, ticks: 0 }
    return true
  }

  /** A new tick: nothing was heard in it yet. */
  listensAnew(): void {
    this.heard = silence
  }

  /** Sends the packets of this tick, and hands over those that arrive in it. @returns whether one was lost or late */
  speak(tick: number, arrive: (bytes: Uint8Array) => void): boolean {
    let isDisturbed = false
    if (this.isTalking) {
      const key = this.#pressed
      if (key) {
        isDisturbed = true
        const isOver = ++key.ticks >= eventTicks
        for (let i = 0; i < (isOver ? 3 : 1); i++) this.#sendEvent(tick, key, isOver)
        if (isOver) this.#pressed = undefined
      } else {
        const payload = this.#said[this.#frames++ % this.#said.length]
        if (payload) this.#payload.set(payload)
        isDisturbed = this.#send(tick, numbers[this.codec], this.#timestamp, payload?.length ?? 0)
      }
      this.#timestamp = (this.#timestamp + 160) >>> 0
    }
    const due = this.#underWay.filter(({ dueTick }) => dueTick <= tick)
    for (const packet of due) {
      this.#underWay.splice(this.#underWay.indexOf(packet), 1)
      arrive(packet.bytes)
    }
    return isDisturbed
  }

  #sendEvent(
    tick: number,
    { event, atTimestamp, ticks }: { event: number; atTimestamp: number; ticks: number },
    isEnd: boolean,
  ) {
    const units = ticks * 160
    this.#payload.set([event, (isEnd ? 0x80 : 0) | 10, units >> 8, units & 0xff])
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
    if (!parseRtp(bytes, packet) || packet.payloadType !== numbers[this.codec]) return
    const payload = packet.bytes.subarray(packet.payloadOffset, packet.payloadOffset + packet.payloadBytes)
    const count = this.#decoder.decode(payload, payload.length, this.#sound)
    const now = loudness(this.#sound.subarray(0, count))
    this.heard = this.heard.map((loud, i) => Math.max(loud, now[i] ?? 0))
  }
}
