import type { IncomingRequest } from '../message/incoming.ts'
import { type NameAddress, parseNameAddress } from '../message/name-address.ts'
import { parseUri } from '../message/uri.ts'

/** RFC 5626 4.1 and 4.2: which telephone, and which of its ways to us. */
export interface OutboundFlow {
  /** The `+sip.instance` as written, in its quotes. */
  readonly instance: string
  readonly regId: number
}

const longestInstance = 256
/** RFC 3327 leaves their number open; nobody real has more proxies before the registrar. */
const mostPathHops = 8

/**
 * RFC 5626 6: the flow that a Contact names, when the telephone speaks Outbound and sits right at our door (one Via), or its edge
 * proxy says that it does so too (`ob` in the last Path). 6 would refuse the others with 439; as plain bindings they work.
 */
export function outboundFlow(address: NameAddress, incoming: IncomingRequest): OutboundFlow | undefined {
  const instance = address.parameters.get('+sip.instance')
  const regId = address.parameters.get('reg-id')
  if (instance === undefined || regId === undefined) return undefined
  if (!/^"<[^\s<>"]+>"$/.test(instance) || instance.length > longestInstance) return undefined
  if (!/^[1-9]\d{0,9}$/.test(regId) || !speaks(incoming, 'outbound')) return undefined
  const headers = incoming.request.headers
  if (headers.list('via').length > 1 && !hasOutboundEdge(headers.list('path').at(-1))) return undefined
  return { instance, regId: Number(regId) }
}

function hasOutboundEdge(path: string | undefined): boolean {
  const address = path === undefined ? undefined : parseNameAddress(path)
  const uri = address?.ok ? parseUri(address.value.uri) : undefined
  return uri?.ok === true && uri.value.parameters.has('ob')
}

/**
 * RFC 3327 5.3: the proxies that requests to this binding go through, first hop first.
 * @returns undefined when they are malformed or too many
 */
export function pathOf(incoming: IncomingRequest): readonly string[] | undefined {
  const path = incoming.request.headers.list('path')
  if (path.length > mostPathHops) return undefined
  const isFine = path.every((value) => {
    const address = parseNameAddress(value)
    const uri = address.ok ? parseUri(address.value.uri) : undefined
    return uri?.ok === true && uri.value.scheme !== 'tel'
  })
  return isFine ? path : undefined
}

/** Whether the request's Supported or Require names the extension (RFC 3261 20.37, 20.32). */
export function speaks(incoming: IncomingRequest, optionTag: string): boolean {
  const { headers } = incoming.request
  return [...headers.list('supported'), ...headers.list('require')].some((tag) => tag.toLowerCase() === optionTag)
}
