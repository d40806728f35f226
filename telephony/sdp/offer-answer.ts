import { failure, type Result, success } from '#kernel/result.ts'
import {
  type AudioFormats,
  audioFormats,
  formatAttributes,
  formatNumbers,
  ourTelephoneEventPayloadType,
  packetTimeMs,
  staticPayloadTypes,
} from './audio-formats.ts'
import { isHoldAddress, narrow } from './direction.ts'
import type { AudioCodec, Direction, NegotiatedAudio } from './negotiated-audio.ts'
import { type MediaLine, parseSdp } from './sdp-parser.ts'
import { serializeSdp } from './sdp-serializer.ts'
import {
  type Attribute,
  attribute,
  directionOf,
  type MediaDescription,
  type Origin,
  type SessionDescription,
} from './session-description.ts'

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
  /** RFC 3264 8: streams never disappear. Every m= that ever stood in this session, `audioIndex` being ours. */
  readonly streams: readonly MediaLine[]
  readonly audioIndex: number
  /** What we offered last; absent when the last exchange was the peer's offer. */
  readonly offered?: { readonly formats: AudioFormats; readonly direction: Direction }
  /** An offer of ours waits for its answer. */
  readonly hasOpenOffer: boolean
  readonly audio?: NegotiatedAudio
}

/** Why an offer or answer cannot be used; `status` is the SIP status that says it. */
export interface OfferRefusal {
  readonly reason: 'malformed' | 'noAudio' | 'noCommonCodec' | 'unsupportedProfile' | 'noOpenOffer' | 'answerMismatch'
  readonly status: 400 | 488
}

const refusal = (reason: OfferRefusal['reason']) =>
  failure<OfferRefusal>({ reason, status: reason === 'malformed' ? 400 : 488 })

/** @param of `sessionId`: decimal digits, fit for 62 bits, unique for this host (RFC 8866 5.2) */
export function createMediaSession(of: {
  readonly address: string
  readonly port: number
  readonly sessionId: string
  readonly codecs?: readonly AudioCodec[]
  readonly ptimeMs?: number
}): MediaSession {
  return {
    address: of.address,
    port: of.port,
    codecs: of.codecs ?? ['pcma', 'pcmu'],
    ptimeMs: of.ptimeMs ?? 20,
    sessionId: of.sessionId,
    version: 0,
    streams: [],
    audioIndex: 0,
    hasOpenOffer: false,
  }
}

/** Our offer. `direction` is what we ask for: `sendonly` puts the peer on hold. */
export function makeOffer(
  session: MediaSession,
  direction: Direction,
): { readonly session: MediaSession; readonly sdp: Uint8Array } {
  const current = session.audio?.codec
  // What is in use stays first, so that a re-INVITE for hold changes no codec.
  const codecs = current === undefined ? session.codecs : [current, ...session.codecs.filter((one) => one !== current)]
  const formats: AudioFormats = {
    // RFC 3264 8.3.2: a number keeps its meaning for the whole session.
    codecs: codecs.map((codec) => ({
      codec,
      payloadType: codec === current ? (session.audio?.payloadType ?? 0) : staticPayloadTypes[codec],
    })),
    telephoneEventPayloadType: session.audio?.telephoneEventPayloadType ?? ourTelephoneEventPayloadType,
  }
  const audioLine: MediaLine = { kind: 'audio', protocol: 'RTP/AVP', formats: formatNumbers(formats) }
  const streams =
    session.streams.length === 0
      ? [audioLine]
      : session.streams.map((line, i) => (i === session.audioIndex ? { ...audioLine, protocol: line.protocol } : line))
  const next = describe({ ...session, streams }, formats, direction, session.audio?.isRtcpMuxed ?? false)
  return { session: { ...next.session, offered: { formats, direction }, hasOpenOffer: true }, sdp: next.sdp }
}

/** Answers the peer's offer. `willing` is what we would do if the peer allowed all; the answer is narrowed to its offer. */
export function answerOffer(
  session: MediaSession,
  offer: Uint8Array,
  willing: Direction,
): Result<{ readonly session: MediaSession; readonly sdp: Uint8Array; readonly audio: NegotiatedAudio }, OfferRefusal> {
  const parsed = parseSdp(offer)
  if (!parsed.ok) return refusal('malformed')
  const chosen = chooseStream(parsed.value, session.codecs)
  if (!chosen.ok) return chosen
  const { index, media, formats } = chosen.value
  const theirs = effectiveDirection(parsed.value, media)
  const direction = narrow(willing, theirs)
  const audio = negotiated(session, parsed.value, media, formats, direction)
  if (audio === undefined) return refusal('malformed')
  const { offered: _, ...rest } = session
  const next = describe(
    { ...rest, streams: parsed.value.media.map(lineOf), audioIndex: index },
    formats,
    direction,
    audio.isRtcpMuxed,
  )
  return success({ session: { ...next.session, hasOpenOffer: false, audio }, sdp: next.sdp, audio })
}

/**
 * Takes the peer's answer to our last offer. May be called again for the same offer: early media in a 183, then the 200, then
 * perhaps another fork's 200.
 */
