import { HeaderList } from '../message/header-list.ts'
import { emptyBody, type SipRequest, type SipResponse, supportedMethods } from '../message/message.ts'
import { octets } from '../message/octet-text.ts'
import { statusPhrase } from '../message/status-phrases.ts'

export const allowValue = supportedMethods.join(', ')
export const sdpType = 'application/sdp'

export interface ResponseParts {
  readonly status: number
  /** Its own phrase when absent. */
  readonly reason?: string
  /** Written into To unless it has one; every response but 100 needs it. */
  readonly toTag?: string
  readonly contact?: string
  readonly sdp?: Uint8Array
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
}

/** RFC 3261 8.2.6: a response with what it must repeat from its request. Without a `productName` it names no Server. */
export function makeResponse(request: SipRequest, productName: string, parts: ResponseParts): SipResponse {
  const { status, toTag } = parts
  const headers = new HeaderList()
  headers.addAll('via', request.headers.all('via'))
  for (const name of ['from', 'to', 'call-id', 'cseq'] as const) {
    const value = request.headers.get(name)
    if (value === undefined) continue
    const isUntagged = name === 'to' && toTag !== undefined && status !== 100 && !hasTag(value)
    headers.add(name, isUntagged ? `${value};tag=${toTag}` : value)
  }
  // 8.2.6.1: so that the client can measure the round trip.
  const timestamp = status === 100 ? request.headers.get('timestamp') : undefined
  if (timestamp !== undefined) headers.add('timestamp', timestamp)
  // 12.1.1: the route set is agreed on by echoing it in what creates a dialog.
  if (status > 100 && status < 300) headers.addAll('record-route', request.headers.all('record-route'))
  if (parts.contact !== undefined) headers.add('contact', secured(parts.contact, request))
  const tellsAbilities = request.method === 'INVITE' || request.method === 'OPTIONS'
  if (status === 405 || (tellsAbilities && status >= 200 && status < 300)) headers.add('allow', allowValue)
  if (productName !== '') headers.add('server', productName)
  for (const [name, value] of parts.headers ?? []) headers.add(name, value)
  if (parts.sdp !== undefined) headers.add('content-type', sdpType)
  const reason = octets(parts.reason ?? statusPhrase(status)).replace(/[\r\n]/g, ' ')
  return { kind: 'response', status, reason, headers, body: parts.sdp ?? emptyBody }
}

/** 12.1.1: whoever was called as sips: is called back as sips:, which says TLS by itself. */
export function secured(contact: string, request: Pick<SipRequest, 'uri'>): string {
  if (!/^sips:/i.test(request.uri)) return contact
  return contact.replace(/^<sip:/, '<sips:').replace(/;transport=tls(?=[;>])/, '')
}

function hasTag(party: string): boolean {
  return /;\s*tag\s*=/i.test(party.slice(party.lastIndexOf('>') + 1))
}
