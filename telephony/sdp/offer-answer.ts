import type { RandomBytes } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import { codecFacts } from '../audio/codec.ts'
import { type SrtpKey, type SrtpSuiteName, srtpKeyBytes, srtpSuites } from '../rtp/srtp-suite.ts'
import {
  type AudioFormats,
  audioFormats,
  eventFor,
  formatAttributes,
  formatNumbers,
  offeredFormats,
  packetTimeMs,
} from './audio-formats.ts'
import { type CryptoAttribute, cryptoAttributes, cryptoLine } from './crypto-attribute.ts'
import { isHoldAddress, narrow } from './direction.ts'
import type { AudioCodec, Direction, NegotiatedAudio, SrtpKeys } from './negotiated-audio.ts'
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
import { chooseStream, type OfferRefusal, refusal, type SrtpPolicy, type Wishes } from './stream-choice.ts'

/** What we offer, best known first. */
const offeredSuites: readonly SrtpSuiteName[] = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AEAD_AES_128_GCM',
  'AEAD_AES_256_GCM',
]

/** RFC 3551 table 4. */
const staticComfortNoise = 13

/** Our half of a session's description between two exchanges. A value: each function returns the next one. */
export interface MediaSession extends Wishes {
  /** Where we want RTP. */
  readonly address: string
  readonly port: number
  readonly randomBytes: RandomBytes
  /** Our keys, one a suite, made when first needed and kept for the session. Never logged. */
  readonly keys: ReadonlyMap<SrtpSuiteName, SrtpKey>
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
  readonly offered?: {
    readonly formats: AudioFormats
    readonly direction: Direction
    readonly crypto: readonly CryptoAttribute[]
  }
  /** An offer of ours waits for its answer. */
  readonly hasOpenOffer: boolean
  readonly audio?: NegotiatedAudio
}

const noChance: RandomBytes = () => {
  throw new Error('A session that was made without chance has no keys.')
}

