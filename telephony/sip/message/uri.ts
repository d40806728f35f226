import { remembering } from '#kernel/remembering.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { octets, readable } from './octet-text.ts'
import { type Parameters, parseParameters, serializeParameters } from './parameters.ts'

/** A sip:, sips: or tel: URI. `user` is percent-encoded as written; `host` is lower-case, IPv6 without brackets. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips' | 'tel'
  readonly user: string
  readonly host: string
  readonly port?: number
  readonly parameters: Parameters
  /** After `?`, unparsed. */
  readonly headers: string
}

export type UriFailure = 'malformed' | 'unsupportedScheme'

const userPart = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/#:\x80-\xff]|%[0-9A-Fa-f]{2})+$/
const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9\-_.]{0,252}[A-Za-z0-9.])?$/

/** RFC 3261 19.1 and RFC 3966. A well-formed URI of another scheme is `unsupportedScheme` (416), anything else `malformed`. */
export function parseUri(text: string): Result<SipUri, UriFailure> {
  return recentUri(text)
}

/** The Request-URI, From, To and Contact of a call are asked for by each layer, and come again in its next message. */
const recentUri = remembering(readUri, { atLeast: 256, longest: 200 })

function readUri(text: string): Result<SipUri, UriFailure> {
  const schemeEnd = text.indexOf(':')
  const scheme = text.slice(0, Math.max(schemeEnd, 0)).toLowerCase()
  if (!/^[a-z][a-z0-9+\-.]*$/.test(scheme)) return failure('malformed')
  const rest = text.slice(schemeEnd + 1)
  if (scheme === 'tel') return parseTelephoneUri(rest)
  if (scheme !== 'sip' && scheme !== 'sips') return failure('unsupportedScheme')

  const userEnd = rest.indexOf('@')
  let user = ''
  if (userEnd >= 0) {
    const userInfo = rest.slice(0, userEnd)
    if (!userPart.test(userInfo)) return failure('malformed')
    // A password after the colon is deprecated (19.1.1) and not kept.
    const passwordStart = userInfo.indexOf(':')
    user = passwordStart < 0 ? userInfo : userInfo.slice(0, passwordStart)
  }
  const hostAndRest = rest.slice(userEnd + 1)
  if (hostAndRest.includes('@')) return failure('malformed')
  const match = /^(\[[0-9A-Fa-f:.]{2,45}\]|[^;?:[\]]+)(?::(\d{1,5}))?((?:;[^?]*)?)((?:\?.*)?)$/s.exec(hostAndRest)
  if (match === null) return failure('malformed')
  const hostPort = hostPortOf(match[1] as string, match[2])
  if (hostPort === undefined) return failure('malformed')
  const parameters = parseParameters(match[3] as string)
  if (!parameters.ok) return failure('malformed')
  return success({ scheme, user, ...hostPort, parameters: parameters.value, headers: (match[4] as string).slice(1) })
}

/** Checks and normalises a host and port as they stand in URIs and Via. */
export function hostPortOf(host: string, port: string | undefined): { host: string; port?: number } | undefined {
  const plain = host.startsWith('[') ? host.slice(1, -1) : host
  if (host.startsWith('[') ? !plain.includes(':') : !hostName.test(plain)) return undefined
  if (port === undefined) return { host: plain.toLowerCase() }
  const number = Number(port)
  return number >= 1 && number <= 65_535 ? { host: plain.toLowerCase(), port: number } : undefined
}

function parseTelephoneUri(rest: string): Result<SipUri, UriFailure> {
  const match = /^(\+?[0-9A-Fa-f*#\-.()]{1,64})((?:;.*)?)$/s.exec(rest)
  if (match === null) return failure('malformed')
  const parameters = parseParameters(match[2] as string)
  if (!parameters.ok) return failure('malformed')
  const user = (match[1] as string).replace(/[-.()]/g, '')
  return success({ scheme: 'tel', user, host: '', parameters: parameters.value, headers: '' })
}

export function serializeUri(uri: SipUri): string {
  if (uri.scheme === 'tel') return `tel:${uri.user}${serializeParameters(uri.parameters)}`
  const user = uri.user === '' ? '' : `${uri.user}@`
  const port = uri.port === undefined ? '' : `:${uri.port}`
  const headers = uri.headers === '' ? '' : `?${uri.headers}`
  return `${uri.scheme}:${user}${bracketed(uri.host)}${port}${serializeParameters(uri.parameters)}${headers}`
}

/** IPv6 addresses stand in brackets in URIs and Via. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** The user part as people read it: percent-decoded UTF-8. */
export function decodedUser(user: string): string {
  return readable(unescaped(user))
}

/** Octet text without its escapes. */
function unescaped(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** RFC 3261 19.1.2: what may not stand in a user part is percent-encoded. */
export function encodedUser(user: string): string {
  return octets(user).replace(/[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/g, (letter) => {
    return `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}

/** RFC 3261 19.1.4, as far as bindings and loops need it: escapes, case of host and scheme, order of parameters. */
export function areUrisEqual(a: SipUri, b: SipUri): boolean {
  if (a.scheme !== b.scheme || a.host !== b.host || a.port !== b.port) return false
  if (unescaped(a.user) !== unescaped(b.user)) return false
  // These four matter even when only one side has them; others only when both do.
  for (const name of ['user', 'ttl', 'method', 'maddr', 'transport']) {
    if (a.parameters.get(name)?.toLowerCase() !== b.parameters.get(name)?.toLowerCase()) return false
  }
  for (const [name, value] of a.parameters) {
    if (b.parameters.has(name) && b.parameters.get(name)?.toLowerCase() !== value?.toLowerCase()) return false
  }
  return a.headers === b.headers
}
