import type { ResponseParts } from './call/response.ts'
import { sdpType } from './call/response.ts'
import { contentType, sessionBody } from './call/session-body.ts'
import type { IncomingRequest } from './message/incoming.ts'
import { supportedMethods } from './message/message.ts'
import { unknownOptions } from './message/option-tags.ts'
import { parseUri } from './message/uri.ts'

const supported = new Set<string>(supportedMethods)

/**
 * RFC 3261 8.2: whether a user agent server can take this request at all; in the order of its clauses.
 * @returns the refusal, or undefined
 */
export function inspectRequest(incoming: IncomingRequest, isMerged: boolean): ResponseParts | undefined {
  const { method, uri, headers } = incoming.request
  // 8.2.1: 405 carries Allow, which makeResponse adds.
  if (!supported.has(method)) return { status: 405 }
  if (method === 'CANCEL') return undefined
  // 8.2.2.1
  const parsed = parseUri(uri)
  if (!parsed.ok && parsed.error === 'unsupportedScheme') return { status: 416 }
  // 19.1.5: a Request-URI has no headers part (RFC 4475 3.1.2.11).
  if (!parsed.ok || parsed.value.headers !== '') return { status: 400, reason: 'Malformed Request-URI' }
  // RFC 5630 3.1.1: sips: promises that each hop is protected; one that came in the clear broke it.
  const { transport } = incoming.flow
  if (parsed.value.scheme === 'sips' && transport !== 'tls' && transport !== 'wss') return { status: 416 }
  // 8.2.2.2: a request without a To tag that came over two paths.
  if (incoming.toTag === undefined && isMerged) return { status: 482, reason: 'Merged Request' }
  // 8.2.2.3
  const unknown = unknownOptions(headers.list('require'))
  if (unknown.length > 0) return { status: 420, headers: [['unsupported', unknown.join(', ')]] }
  // 16.3: what is called here may be called on from here, so a spent INVITE ends here.
  if (method === 'INVITE' && Number(headers.get('max-forwards') ?? 70) === 0) return { status: 483 }
  if (method === 'INVITE') return inspectInvite(incoming)
  return undefined
}

/** 8.2.3, and 20.1: an INVITE wants a session description back. */
function inspectInvite(incoming: IncomingRequest): ResponseParts | undefined {
  const { headers } = incoming.request
  if (sessionBody(incoming.request).kind === 'unsupported') {
    const parts: [string, string][] = [['accept', sdpType]]
    if (headers.has('content-encoding')) parts.push(['accept-encoding', 'identity'])
    return { status: 415, headers: parts }
  }
  if (headers.has('accept')) {
    const takesSdp = headers.list('accept').some((value) => {
      const type = contentType(value).type
      return type === sdpType || type === 'application/*' || type === '*/*'
    })
    if (!takesSdp) return { status: 406, headers: [['accept', sdpType]] }
  }
  return undefined
}
