import type { SampleRate } from './frame.ts'
import { pcma, pcmu } from './g711.ts'
import { G722Decoder, G722Encoder } from './g722.ts'
import type { OpusDecoding, OpusEncoding, OpusLibrary } from './ports.ts'

export type CodecName = 'pcmu' | 'pcma' | 'g722' | 'opus'

/** What a codec is by its specification: the sound it carries, and how RTP counts it. */
export interface CodecFacts {
  /** The sound that it carries. */
  readonly soundHz: SampleRate
  /** Units of RTP timestamp in a millisecond: of G.722 by an old mistake half of its samples (RFC 3551 4.5.2). */
  readonly unitsPerMs: 8 | 48
  /** The longest payload of a packet of ours, 20 ms. */
  readonly frameBytes: number
}

export const codecFacts: Readonly<Record<CodecName, CodecFacts>> = {
  pcmu: { soundHz: 8000, unitsPerMs: 8, frameBytes: 160 },
  pcma: { soundHz: 8000, unitsPerMs: 8, frameBytes: 160 },
  g722: { soundHz: 16_000, unitsPerMs: 8, frameBytes: 160 },
  opus: { soundHz: 48_000, unitsPerMs: 48, frameBytes: 400 },
}

/** How long the sound of a payload lasts, in units of its codec's RTP timestamp; 0: it is no payload of that codec. */
export function unitsIn(codec: CodecName, payload: Uint8Array, offset: number, bytes: number): number {
  // G.711 and G.722 both have a byte for each unit.
  return codec === 'opus' ? opusUnits(payload, offset, bytes) : bytes
}

/** RFC 6716 3.1: the configuration says how long a frame is, the code how many there are; at most 120 ms. */
function opusUnits(payload: Uint8Array, offset: number, bytes: number): number {
  if (bytes < 1) return 0
  const first = payload[offset]!
  const configuration = first >> 3
  const frameUnits =
    configuration < 12
      ? (opusSilkUnits[configuration & 3] as number)
      : configuration < 16
        ? 480 << (configuration & 1)
        : 120 << (configuration & 3)
  const code = first & 3
  const frames = code === 0 ? 1 : code < 3 ? 2 : bytes < 2 ? 0 : payload[offset + 1]! & 0x3f
  const units = frames * frameUnits
  return units <= 5760 ? units : 0
}
const opusSilkUnits = [480, 960, 1920, 2880]

/** Turns payloads into sound. It remembers: one for each stream and codec, fed in order. */
export interface SoundDecoder {
  readonly codec: CodecName
  /** The rate of what comes out. */
  readonly rateHz: SampleRate
  /** Decodes one packet's payload. @returns the number of samples written; 0: it cannot be decoded */
  decode(payload: Uint8Array, payloadBytes: number, into: Int16Array): number
  /** The codec's own way to conceal a loss; absent: use {@link Concealment} at `rateHz`. Fills `into`, a multiple of 2.5 ms. */
  conceal?(into: Int16Array): void
  /** What the packet after the lost one tells of it (Opus in-band FEC). Fills `into`, the length of what was lost. */
  recover?(nextPayload: Uint8Array, nextPayloadBytes: number, into: Int16Array): void
  /** Another sender begins. */
  reset(): void
  close(): void
}

/** Turns frames of 20 ms at `rateHz` into payloads. */
export interface SoundEncoder {
  readonly codec: CodecName
  readonly rateHz: SampleRate
  /** @returns the number of bytes written into `into`, which has room for `frameBytes` */
  encode(frame: Int16Array, into: Uint8Array): number
  close(): void
}

/**
 * A decoder of its own. Opus decodes to the rate asked for (`wantedHz`), the others to the rate that they have.
 * Without a library there is no Opus: it is never negotiated then.
 */
export function newDecoder(codec: CodecName, wantedHz: SampleRate, opus: OpusLibrary | undefined): SoundDecoder {
  if (codec === 'opus') return new OpusSoundDecoder(wantedHz, present(opus).decoder(wantedHz))
  if (codec === 'g722') return new G722SoundDecoder()
  const table = codec === 'pcma' ? pcma : pcmu
  return {
    codec,
    rateHz: 8000,
    decode: (payload, payloadBytes, into) => table.decode(payload, into, payloadBytes),
    reset: () => {},
    close: () => {},
  }
}

export function newEncoder(codec: CodecName, wantedHz: SampleRate, opus: OpusLibrary | undefined): SoundEncoder {
  if (codec === 'opus') return new OpusSoundEncoder(wantedHz, present(opus).encoder(wantedHz))
  if (codec === 'g722') {
    const encoder = new G722Encoder()
    return { codec, rateHz: 16_000, encode: (frame, into) => encoder.encode(frame, into), close: () => {} }
  }
  const table = codec === 'pcma' ? pcma : pcmu
  return { codec, rateHz: 8000, encode: (frame, into) => table.encode(frame, into), close: () => {} }
}

function present(opus: OpusLibrary | undefined): OpusLibrary {
  if (opus === undefined) throw new Error('Opus was agreed on where there is no library for it.')
  return opus
}

class G722SoundDecoder implements SoundDecoder {
  readonly codec = 'g722'
  readonly rateHz = 16_000
  #decoder = new G722Decoder()

  decode(payload: Uint8Array, payloadBytes: number, into: Int16Array): number {
    return this.#decoder.decode(payload, into, payloadBytes)
  }

  reset(): void {
    this.#decoder = new G722Decoder()
  }

  close(): void {}
}

class OpusSoundDecoder implements SoundDecoder {
  readonly codec = 'opus'
  readonly rateHz: SampleRate
  readonly #decoding: OpusDecoding

  constructor(rateHz: SampleRate, decoding: OpusDecoding) {
    this.rateHz = rateHz
    this.#decoding = decoding
  }

  decode(payload: Uint8Array, payloadBytes: number, into: Int16Array): number {
    return this.#decoding.decode(payload, payloadBytes, into)
  }

  conceal(into: Int16Array): void {
    this.#decoding.conceal(into)
  }

  recover(nextPayload: Uint8Array, nextPayloadBytes: number, into: Int16Array): void {
    this.#decoding.recover(nextPayload, nextPayloadBytes, into)
  }

  reset(): void {
    this.#decoding.reset()
  }

  close(): void {
    this.#decoding.close()
  }
}

class OpusSoundEncoder implements SoundEncoder {
  readonly codec = 'opus'
  readonly rateHz: SampleRate
  readonly #encoding: OpusEncoding

  constructor(rateHz: SampleRate, encoding: OpusEncoding) {
    this.rateHz = rateHz
    this.#encoding = encoding
  }

  encode(frame: Int16Array, into: Uint8Array): number {
    return this.#encoding.encode(frame, into)
  }

  close(): void {
    this.#encoding.close()
  }
}
