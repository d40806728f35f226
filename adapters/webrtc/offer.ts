import { failure, type Result, success } from '#kernel/result.ts'
import { withoutCandidatesNotTried } from './their-candidates.ts'

/** The part of a browser's offer that we answer: its one audio stream and the numbers it gave to the codecs we speak. */
export interface WebOffer {
  /** The offer as it is handed to the WebRTC stack: without the candidates that we do not try. */
  readonly sdp: string
  readonly audioMid: string
  readonly pcmu?: number
  readonly pcma?: number
  readonly opus?: number
  /** The codec of those that stands first: what it would rather speak. */
  readonly preferred: 'pcmu' | 'pcma' | 'opus'
  /** Digits by the clock of G.711, and by that of Opus (RFC 4733 2.4). */
  readonly telephoneEvent?: number
  readonly wideTelephoneEvent?: number
  readonly hasDataChannel: boolean
}

export type WebOfferRefusal = 'too-long' | 'no-audio' | 'other-media' | 'no-common-codec' | 'not-secured'

const maxSdpLength = 65_536
const maxLines = 1500

/**
 * Reads a non-trickle WebRTC offer (RFC 8866, RFC 8829).
 * @param isStranger whether nobody has vouched for who makes it: none of its candidates is then tried
 */
export function readWebOffer(sdp: string, isStranger = false): Result<WebOffer, WebOfferRefusal> {
  if (sdp.length > maxSdpLength) return failure('too-long')
  const lines = sdp.split(/\r\n|\n|\r/)
  if (lines.length > maxLines) return failure('too-long')
  const { session, media } = sections(lines)
  const audio = media.filter((section) => section[0]?.startsWith('m=audio '))
  const data = media.filter((section) => section[0]?.startsWith('m=application '))
  if (audio.length === 0) return failure('no-audio')
  if (audio.length > 1 || data.length > 1 || audio.length + data.length !== media.length) return failure('other-media')
  const secured = ['a=fingerprint:', 'a=ice-ufrag:', 'a=ice-pwd:']
  const stream = audio[0] ?? []
  if (!secured.every((name) => [...session, ...stream].some((line) => line.startsWith(name)))) {
    return failure('not-secured')
  }
  const codecs = codecNumbers(stream)
  const preferred = preferredOf(stream, codecs)
  if (preferred === undefined) return failure('no-common-codec')
  return success({
    sdp: [...withoutCandidatesNotTried([...session, ...media.flat()], isStranger), ''].join('\r\n'),
    audioMid: attribute(stream, 'mid') ?? '0',
    ...codecs,
    preferred,
    hasDataChannel: data.length === 1,
  })
}

function sections(lines: readonly string[]): { session: string[]; media: string[][] } {
  const session: string[] = []
  const media: string[][] = []
  for (const line of lines) {
    if (line === '') continue
    if (line.startsWith('m=')) media.push([line])
    else (media.at(-1) ?? session).push(line)
  }
  return { session, media }
}

const attribute = (section: readonly string[], name: string): string | undefined =>
  section.find((line) => line.startsWith(`a=${name}:`))?.slice(name.length + 3)

type CodecNumbers = Pick<WebOffer, 'pcmu' | 'pcma' | 'opus' | 'telephoneEvent' | 'wideTelephoneEvent'>

const offeredNumbers = (stream: readonly string[]): number[] => (stream[0] ?? '').split(' ').slice(3).map(Number)

const fieldByEncoding: Readonly<Record<string, keyof CodecNumbers>> = {
  'pcmu/8000': 'pcmu',
  'pcma/8000': 'pcma',
  // RFC 7587 7: always these two numbers.
  'opus/48000/2': 'opus',
  'telephone-event/8000': 'telephoneEvent',
  'telephone-event/48000': 'wideTelephoneEvent',
}

function codecNumbers(stream: readonly string[]): CodecNumbers {
  const offered = new Set(offeredNumbers(stream))
  const numbers: { -readonly [Field in keyof CodecNumbers]: number } = {
    // RFC 3551 6: static payload types stand without an rtpmap line.
    ...(offered.has(0) ? { pcmu: 0 } : {}),
    ...(offered.has(8) ? { pcma: 8 } : {}),
  }
  for (const line of stream) {
    const match = /^a=rtpmap:(\d{1,3}) (\S{1,40})$/.exec(line)
    const number = Number(match?.[1])
    if (!match || !offered.has(number) || number > 127) continue
    const field = fieldByEncoding[(match[2] ?? '').toLowerCase().replace(/\/1$/, '')]
    if (field !== undefined) numbers[field] ??= number
  }
  return numbers
}

function preferredOf(stream: readonly string[], numbers: CodecNumbers): WebOffer['preferred'] | undefined {
  const codecs = (['pcmu', 'pcma', 'opus'] as const).filter((codec) => numbers[codec] !== undefined)
  const order = offeredNumbers(stream)
  return codecs.sort((one, other) => order.indexOf(numbers[one] ?? 0) - order.indexOf(numbers[other] ?? 0))[0]
}
