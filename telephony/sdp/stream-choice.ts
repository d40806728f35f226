import { failure, type Result, success } from '#kernel/result.ts'
import { type AudioFormats, audioFormats, formatsFor } from './audio-formats.ts'
import { type CryptoAttribute, cryptoAttributes } from './crypto-attribute.ts'
import type { AudioCodec } from './negotiated-audio.ts'
import type { MediaDescription, SessionDescription } from './session-description.ts'

/**
 * How a stream's RTP may be secured by keys in the descriptions (RFC 4568). `off`: never. `accepted`: as the peer offers it; our
 * own offers are plain. `preferred`: our first offer is secure, the peer's are taken as they come. `required`: nothing else.
 */
export type SrtpPolicy = 'off' | 'accepted' | 'preferred' | 'required'

/** What we would take of an offer. */
export interface Wishes {
  /** In order of preference, at least one. */
  readonly codecs: readonly AudioCodec[]
  /** Our order of codecs decides in answers too; else the peer's does (RFC 3264 6.1). */
  readonly prefersOwnCodecs: boolean
  readonly srtp: SrtpPolicy
}

/** Why an offer or answer cannot be used; `status` is the SIP status that says it. */
export interface OfferRefusal {
  readonly reason:
    | 'malformed'
    | 'noAudio'
    | 'noCommonCodec'
    | 'unsupportedProfile'
    | 'noCommonCipher'
    | 'notSecured'
    | 'noOpenOffer'
    | 'answerMismatch'
  readonly status: 400 | 488
}

export const refusal = (reason: OfferRefusal['reason']) =>
  failure<OfferRefusal>({ reason, status: reason === 'malformed' ? 400 : 488 })

/** The stream of an offer that we answer. */
export interface ChosenStream {
  readonly index: number
  readonly media: MediaDescription
  /** The one codec that we answer with, and the digits' number. */
  readonly formats: AudioFormats
  /** The way to secure it that we take. */
  readonly crypto?: CryptoAttribute
}

/** The best audio stream that we can take: a secure one before a plain one, in the peer's order else. */
export function chooseStream(description: SessionDescription, ours: Wishes): Result<ChosenStream, OfferRefusal> {
  let reason: OfferRefusal['reason'] = 'noAudio'
  let plain: ChosenStream | undefined
  for (const [index, media] of description.media.entries()) {
    if (media.kind !== 'audio' || media.port === 0) continue
    const crypto = security(media, ours.srtp)
    if (typeof crypto === 'string') {
      if (reason === 'noAudio') reason = crypto
      continue
    }
    const formats = audioFormats(media)
    const codec = ours.prefersOwnCodecs
      ? ours.codecs.map((codec) => formats.codecs.find((one) => one.codec === codec)).find((one) => one !== undefined)
      : formats.codecs.find((one) => ours.codecs.includes(one.codec))
    if (codec === undefined) {
      reason = 'noCommonCodec'
      continue
    }
    const stream = { index, media, formats: formatsFor(codec, formats) }
    if (crypto !== undefined) return success({ ...stream, crypto })
    plain ??= stream
  }
  return plain === undefined ? refusal(reason) : success(plain)
}

/** How a stream is to be secured, nothing when it is plain, or why it cannot be taken. */
function security(media: MediaDescription, policy: SrtpPolicy): CryptoAttribute | OfferRefusal['reason'] | undefined {
  // Answered as it was written; some write it small.
  const profile = media.protocol.toUpperCase()
  const isSecure = profile === 'RTP/SAVP' || profile === 'RTP/SAVPF'
  const isPlain = profile === 'RTP/AVP' || profile === 'RTP/AVPF'
  if (!(isPlain || (isSecure && policy !== 'off'))) return 'unsupportedProfile'
  // Many telephones write keys beside the plain profile when they would rather be secure but need not be.
  const crypto = policy === 'off' ? undefined : cryptoAttributes(media)[0]
  if (crypto !== undefined) return crypto
  if (isSecure) return 'noCommonCipher'
  return policy === 'required' ? 'notSecured' : undefined
}
