import { failure, type Result, success } from '#kernel/result.ts'
import type { Attribute, MediaDescription, Origin, SessionDescription } from './session-description.ts'

const maxBytes = 16_384
const maxLines = 512
const maxMedia = 16
const maxFormats = 64

interface OpenMedia {
  kind: string
  port: number
  protocol: string
  formats: string[]
  address?: string
  attributes: Attribute[]
}

/**
 * Reads a session description (RFC 8866 5). Strict in what is used (v, o, c, m, a), tolerant of the rest: LF alone ends a line,
 * unknown types and missing s= or t= are passed over. Never throws.
 * @returns a sentence when it cannot be read
 */
export function parseSdp(bytes: Uint8Array): Result<SessionDescription, string> {
  if (bytes.byteLength > maxBytes) return failure('the description is longer than 16 KB')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const lines = text.split(/\r?\n/)
  if (lines.length > maxLines) return failure('the description has too many lines')
  if (lines[0]?.trim() !== 'v=0') return failure('the description does not begin with v=0')

  let origin: Origin | undefined
  let address: string | undefined
  const attributes: Attribute[] = []
  const media: OpenMedia[] = []
  for (const line of lines.slice(1)) {
    if (line === '') continue
    if (line[1] !== '=') return failure('a line is not of the form type=value')
    const value = line.slice(2).trim()
    const current = media.at(-1)
    switch (line[0]) {
      case 'o':
        origin = parseOrigin(value)
        if (origin === undefined) return failure('o= is malformed')
        break
      case 'c': {
        const found = parseConnection(value)
        if (found === undefined) return failure('c= is malformed')
        if (current === undefined) address = found
        // RFC 8866 5.7: several c= name multicast layers; the first counts.
        else current.address ??= found
        break
      }
      case 'm': {
        const found = parseMedia(value)
        if (found === undefined) return failure('m= is malformed')
        if (media.length >= maxMedia) return failure('the description has too many streams')
        media.push(found)
        break
      }
      case 'a': {
        const colon = value.indexOf(':')
        const one = colon < 0 ? { name: value } : { name: value.slice(0, colon), value: value.slice(colon + 1).trim() }
        ;(current?.attributes ?? attributes).push(one)
        break
      }
      default:
    }
  }
  if (origin === undefined) return failure('o= is missing')
  return success({ origin, attributes, media, ...(address === undefined ? {} : { address }) })
}

function parseOrigin(value: string): Origin | undefined {
  const match = /^(\S+) +(\d{1,40}) +(\d{1,40}) +IN +IP[46] +(\S{1,255})$/i.exec(value)
  if (match === null) return undefined
  const [, user, sessionId, version, address] = match as unknown as [string, string, string, string, string]
  return { user, sessionId, version, address }
}

/** An address or a host name; a multicast TTL is cut off. */
function parseConnection(value: string): string | undefined {
  return /^IN +IP[46] +([0-9A-Za-z.:\-_]{1,255})(?:\/\d+){0,2}$/i.exec(value)?.[1]
}

function parseMedia(value: string): OpenMedia | undefined {
  const match = /^([A-Za-z0-9-]{1,32}) +(\d{1,5})(?:\/\d{1,5})? +([A-Za-z0-9/-]{1,64})((?: +\S{1,64})*)$/.exec(value)
  const port = Number(match?.[2])
  if (match === null || port > 65_535) return undefined
  const formats = (match[4] as string)
    .trim()
    .split(/ +/)
    .filter((one) => one !== '')
  if (formats.length > maxFormats) return undefined
  return {
    kind: (match[1] as string).toLowerCase(),
    port,
    protocol: match[3] as string,
    formats,
    attributes: [],
  }
}

/** The part of m= that is refused or repeated as it came. */
export type MediaLine = Pick<MediaDescription, 'kind' | 'protocol' | 'formats'>
