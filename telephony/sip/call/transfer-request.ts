import { parseReplaces, type Replaces } from '../dialog/replaces.ts'
import type { CallParty } from '../engine-contract.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { parseNameAddress } from '../message/name-address.ts'
import { readable } from '../message/octet-text.ts'
import { parseUri } from '../message/uri.ts'
import { callParty } from './call-party.ts'

/** What a REFER asks for (RFC 3515, 3891, 3892). */
export interface TransferRequest {
  readonly target: CallParty
  readonly replaces: Replaces | undefined
  readonly referredBy: string | undefined
  /** RFC 4488: it wants no NOTIFY. */
  readonly isSilent: boolean
}

/** @returns the status to refuse it with when it cannot be read or is not about a call */
export function readTransfer(incoming: IncomingRequest): TransferRequest | number {
  const { headers } = incoming.request
  const [value] = headers.all('refer-to')
  // RFC 3515 2.4.2: exactly one.
  if (value === undefined || headers.count('refer-to') > 1) return 400
  const address = parseNameAddress(value)
  if (!address.ok) return 400
  const uri = parseUri(address.value.uri)
  if (!uri.ok) return uri.error === 'unsupportedScheme' ? 416 : 400
  // Who is to be called, and nothing else: another method would make us somebody's tool.
  const method = uri.value.parameters.get('method')
  if (method !== undefined && method.toUpperCase() !== 'INVITE') return 603
  const embedded = embeddedHeaders(uri.value.headers)
  const replacesText = embedded?.get('replaces')
  const replaces = replacesText === undefined ? undefined : parseReplaces(replacesText)
  if (embedded === undefined || (replacesText !== undefined && replaces === undefined)) return 400
  const referredBy = headers.get('referred-by')
  return {
    target: callParty(address.value),
    replaces,
    referredBy: referredBy === undefined ? undefined : readable(referredBy).slice(0, 512),
    isSilent: headers.get('refer-sub')?.trim().toLowerCase() === 'false',
  }
}

/** RFC 3261 19.1.1: `name=value&…`, percent-encoded. At most 16; undefined: malformed. */
function embeddedHeaders(text: string): Map<string, string> | undefined {
  const found = new Map<string, string>()
  if (text === '') return found
  for (const part of text.split('&')) {
    const at = part.indexOf('=')
    if (at <= 0 || found.size >= 16) return undefined
    const [name, value] = [unescaped(part.slice(0, at)).toLowerCase(), unescaped(part.slice(at + 1))]
    if (found.has(name) || /[\r\n\0]/.test(value)) return undefined
    found.set(name, value)
  }
  return found
}

function unescaped(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
