import type { CodecName } from '../audio/codec.ts'
import type { SrtpKey } from '../rtp/srtp-suite.ts'

/** RFC 3264 5.1, as seen from our side: `sendonly` means that we send. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
export type AudioCodec = CodecName

/** What a secured stream is secured with, each direction by its sender's key (RFC 4568 5.1). Never logged. */
export interface SrtpKeys {
  readonly ours: SrtpKey
  readonly theirs: SrtpKey
}

/** What both sides agreed on for the one audio stream of a leg. */
export interface NegotiatedAudio {
  /** Where to send RTP. `0.0.0.0` never appears: an old-style hold shows as `direction`. */
  readonly remoteAddress: string
  readonly remotePort: number
  readonly remoteRtcpPort: number
  /** RTP and RTCP share `remotePort` (RFC 5761). */
  readonly isRtcpMuxed: boolean
  readonly codec: AudioCodec
  /** The number the peer wants to see in what we send. */
  readonly payloadType: number
  /** The number the peer wants for RFC 4733 digits; absent: it takes none. */
  readonly telephoneEventPayloadType?: number
  /** The clock of those digits where it is not the sound's: some name 8,000 Hz beside Opus too. */
  readonly telephoneEventUnitsPerMs?: 8 | 48
  /** The numbers under which the peer may send to us; they equal the above unless it answered with other ones. */
  readonly receivePayloadTypes: ReadonlyMap<number, AudioCodec | 'telephone-event' | 'comfort-noise'>
  readonly ptimeMs: number
  /** Ours. Held by the peer: `recvonly` or `inactive`. */
  readonly direction: Direction
  /** Absent: plain RTP. */
  readonly srtp?: SrtpKeys
}
