import { failure, type Result, success } from '#kernel/result.ts'
import { withoutCandidatesNotTried } from './their-candidates.ts'

/** The part of a browser's offer that we answer: its one audio stream and the numbers it gave to the codecs we speak. */
export interface WebOffer {
  /** The offer as it is handed to the WebRTC stack: without the candidates that we do not try. */
  readonly sdp: string
  readonly audioMid: string
  readonly pcmu?: number
  readonly pcma?: number
  readonly telephoneEvent?: number
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
  const codecs = g711Numbers(stream)
  if (codecs.pcmu === undefined && codecs.pcma === undefined) return failure('no-common-codec')
  return success({
    sdp: [...withoutCandidatesNotTried([...session, ...media.flat()], isStranger), ''].join('\r\n'),
    audioMid: attribute(stream, 'mid') ?? '0',
    ...codecs,
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

function g711Numbers(stream: readonly string[]): { pcmu?: number; pcma?: number; telephoneEvent?: number } {
  const offered = new Set((stream[0] ?? '').split(' ').slice(3).map(Number))
  const numbers: { pcmu?: number; pcma?: number; telephoneEvent?: number } = {
    // RFC 3551 6: static payload types stand without an rtpmap line.
    ...(offered.has(0) ? { pcmu: 0 } : {}),
    ...(offered.has(8) ? { pcma: 8 } : {}),
  }
  for (const line of stream) {
    const match = /^a=rtpmap:(\d{1,3}) (pcmu|pcma|telephone-event)\/8000(\/1)?$/i.exec(line)
    const number = Number(match?.[1])
    if (!match || !offered.has(number) || number > 127) continue
    const name = match[2]?.toLowerCase()
    if (name === 'telephone-event') numbers.telephoneEvent ??= number
    else if (name === 'pcmu') numbers.pcmu ??= number
    else numbers.pcma ??= number
  }
  return numbers
}
