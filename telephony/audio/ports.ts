import type { SampleRate } from './frame.ts'

/** Opus (RFC 6716) as sound asks for it: `adapters/opus` has it in a library. One channel, frames of 20 ms and shorter or longer. */
export interface OpusLibrary {
  /** @param rateHz what it decodes to, whatever the sender's; a packet of any bandwidth decodes at any rate */
  decoder(rateHz: SampleRate): OpusDecoding
  /** @param rateHz of the frames that it takes */
  encoder(rateHz: SampleRate): OpusEncoding
}

/** State in the library's memory, given back by `close`: the garbage collector knows nothing of it. */
export interface OpusDecoding {
  /** @returns the number of samples written; 0 when it is no Opus packet, or more than fits into `into` */
  decode(payload: Uint8Array, payloadBytes: number, into: Int16Array): number
  /** Fills `into` (a multiple of 2.5 ms) with what may have been said in place of a lost packet. */
  conceal(into: Int16Array): void
  /** Fills `into` from what the packet AFTER a lost one repeats of it (RFC 6716 2.1.7); concealed when it repeats nothing. */
  recover(nextPayload: Uint8Array, nextPayloadBytes: number, into: Int16Array): void
  reset(): void
  close(): void
}

export interface OpusEncoding {
  /** Encodes one frame of 20 ms. @returns the number of bytes written into `into` */
  encode(frame: Int16Array, into: Uint8Array): number
  close(): void
}
