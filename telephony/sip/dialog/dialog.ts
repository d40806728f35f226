import type { Flow } from '../flow.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingRequest, IncomingResponse, MandatoryHeaders } from '../message/incoming.ts'
import { emptyBody, type SipRequest } from '../message/message.ts'
import { parseNameAddress } from '../message/name-address.ts'
import { parseUri } from '../message/uri.ts'
import { isIpAddress } from '../transport/local-address.ts'

/** RFC 3261 12: what two user agents know of their relation. A value; each function returns the next one. */
export interface Dialog {
  readonly state: 'early' | 'confirmed'
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  /** From or To as we write it, with our tag. */
  readonly localParty: string
  /** The peer's, with its tag. */
  readonly remoteParty: string
  readonly localSequence: number
  readonly remoteSequence: number | undefined
  /** The peer's Contact URI: the Request-URI of what we send. */
  readonly remoteTarget: string
  /** Route values in the order in which we send them. */
  readonly routeSet: readonly string[]
  /** The path on which the peer was last heard. */
  readonly flow: Flow
  /** The peer sits behind an address translator: its Contact means nothing here, the path on which it was heard does. */
  readonly staysOnFlow: boolean
}

/** The key under which a request or response finds its dialog, from our side. */
export function dialogKey(callId: string, localTag: string, remoteTag: string): string {
  return `${callId}|${localTag}|${remoteTag}`
}

export function keyOf(dialog: Dialog): string {
  return dialogKey(dialog.callId, dialog.localTag, dialog.remoteTag)
}

/** 12.1.1: we answer an INVITE. @param localTag the tag that we put into To */
export function uasDialog(incoming: IncomingRequest, localTag: string): Dialog {
  const via = incoming.topVia
  return {
    state: 'early',
    callId: incoming.callId,
    localTag,
    remoteTag: incoming.fromTag ?? '',
    localParty: `${incoming.request.headers.get('to') ?? ''};tag=${localTag}`,
    remoteParty: incoming.request.headers.get('from') ?? '',
    localSequence: 0,
    remoteSequence: incoming.sequence,
    // RFC 2543's INVITE may come without Contact: then From is what there is.
    remoteTarget: contactUri(incoming) ?? incoming.from.uri,
    routeSet: incoming.request.headers.list('record-route'),
    flow: incoming.flow,
    staysOnFlow:
      incoming.request.headers.list('via').length === 1 &&
      isIpAddress(via.host) &&
      via.host !== incoming.flow.remote.address,
  }
}

/**
 * 12.1.2: our INVITE was answered. The route set is the response's Record-Route in reverse.
 * @param requestUri where the INVITE went; it stands in for a Contact that the peer forgot
 */
export function uacDialog(incoming: IncomingResponse, requestUri: string, staysOnFlow: boolean): Dialog {
  const headers = incoming.response.headers
  return {
    state: incoming.response.status >= 200 ? 'confirmed' : 'early',
    callId: incoming.callId,
    localTag: incoming.fromTag ?? '',
    remoteTag: incoming.toTag ?? '',
    localParty: headers.get('from') ?? '',
    remoteParty: headers.get('to') ?? '',
    localSequence: incoming.sequence,
    remoteSequence: undefined,
    remoteTarget: contactUri(incoming) ?? requestUri,
    routeSet: headers.list('record-route').reverse(),
    flow: incoming.flow,
    staysOnFlow,
  }
}

/** 12.2.2: whether a request within the dialog is in order; an older one than the last is answered with 500. */
export function acceptSequence(dialog: Dialog, sequence: number): Dialog | undefined {
  if (dialog.remoteSequence !== undefined && sequence <= dialog.remoteSequence) return undefined
  return { ...dialog, remoteSequence: sequence }
}

/** 12.2.1.2 and 12.2.2: a target refresh (INVITE, UPDATE, and 2xx to them) may move the peer; the route set stays. */
export function refreshTarget(dialog: Dialog, message: IncomingRequest | IncomingResponse): Dialog {
  const target = contactUri(message)
  return { ...dialog, flow: message.flow, remoteTarget: target ?? dialog.remoteTarget }
}

/** The URI of the one Contact. */
export function contactUri(message: MandatoryHeaders & (IncomingRequest | IncomingResponse)): string | undefined {
  const headers = 'request' in message ? message.request.headers : message.response.headers
  const contacts = headers.list('contact')
  const address = contacts.length === 1 ? parseNameAddress(contacts[0] as string) : undefined
  if (address === undefined || !address.ok || !parseUri(address.value.uri).ok) return undefined
  return address.value.uri
}

/** A request to send, without its Via, and the URI of the hop that it goes to first. */
export interface DialogRequest {
  readonly dialog: Dialog
  readonly request: SipRequest
  readonly nextHop: string
}

/**
 * 12.2.1.1: the next request within the dialog.
 * @param sequence the INVITE's own for its ACK (13.2.2.4), else the next number is taken
 */
export function dialogRequest(dialog: Dialog, method: string, sequence?: number): DialogRequest {
  const number = sequence ?? dialog.localSequence + 1
  const route = routeOf(dialog.remoteTarget, dialog.routeSet)
  const headers = new HeaderList([
    ['max-forwards', '70'],
    ['from', dialog.localParty],
    ['to', dialog.remoteParty],
    ['call-id', dialog.callId],
    ['cseq', `${number} ${method}`],
  ])
  headers.addAll('route', route.routes)
  return {
    dialog: sequence === undefined ? { ...dialog, localSequence: number } : dialog,
    request: { kind: 'request', method, uri: route.requestUri, headers, body: emptyBody },
    nextHop: route.nextHop,
  }
}

/** 12.2.1.1: loose routing when the first hop says `lr`; otherwise the strict routing of RFC 2543. */
export function routeOf(
  remoteTarget: string,
  routeSet: readonly string[],
): { readonly requestUri: string; readonly routes: readonly string[]; readonly nextHop: string } {
  const first = routeSet[0]
  const address = first === undefined ? undefined : parseNameAddress(first)
  const uri = address?.ok ? parseUri(address.value.uri) : undefined
  if (first === undefined || !address?.ok || !uri?.ok)
    return { requestUri: remoteTarget, routes: [], nextHop: remoteTarget }
  const hop = address.value.uri
  if (uri.value.parameters.has('lr')) return { requestUri: remoteTarget, routes: routeSet, nextHop: hop }
  return { requestUri: hop.split('?')[0] as string, routes: [...routeSet.slice(1), `<${remoteTarget}>`], nextHop: hop }
}