export function acceptAnswer(
  session: MediaSession,
  answer: Uint8Array,
): Result<{ readonly session: MediaSession; readonly audio: NegotiatedAudio }, OfferRefusal> {
  const offered = session.offered
  if (offered === undefined) return refusal('noOpenOffer')
  const parsed = parseSdp(answer)
  if (!parsed.ok) return refusal('malformed')
  // RFC 3264 6: as many m= as were offered, in their order. Some gateways drop the refused ones at the end.
  const media = parsed.value.media[session.audioIndex]
  if (media === undefined || media.kind !== 'audio') return refusal('answerMismatch')
  if (media.port === 0) return refusal('noAudio')
  const formats = audioFormats(media)
  const wanted = offered.formats.codecs.map(({ codec }) => codec)
  const usable = { ...formats, codecs: formats.codecs.filter(({ codec }) => wanted.includes(codec)) }
  if (usable.codecs.length === 0) return refusal('noCommonCodec')
  const direction = narrow(offered.direction, effectiveDirection(parsed.value, media))
  const audio = negotiated(session, parsed.value, media, usable, direction, offered.formats)
  if (audio === undefined) return refusal('malformed')
  return success({ session: { ...session, hasOpenOffer: false, audio }, audio })
}

interface ChosenStream {
  readonly index: number
  readonly media: MediaDescription
  /** The one codec that we answer with, and the digits' number. */
  readonly formats: AudioFormats
}

/** The first audio stream that we can take, with the codec that the peer prefers (RFC 3264 6.1). */
function chooseStream(session: SessionDescription, ours: readonly AudioCodec[]): Result<ChosenStream, OfferRefusal> {
  let reason: OfferRefusal['reason'] = 'noAudio'
  for (const [index, media] of session.media.entries()) {
    if (media.kind !== 'audio' || media.port === 0) continue
    if (media.protocol !== 'RTP/AVP' && media.protocol !== 'RTP/AVPF') {
      reason = reason === 'noAudio' ? 'unsupportedProfile' : reason
      continue
    }
    const formats = audioFormats(media)
    const codec = formats.codecs.find((one) => ours.includes(one.codec))
    if (codec !== undefined) return success({ index, media, formats: { ...formats, codecs: [codec] } })
    reason = 'noCommonCodec'
  }
  return refusal(reason)
}

/** The peer's direction, with an old-style hold read as what it means. */
function effectiveDirection(session: SessionDescription, media: MediaDescription): Direction {
  const direction = directionOf(session, media)
  if (!isHoldAddress(media.address ?? session.address ?? '')) return direction
  return direction === 'recvonly' || direction === 'inactive' ? 'inactive' : 'sendonly'
}

/** @param offeredFormats ours, when the peer answers: it sends by those numbers */
function negotiated(
  session: MediaSession,
  description: SessionDescription,
  media: MediaDescription,
  formats: AudioFormats,
  direction: Direction,
  offeredFormats: AudioFormats = formats,
): NegotiatedAudio | undefined {
  const named = media.address ?? description.address
  const codec = formats.codecs[0]
  // RFC 8866 5.7: an address for each stream, here or above.
  if (named === undefined || codec === undefined) return undefined
  const remoteAddress = isHoldAddress(named) ? (session.audio?.remoteAddress ?? description.origin.address) : named
  const isRtcpMuxed = attribute(media.attributes, 'rtcp-mux') !== undefined
  // RFC 3605
  const rtcpPort = Number(/^(\d{1,5})/.exec(attribute(media.attributes, 'rtcp')?.value ?? '')?.[1] ?? media.port + 1)
  const receivePayloadTypes = new Map<number, AudioCodec | 'telephone-event'>()
  for (const one of [...offeredFormats.codecs, ...formats.codecs]) receivePayloadTypes.set(one.payloadType, one.codec)
  for (const number of [offeredFormats.telephoneEventPayloadType, formats.telephoneEventPayloadType]) {
    if (number !== undefined && !receivePayloadTypes.has(number)) receivePayloadTypes.set(number, 'telephone-event')
  }
  const event = formats.telephoneEventPayloadType
  return {
    remoteAddress,
    remotePort: media.port,
    remoteRtcpPort: isRtcpMuxed ? media.port : Math.min(rtcpPort, 65_535),
    isRtcpMuxed,
    codec: codec.codec,
    payloadType: codec.payloadType,
    ...(event === undefined ? {} : { telephoneEventPayloadType: event }),
    receivePayloadTypes,
    ptimeMs: packetTimeMs(media, session.ptimeMs),
    direction,
  }
}

const lineOf = ({ kind, protocol, formats }: MediaDescription): MediaLine => ({ kind, protocol, formats })

/** Our description: one stream taken, every other refused with port 0 (RFC 3264 6); the version grows when it changed. */
function describe(
  session: MediaSession,
  formats: AudioFormats,
  direction: Direction,
  isRtcpMuxed: boolean,
): { readonly session: MediaSession; readonly sdp: Uint8Array } {
  const media = session.streams.map((line, index): MediaDescription => {
    if (index !== session.audioIndex) return { ...line, port: 0, attributes: [] }
    // RFC 5761 5.1.1: only when the peer offered it.
    const muxed: Attribute[] = isRtcpMuxed ? [{ name: 'rtcp-mux' }] : []
    return {
      kind: 'audio',
      port: session.port,
      protocol: line.protocol,
      formats: formatNumbers(formats),
      attributes: [
        ...formatAttributes(formats),
        { name: 'ptime', value: String(session.ptimeMs) },
        ...muxed,
        { name: direction },
      ],
    }
  })
  const origin: Origin = { user: '-', sessionId: session.sessionId, version: '', address: session.address }
  const body = serializeSdp({ origin, address: session.address, attributes: [], media })
  const version = body === session.lastBody ? session.version : session.version + 1
  const text = serializeSdp({
    origin: { ...origin, version: String(version) },
    address: session.address,
    attributes: [],
    media,
  })
  return { session: { ...session, version, lastBody: body }, sdp: Buffer.from(text, 'latin1') }
}

/** Whether the peer has put us on hold: it takes nothing from us, or nothing flows at all. */
export function isHeldByPeer(audio: NegotiatedAudio): boolean {
  return audio.direction === 'recvonly' || audio.direction === 'inactive'
}
