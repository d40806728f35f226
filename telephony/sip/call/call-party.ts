import type { CallParty } from '../engine-contract.ts'
import type { SipRequest } from '../message/message.ts'
import type { NameAddress } from '../message/name-address.ts'
import { readable } from '../message/octet-text.ts'
import { decodedUser, parseUri } from '../message/uri.ts'

/** From or To as the application reads it. */
export function callParty(address: NameAddress): CallParty {
  const uri = parseUri(address.uri)
  return {
    user: uri.ok ? decodedUser(uri.value.user).slice(0, 256) : '',
    host: uri.ok ? uri.value.host : '',
    displayName: readable(address.displayName).slice(0, 256),
    uri: readable(address.uri).slice(0, 512),
  }
}

const ofInterest = new Set([
  'diversion',
  'p-asserted-identity',
  'p-preferred-identity',
  'p-called-party-id',
  'privacy',
  'history-info',
  'remote-party-id',
  'user-agent',
  'subject',
  'alert-info',
  'call-info',
])

/** What a trunk or phone says of the call beyond From and To: at most 32 values of 512 characters. */
export function headersOfInterest(request: SipRequest): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  let count = 0
  for (const [name, value] of request.headers.fields) {
    if (!ofInterest.has(name) && !name.startsWith('x-')) continue
    if (count++ >= 32) break
    const values = found.get(name)
    if (values === undefined) found.set(name, [readable(value).slice(0, 512)])
    else values.push(readable(value).slice(0, 512))
  }
  return found
}
