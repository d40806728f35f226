import type { SipMessage } from '../message/message.ts'
import { bytesOfOctets, octetsOfBytes } from '../message/octet-text.ts'
import { parseParameters, unquote } from '../message/parameters.ts'

/** What a message's body is to us. `unsupported`: 415 (RFC 3261 8.2.3). */
export type SessionBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'sdp'; readonly sdp: Uint8Array }
  | { readonly kind: 'unsupported' }

const none: SessionBody = { kind: 'none' }
const unsupported: SessionBody = { kind: 'unsupported' }

/** The session description, alone or as a part of multipart/mixed (RFC 5621), as trunks with ISUP beside it send. */
export function sessionBody(message: SipMessage): SessionBody {
  if (message.body.byteLength === 0) return none
  const encoding = message.headers.get('content-encoding')?.toLowerCase()
  if (encoding !== undefined && encoding !== 'identity') return unsupported
  const declared = contentType(message.headers.get('content-type') ?? '')
  // RFC 3261 20.11: render or session must be understood; what is optional may be skipped.
  if (declared.type === 'application/sdp') return { kind: 'sdp', sdp: message.body }
  if (declared.type.startsWith('multipart/') && declared.boundary !== undefined) {
    const sdp = partOfType(message.body, declared.boundary)
    return sdp === undefined ? unsupported : { kind: 'sdp', sdp }
  }
  const isOptional = /;\s*handling\s*=\s*optional/i.test(message.headers.get('content-disposition') ?? '')
  return isOptional ? none : unsupported
}

/** Lower-case `type/subtype` and the boundary of a multipart. */
export function contentType(value: string): { readonly type: string; readonly boundary?: string } {
  const match = /^\s*([^\s;/]+)\s*\/\s*([^\s;]+)\s*((?:;[\s\S]*)?)$/.exec(value)
  if (match === null) return { type: '' }
  const type = `${match[1]}/${match[2]}`.toLowerCase()
  const parameters = parseParameters(match[3] as string)
  const boundary = parameters.ok ? parameters.value.get('boundary') : undefined
  return boundary === undefined ? { type } : { type, boundary: unquote(boundary) }
}

/** RFC 2046 5.1: the first part of type application/sdp. At most 16 parts are looked at. */
function partOfType(body: Uint8Array, boundary: string): Uint8Array | undefined {
  if (boundary === '' || boundary.length > 70) return undefined
  const text = `\r\n${octetsOfBytes(body)}`
  let at = text.indexOf(`\r\n--${boundary}`)
  for (let part = 0; part < 16 && at >= 0; part++) {
    const next = text.indexOf(`\r\n--${boundary}`, at + 4)
    if (next < 0) return undefined
    const lineEnd = text.indexOf('\r\n', at + 4)
    const content = text.slice(lineEnd, next)
    const headerEnd = content.indexOf('\r\n\r\n')
    const header = headerEnd < 0 ? '' : content.slice(0, headerEnd)
    const type = /\r\n(?:content-type|c)[ \t]*:([^\r]*)/i.exec(header)?.[1] ?? ''
    if (contentType(type).type === 'application/sdp') return bytesOfOctets(content.slice(headerEnd + 4))
    at = next
  }
  return undefined
}
