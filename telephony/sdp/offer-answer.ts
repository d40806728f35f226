import type { Result } from '#kernel/result.ts'
import type { AudioCodec, Direction, NegotiatedAudio } from './negotiated-audio.ts'

/** Our half of a session's description between two exchanges. A value: each function returns the next one. */
export interface MediaSession {
  /** Where we want RTP. */
  readonly address: string
  readonly port: number
  /** In order of preference, at least one. */
  readonly codecs: readonly AudioCodec[]
  readonly ptimeMs: number
  readonly sessionId: string
  /** RFC 3264 8: grows by one whenever our description changes. */
  readonly version: number
  /** Our last description without its version, to see whether it changed. */
  readonly lastBody?: string
  /** An offer of ours waits for its answer. */
  readonly hasOpenOffer: boolean
  readonly audio?: NegotiatedAudio
}

/** Why an offer or answer cannot be used; `status` is the SIP status that says it. */
export interface OfferRefusal {
  readonly reason: 'malformed' | 'noAudio' | 'noCommonCodec' | 'unsupportedProfile' | 'noOpenOffer' | 'answerMismatch'
  readonly status: 400 | 488
}

/** @param sessionId decimal digits, fit for 62 bits, unique for this host (RFC 8866 5.2) */
export function createMediaSession(_of: {
  readonly address: string
  readonly port: number
  readonly sessionId: string
  readonly codecs?: readonly AudioCodec[]
  readonly ptimeMs?: number
}): MediaSession {
  throw new Error('under construction')
}

/** Our offer. `direction` is what we ask for: `sendonly` puts the peer on hold. */
export function makeOffer(
  _session: MediaSession,
  _direction: Direction,
): { readonly session: MediaSession; readonly sdp: Uint8Array } {
  throw new Error('under construction')
}

/** Answers the peer's offer. `willing` is what we would do if the peer allowed all; the answer is narrowed to its offer. */
export function answerOffer(
  _session: MediaSession,
  _offer: Uint8Array,
  _willing: Direction,
): Result<{ readonly session: MediaSession; readonly sdp: Uint8Array; readonly audio: NegotiatedAudio }, OfferRefusal> {
  throw new Error('under construction')
}

/** Takes the peer's answer to our open offer. */
export function acceptAnswer(
  _session: MediaSession,
  _answer: Uint8Array,
): Result<{ readonly session: MediaSession; readonly audio: NegotiatedAudio }, OfferRefusal> {
  throw new Error('under construction')
}