/** @param of `sessionId`: decimal digits, fit for 62 bits, unique for this host (RFC 8866 5.2) */
export function createMediaSession(of: {
  readonly address: string
  readonly port: number
  readonly sessionId: string
  readonly codecs?: readonly AudioCodec[]
  readonly prefersOwnCodecs?: boolean
  readonly ptimeMs?: number
  readonly srtp?: { readonly policy: SrtpPolicy; readonly randomBytes: RandomBytes }
}): MediaSession {
  return {
    address: of.address,
    port: of.port,
    codecs: of.codecs ?? ['pcma', 'pcmu'],
    prefersOwnCodecs: of.prefersOwnCodecs ?? false,
    srtp: of.srtp?.policy ?? 'off',
    randomBytes: of.srtp?.randomBytes ?? noChance,
    keys: new Map(),
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
  before: MediaSession,
  direction: Direction,
): { readonly session: MediaSession; readonly sdp: Uint8Array } {
  const current = before.audio?.codec
  // What is in use stays first, so that a re-INVITE for hold changes no codec.
  const codecs = current === undefined ? before.codecs : [current, ...before.codecs.filter((one) => one !== current)]
  const formats = offeredFormats(codecs, known(before.audio))
  // What the session has agreed on stays, cipher and key; a first offer is secure when that is wanted.
  const suites = before.audio ? (before.audio.srtp ? [before.audio.srtp.ours.suite] : []) : firstSuites(before.srtp)
  const session = suites.reduce(withKey, before)
  const crypto = suites.map((suite, i) => ({ tag: i + 1, key: session.keys.get(suite) as SrtpKey }))
  const protocol = suites.length > 0 ? 'RTP/SAVP' : 'RTP/AVP'
  const audioLine: MediaLine = { kind: 'audio', protocol, formats: formatNumbers(formats) }
  const streams =
    session.streams.length === 0
      ? [audioLine]
      : session.streams.map((line, i) => (i === session.audioIndex ? { ...audioLine, protocol: line.protocol } : line))
  const next = describe({ ...session, streams }, formats, direction, session.audio?.isRtcpMuxed ?? false, crypto)
  return { session: { ...next.session, offered: { formats, direction, crypto }, hasOpenOffer: true }, sdp: next.sdp }
}

/** What the last exchange gave numbers to. */
function known(audio: NegotiatedAudio | undefined): Parameters<typeof offeredFormats>[1] {
  if (audio === undefined) return {}
  const { codec, payloadType, telephoneEventPayloadType } = audio
  const unitsPerMs = audio.telephoneEventUnitsPerMs ?? codecFacts[codec].unitsPerMs
  const event =
    telephoneEventPayloadType === undefined ? {} : { event: { unitsPerMs, payloadType: telephoneEventPayloadType } }
  return { codec: { codec, payloadType }, ...event }
}

const firstSuites = (policy: SrtpPolicy): readonly SrtpSuiteName[] =>
  policy === 'preferred' || policy === 'required' ? offeredSuites : []

/** The session with a key of ours for `suite`. */
function withKey(session: MediaSession, suite: SrtpSuiteName): MediaSession {
  if (session.keys.has(suite)) return session
  const keyAndSalt = session.randomBytes(srtpKeyBytes(srtpSuites[suite]))
  return { ...session, keys: new Map([...session.keys, [suite, { suite, keyAndSalt, mkiBytes: 0 }]]) }
}

/** The session as if nothing had been offered, to be offered again without keys: to a peer that does not know them. */
export function withoutSrtp(session: MediaSession): MediaSession {
  const { offered: _, audio: __, ...rest } = session
  return { ...rest, srtp: 'accepted', streams: [], audioIndex: 0, hasOpenOffer: false }
}

/** Answers the peer's offer. `willing` is what we would do if the peer allowed all; the answer is narrowed to its offer. */
export function answerOffer(
  session: MediaSession,
  offer: Uint8Array,
  willing: Direction,
): Result<{ readonly session: MediaSession; readonly sdp: Uint8Array; readonly audio: NegotiatedAudio }, OfferRefusal> {
  const parsed = parseSdp(offer)
  if (!parsed.ok) return refusal('malformed')
  const chosen = chooseStream(parsed.value, session)
  if (!chosen.ok) return chosen
  const { index, media, formats, crypto } = chosen.value
  const keyed = crypto === undefined ? session : withKey(session, crypto.key.suite)
  const ours = crypto && keyed.keys.get(crypto.key.suite)
  const theirs = effectiveDirection(parsed.value, media)
  const direction = narrow(willing, theirs)
  const audio = negotiated(keyed, parsed.value, media, formats, direction, ours && { ours, theirs: crypto.key })
  if (audio === undefined) return refusal('malformed')
  const { offered: _, ...rest } = keyed
  const next = describe(
    { ...rest, streams: parsed.value.media.map(lineOf), audioIndex: index },
    formats,
    direction,
    audio.isRtcpMuxed,
    // RFC 4568 5.1.2: the tag of the line that was taken, with our own key.
    ours ? [{ tag: crypto.tag, key: ours }] : [],
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
  const keys = answeredKeys(offered.crypto, media)
  if (!keys.ok) return keys
  const direction = narrow(offered.direction, effectiveDirection(parsed.value, media))
  const audio = negotiated(session, parsed.value, media, usable, direction, keys.value, offered.formats)
  if (audio === undefined) return refusal('malformed')
  return success({ session: { ...session, hasOpenOffer: false, audio }, audio })
}

/** RFC 4568 5.1.3: one line, its tag one of ours, with the same suite. What we offered to secure is not sent in the clear. */
function answeredKeys(
  offered: readonly CryptoAttribute[],
  media: MediaDescription,
): Result<SrtpKeys | undefined, OfferRefusal> {
  if (offered.length === 0) return success(undefined)
  const answered = cryptoAttributes(media)[0]
  const ours = offered.find(({ tag, key }) => tag === answered?.tag && key.suite === answered.key.suite)
  return answered && ours ? success({ ours: ours.key, theirs: answered.key }) : refusal('notSecured')
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
  srtp: SrtpKeys | undefined,
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
  const receivePayloadTypes = new Map<number, AudioCodec | 'telephone-event' | 'comfort-noise'>()
  for (const one of [...offeredFormats.codecs, ...formats.codecs]) receivePayloadTypes.set(one.payloadType, one.codec)
  const besides = [offeredFormats, formats].flatMap(({ telephoneEvents, comfortNoisePayloadType }) => [
    ...[...telephoneEvents.values()].map((number) => [number, 'telephone-event'] as const),
    // RFC 3389 has a number of its own: some send it without a word.
    [comfortNoisePayloadType ?? staticComfortNoise, 'comfort-noise'] as const,
  ])
  for (const [number, kind] of besides) if (!receivePayloadTypes.has(number)) receivePayloadTypes.set(number, kind)
  const event = eventFor(codec.codec, formats)
  const isOddClock = event !== undefined && event.unitsPerMs !== codecFacts[codec.codec].unitsPerMs
  return {
    remoteAddress,
    remotePort: media.port,
    remoteRtcpPort: isRtcpMuxed ? media.port : Math.min(rtcpPort, 65_535),
    isRtcpMuxed,
    codec: codec.codec,
    payloadType: codec.payloadType,
    ...(event === undefined ? {} : { telephoneEventPayloadType: event.payloadType }),
    ...(isOddClock ? { telephoneEventUnitsPerMs: event.unitsPerMs } : {}),
    receivePayloadTypes,
    ptimeMs: packetTimeMs(media, session.ptimeMs),
    direction,
    ...(srtp === undefined ? {} : { srtp }),
  }
}

const lineOf = ({ kind, protocol, formats }: MediaDescription): MediaLine => ({ kind, protocol, formats })

/** Our description: one stream taken, every other refused with port 0 (RFC 3264 6); the version grows when it changed. */
function describe(
  session: MediaSession,
  formats: AudioFormats,
  direction: Direction,
  isRtcpMuxed: boolean,
  crypto: readonly CryptoAttribute[],
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
        ...crypto.map(({ tag, key }) => cryptoLine(tag, key)),
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
export function isHeldByPeer(audio: Pick<NegotiatedAudio, 'direction'>): boolean {
  return audio.direction === 'recvonly' || audio.direction === 'inactive'
}
