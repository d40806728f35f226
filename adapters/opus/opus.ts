import type { OpusDecoding, OpusEncoding, OpusLibrary } from '#telephony/audio/ports.ts'
import { Libopus, longestPayloadBytes } from './library.ts'

type Rate = Parameters<OpusLibrary['decoder']>[0]

/** Numbers of opus_defines.h. */
const applicationVoip = 2048
const requests = {
  bitrate: 4002,
  complexity: 4010,
  inbandFec: 4012,
  packetLossPercent: 4014,
  signal: 4024,
  reset: 4028,
} as const
const signalVoice = 3001

/**
 * What our voices are sent with. Of complexity 10 a voice at these rates gains little, and the core pays four times as much. With
 * 10 % of loss expected each packet repeats the one before it coarsely (in-band FEC), as both sides' fmtp says they can read.
 */
const complexity = 1
const expectedLossPercent = 10
/** Below these libopus would give up bandwidth for the repetition. */
const bitrateOf = (rateHz: Rate): number => (rateHz === 48_000 ? 40_000 : rateHz === 16_000 ? 32_000 : 20_000)

let shared: Libopus | undefined

/** Opus by libopus. Loads the library at the first call, some 50 ms; throws when this machine cannot. */
export function openOpus(): OpusLibrary {
  shared ??= new Libopus()
  const library = shared
  return {
    decoder: (rateHz) => new Decoding(library, rateHz),
    encoder: (rateHz) => new Encoding(library, rateHz),
  }
}

class Decoding implements OpusDecoding {
  readonly #library: Libopus
  #state: number

  constructor(library: Libopus, rateHz: Rate) {
    this.#library = library
    this.#state = library.allocate(library.calls.opus_decoder_get_size(1))
    // A stereo sender is mixed down by the decoder (RFC 6716 4).
    library.calls.opus_decoder_init(this.#state, rateHz, 1)
  }

  decode(payload: Uint8Array, payloadBytes: number, into: Int16Array): number {
    const { calls, payloadAt, samplesAt } = this.#library
    if (payloadBytes < 1 || payloadBytes > longestPayloadBytes || this.#state === 0) return 0
    this.#put(payload, payloadBytes)
    const samples = calls.opus_decode(this.#state, payloadAt, payloadBytes, samplesAt, into.length, 0)
    if (samples <= 0) return 0
    this.#take(into, samples)
    return samples
  }

  conceal(into: Int16Array): void {
    const { calls, samplesAt } = this.#library
    const samples = this.#state === 0 ? 0 : calls.opus_decode(this.#state, 0, 0, samplesAt, into.length, 0)
    if (samples > 0) this.#take(into, samples)
    else into.fill(0)
  }

  recover(nextPayload: Uint8Array, nextPayloadBytes: number, into: Int16Array): void {
    const { calls, payloadAt, samplesAt } = this.#library
    if (nextPayloadBytes < 1 || nextPayloadBytes > longestPayloadBytes || this.#state === 0) {
      this.conceal(into)
      return
    }
    this.#put(nextPayload, nextPayloadBytes)
    const samples = calls.opus_decode(this.#state, payloadAt, nextPayloadBytes, samplesAt, into.length, 1)
    if (samples > 0) this.#take(into, samples)
    else this.conceal(into)
  }

  reset(): void {
    if (this.#state !== 0) this.#library.calls.opus_decoder_ctl_set(this.#state, requests.reset, 0)
  }

  close(): void {
    if (this.#state !== 0) this.#library.calls.free(this.#state)
    this.#state = 0
  }

  #put(payload: Uint8Array, bytes: number): void {
    const to = this.#library.payload
    for (let i = 0; i < bytes; i++) to[i] = payload[i] as number
  }

  #take(into: Int16Array, samples: number): void {
    const from = this.#library.samples
    for (let i = 0; i < samples; i++) into[i] = from[i] as number
  }
}

class Encoding implements OpusEncoding {
  readonly #library: Libopus
  #state: number

  constructor(library: Libopus, rateHz: Rate) {
    const { calls } = library
    this.#library = library
    this.#state = library.allocate(calls.opus_encoder_get_size(1))
    calls.opus_encoder_init(this.#state, rateHz, 1, applicationVoip)
    const settings: [number, number][] = [
      [requests.bitrate, bitrateOf(rateHz)],
      [requests.complexity, complexity],
      [requests.signal, signalVoice],
      [requests.inbandFec, 1],
      [requests.packetLossPercent, expectedLossPercent],
    ]
    for (const [request, value] of settings) calls.opus_encoder_ctl_set(this.#state, request, value)
  }

  encode(frame: Int16Array, into: Uint8Array): number {
    const { calls, payloadAt, samplesAt, samples } = this.#library
    if (this.#state === 0) return 0
    for (let i = 0; i < frame.length; i++) samples[i] = frame[i] as number
    const most = Math.min(into.length, longestPayloadBytes)
    const bytes = calls.opus_encode(this.#state, samplesAt, frame.length, payloadAt, most)
    const from = this.#library.payload
    for (let i = 0; i < bytes; i++) into[i] = from[i] as number
    return Math.max(0, bytes)
  }

  close(): void {
    if (this.#state !== 0) this.#library.calls.free(this.#state)
    this.#state = 0
  }
}
