import type { CallParty } from '../sip/engine-contract.ts'
import { splitList } from '../sip/message/header-list.ts'
import { parseNameAddress } from '../sip/message/name-address.ts'
import { octets, readable } from '../sip/message/octet-text.ts'
import { decodedUser, parseUri } from '../sip/message/uri.ts'

/** Who calls over a trunk, as its carrier says. Numbers as received; E.164 is made of them elsewhere. */
export interface TrunkCaller {
  readonly number: string
  readonly name?: string
  readonly isHidden: boolean
  /** Whom the call was for before it was sent on to us. */
  readonly divertedFrom?: string
}

type Headers = ReadonlyMap<string, readonly string[]>

/**
 * RFC 3325 9.1: what a trusted network asserts beats From, which the caller's own telephone wrote. Only for calls of a trunk: from
 * anybody else these header fields mean nothing.
 */
export function readCaller(from: CallParty, headers: Headers): TrunkCaller {
  const asserted =
    firstNumber(headers.get('p-asserted-identity')) ??
    firstNumber(headers.get('remote-party-id')?.filter((value) => !/;\s*party\s*=\s*"?called/i.test(value)))
  const number = asserted?.number ?? from.user
  const name = asserted?.name ?? from.displayName
  const divertedFrom = firstDiverted(headers)
  return {
    number: isAnonymous(number) ? '' : number,
    ...(name === '' || isAnonymous(name) ? {} : { name }),
    isHidden: wantsPrivacy(headers) || isAnonymous(from.user) || from.host === 'anonymous.invalid',
    ...(divertedFrom === undefined ? {} : { divertedFrom }),
  }
}

const hiding = ['id', 'user', 'header', 'session', 'history']

/** RFC 3323 4.2 and its extensions: what asks for something to be kept back. `full` is Remote-Party-ID's word for it. */
function wantsPrivacy(headers: Headers): boolean {
  const values = (headers.get('privacy') ?? []).flatMap((value) => value.toLowerCase().split(/[;,]/))
  if (values.some((one) => hiding.includes(one.trim()))) return true
  return (headers.get('remote-party-id') ?? []).some((value) => /;\s*privacy\s*=\s*"?(full|name|uri)\b/i.test(value))
}

const isAnonymous = (text: string): boolean => /^(anonymous|restricted|unavailable|unknown|private)$/i.test(text)

/** The first that was diverted from is the last in Diversion (RFC 5806 4) and the first in History-Info (RFC 7044 5). */
function firstDiverted(headers: Headers): string | undefined {
  const diversions = members(headers.get('diversion'))
  const byDiversion = diversions.length === 0 ? undefined : party(diversions.at(-1) as string)?.number
  if (byDiversion !== undefined && byDiversion !== '') return byDiversion
  const history = members(headers.get('history-info'))
  // One entry says only where the call went to, not that it was somewhere else before.
  const first = history.length < 2 ? undefined : party(history[0] as string)?.number
  return first === '' ? undefined : first
}

const members = (values: readonly string[] | undefined): string[] =>
  (values ?? []).flatMap((value) => splitList(value)).slice(0, 16)

function firstNumber(values: readonly string[] | undefined): { number: string; name?: string } | undefined {
  for (const member of members(values)) {
    const found = party(member)
    if (found !== undefined && found.number !== '') return found
  }
  return undefined
}

function party(text: string): { number: string; name?: string } | undefined {
  const address = parseNameAddress(octets(text))
  const uri = address.ok ? parseUri(address.value.uri) : undefined
  if (!address.ok || !uri?.ok) return undefined
  const name = readable(address.value.displayName).slice(0, 128)
  // RFC 3261 19.1.6: parameters of a telephone number may stand in the user part.
  const number = (decodedUser(uri.value.user).split(';')[0] ?? '').slice(0, 64)
  return { number, ...(name === '' ? {} : { name }) }
}

/**
 * The number that was dialled. Over a registration the Request-URI is our own contact, so the network says it elsewhere:
 * P-Called-Party-ID (RFC 7315 4.2), else To.
 * @param contactUser the user part of our contact at the registrar, when the call came over a registration
 */
export function readDialled(
  requestUser: string,
  to: CallParty,
  headers: Headers,
  contactUser: string | undefined,
): string {
  if (contactUser === undefined || requestUser.toLowerCase() !== contactUser.toLowerCase()) {
    return requestUser === '' ? to.user : requestUser
  }
  const called = firstNumber(headers.get('p-called-party-id'))?.number
  return called ?? (to.user === '' ? requestUser : to.user)
}
