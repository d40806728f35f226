import { nameAddressText } from '../sip/message/name-address.ts'
import { encodedUser } from '../sip/message/uri.ts'
import { isTelephoneNumber } from './number-writing.ts'

/** How a trunk wants to be told who calls. */
export interface IdentityTerms {
  /** Host part of our identities there: the carrier's domain. */
  readonly domain: string
  /** The account at the carrier, where From shows it. */
  readonly account?: string
  readonly fromUser: 'account' | 'caller'
  readonly identityHeader: 'none' | 'pai' | 'ppi' | 'rpid'
  readonly diversionHeader: 'none' | 'diversion' | 'history-info'
}

/** Who calls, in the trunk's number format already. */
export interface OutgoingCaller {
  readonly number: string
  readonly name?: string
  /** The caller does not want to be shown. */
  readonly isHidden: boolean
  /** The number that was dialled first, on a call that we send on. */
  readonly divertedFrom?: string
  /** The number that is called now. */
  readonly calledNumber: string
}

export interface OutgoingIdentity {
  readonly fromUser: string
  readonly fromHost: string
  readonly displayName?: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
}

/** RFC 3323 4.1.1.3: what stands in From when nobody is to see who calls. */
const anonymous = { user: 'anonymous', host: 'anonymous.invalid', name: 'Anonymous' } as const

/** From and the identity header fields of a call that goes out over a trunk. */
export function identityFor(terms: IdentityTerms, caller: OutgoingCaller): OutgoingIdentity {
  const headers: [string, string][] = []
  const uri = numberUri(caller.number, terms.domain)
  // A call without a number of its own still has an account behind it.
  const asserted = nameAddressText(caller.name, caller.number === '' ? accountUri(terms) : uri)
  if (terms.identityHeader === 'pai') headers.push(['P-Asserted-Identity', asserted])
  // RFC 3325 9.2: one that we prefer; the carrier says whether it is ours.
  if (terms.identityHeader === 'ppi') headers.push(['P-Preferred-Identity', asserted])
  if (terms.identityHeader === 'rpid') {
    headers.push([
      'Remote-Party-ID',
      `${asserted};party=calling;screen=yes;privacy=${caller.isHidden ? 'full' : 'off'}`,
    ])
  }
  // RFC 3323 4.2, RFC 3325 9.3: the network shall keep the identity to itself.
  if (caller.isHidden) headers.push(['Privacy', 'id'])
  if (caller.divertedFrom !== undefined) headers.push(...diversion(terms, caller, caller.divertedFrom))

  // Where the account must stand in From for the carrier to know us, the privacy is the network's to give.
  const showsAccount = terms.fromUser === 'account' && terms.account !== undefined
  if (caller.isHidden && !showsAccount) {
    return { fromUser: anonymous.user, fromHost: anonymous.host, displayName: anonymous.name, headers }
  }
  const name = caller.isHidden ? anonymous.name : caller.name
  return {
    fromUser: showsAccount || caller.number === '' ? (terms.account ?? anonymous.user) : caller.number,
    fromHost: terms.domain,
    ...(name === undefined ? {} : { displayName: name }),
    headers,
  }
}

const accountUri = (terms: IdentityTerms): string =>
  `sip:${encodedUser(terms.account ?? anonymous.user)}@${terms.domain}`

function diversion(terms: IdentityTerms, caller: OutgoingCaller, from: string): [string, string][] {
  const uri = numberUri(from, terms.domain)
  switch (terms.diversionHeader) {
    case 'diversion':
      // RFC 5806 4; a call that a contact centre sends on was sent on whatever the caller did.
      return [['Diversion', `<${uri}>;reason=unconditional;counter=1;privacy=${caller.isHidden ? 'full' : 'off'}`]]
    case 'history-info': {
      // RFC 7044 5: the target that was first, then the one that it was retargeted to (`mp`), with the index of the first.
      const called = numberUri(caller.calledNumber, terms.domain)
      const cause = '?Reason=SIP%3Bcause%3D302'
      return [['History-Info', `<${uri}${cause}>;index=1, <${called}>;index=1.1;mp=1`]]
    }
    default:
      return []
  }
}

/** @param domain `host` or `host:port` */
export function numberUri(number: string, domain: string): string {
  const user = encodedUser(number)
  return `sip:${user === '' ? '' : `${user}@`}${domain}${isTelephoneNumber(number) ? ';user=phone' : ''}`
}
