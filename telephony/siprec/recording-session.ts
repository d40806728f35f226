import type { RandomBytes } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type SrtpKey, type SrtpSuiteName, srtpKeyBytes, srtpSuites } from '../rtp/srtp-suite.ts'
import { audioFormats, formatAttributes } from '../sdp/audio-formats.ts'
import { cryptoAttributes, cryptoLine } from '../sdp/crypto-attribute.ts'
import type { AudioCodec, NegotiatedAudio } from '../sdp/negotiated-audio.ts'
import { parseSdp } from '../sdp/sdp-parser.ts'
import { serializeSdp } from '../sdp/sdp-serializer.ts'
import { attribute, type MediaDescription } from '../sdp/session-description.ts'
import { metadataType, metadataXml, type RecordedParty, type RecordingMetadata } from './metadata.ts'
import { multipartBody } from './multipart.ts'

/** RFC 7866 6.1.1: what a recording client says it is and wants understood. */
export const siprecOptionTag = 'siprec'
export const recordingSourceFeature = '+sip.src'

const codecs = ['pcma', 'pcmu'] as const satisfies readonly AudioCodec[]
const payloadTypes = { pcmu: 0, pcma: 8 } as const
const suite: SrtpSuiteName = 'AES_CM_128_HMAC_SHA1_80'
const labels = ['1', '2'] as const

/** What a recording client (SRC) keeps of one session with its recorder (SRS); a value made once, by {@link newRecordingSession}. */
export interface RecordingSession {
  readonly address: string
  /** Of the two streams: what the left party says, what everybody else says. */
  readonly ports: readonly [number, number]
  readonly sessionId: string
  readonly metadata: Omit<RecordingMetadata, 'participants'>
  readonly participants: readonly [Participant, Participant]
  /** Ours, one a stream; absent where the way to the recorder is not secure. */
  readonly keys?: readonly [SrtpKey, SrtpKey]
  readonly boundary: string
}

interface Participant {
  readonly participantId: Uint8Array
  readonly streamId: Uint8Array
}

/** @param of `sessionId`: of SDP's o=, decimal digits; `isSecure`: offer secured RTP only */
export function newRecordingSession(of: {
  readonly address: string
  readonly ports: readonly [number, number]
  readonly sessionId: string
  readonly nowMs: number
  readonly isSecure: boolean
  readonly randomBytes: RandomBytes
}): RecordingSession {
  const { address, ports, sessionId, randomBytes } = of
  const participant = (): Participant => ({ participantId: uuid(randomBytes), streamId: uuid(randomBytes) })
  const key = (): SrtpKey => ({ suite, keyAndSalt: randomBytes(srtpKeyBytes(srtpSuites[suite])), mkiBytes: 0 })
  return {
    address,
    ports,
    sessionId,
    metadata: { sessionId: uuid(randomBytes), startedAtMs: of.nowMs, host: address },
    participants: [participant(), participant()],
    ...(of.isSecure ? { keys: [key(), key()] as const } : {}),
    boundary: Buffer.from(randomBytes(12)).toString('hex'),
  }
}

/** RFC 4122 4.4: version 4. */
function uuid(randomBytes: RandomBytes): Uint8Array {
  const bytes = Uint8Array.from(randomBytes(16))
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return bytes
}

/** Offer and metadata as they go in an INVITE, and again in a re-INVITE when the parties have changed (RFC 7866 9.1). */
export function recordingOffer(
  session: RecordingSession,
  parties: readonly [RecordedParty, RecordedParty],
  version: number,
): { readonly sdp: Uint8Array; readonly body: { readonly type: string; readonly bytes: Uint8Array } } {
  const sdp = offerSdp(session, version)
  const metadata = metadataXml({
    ...session.metadata,
    participants: session.participants.map((one, i) => ({
      ...one,
      party: parties[i] as RecordedParty,
      label: labels[i] as string,
    })),
  })
  const body = multipartBody(
    [
      { type: 'application/sdp', disposition: 'session;handling=required', bytes: sdp },
      // RFC 7866 9.1: the metadata's own disposition.
      { type: metadataType, disposition: 'recording-session', bytes: Buffer.from(metadata) },
    ],
    session.boundary,
  )
  return { sdp, body }
}

/** RFC 7866 7.1.1: one m= a stream, sent only, each with a label that the metadata names. */
function offerSdp(session: RecordingSession, version: number): Uint8Array {
  const media = session.ports.map((port, i): MediaDescription => {
    const key = session.keys?.[i]
    return {
      kind: 'audio',
      port,
      protocol: key ? 'RTP/SAVP' : 'RTP/AVP',
      formats: codecs.map((codec) => String(payloadTypes[codec])),
      attributes: [
        ...(key ? [cryptoLine(1, key)] : []),
        ...formatAttributes({
          codecs: codecs.map((codec) => ({ codec, payloadType: payloadTypes[codec] })),
          telephoneEvents: new Map(),
        }),
        { name: 'ptime', value: '20' },
        { name: 'label', value: labels[i] as string },
        { name: 'sendonly' },
      ],
    }
  })
  const origin = { user: '-', sessionId: session.sessionId, version: String(version), address: session.address }
  return Buffer.from(serializeSdp({ origin, address: session.address, attributes: [], media }), 'latin1')
}

/** A stream that the recorder takes; `undefined` in its place: it does not. */
export type RecordedStream = NegotiatedAudio | undefined

/** Reads the recorder's answer. Fails with a reason for a log when neither stream can be sent. */
export function acceptRecorder(
  session: RecordingSession,
  answer: Uint8Array,
): Result<readonly [RecordedStream, RecordedStream], string> {
  const parsed = parseSdp(answer)
  if (!parsed.ok) return failure(`its answer is malformed: ${parsed.error}`)
  const { media, address } = parsed.value
  const streams = [0, 1].map((i) => streamOf(session, media[i], address, i)) as [RecordedStream, RecordedStream]
  return streams.some((stream) => stream !== undefined) ? success(streams) : failure('it takes neither stream')
}

function streamOf(
  session: RecordingSession,
  media: MediaDescription | undefined,
  sessionAddress: string | undefined,
  index: number,
): RecordedStream {
  const remoteAddress = media?.address ?? sessionAddress
  if (media?.kind !== 'audio' || media.port === 0 || remoteAddress === undefined) return undefined
  const chosen = audioFormats(media).codecs.find(({ codec }) => codecs.some((one) => one === codec))
  const ours = session.keys?.[index]
  const theirs = ours && cryptoAttributes(media).find(({ tag, key }) => tag === 1 && key.suite === ours.suite)?.key
  // What was offered to be secure is not sent in the clear.
  if (chosen === undefined || (ours && !theirs)) return undefined
  return {
    remoteAddress,
    remotePort: media.port,
    remoteRtcpPort: media.port + 1,
    isRtcpMuxed: false,
    codec: chosen.codec,
    payloadType: chosen.payloadType,
    receivePayloadTypes: new Map(),
    ptimeMs: 20,
    // RFC 7866 7.1.1.1: inactive is the recorder's pause.
    direction: attribute(media.attributes, 'inactive') ? 'inactive' : 'sendonly',
    ...(ours && theirs ? { srtp: { ours, theirs } } : {}),
  }
}
