import { failure, type Result, success } from '#kernel/result.ts'
import type { CallTarget, CommandRefusal, OriginateRequest } from './engine-contract.ts'
import { defaultPort, type Flow, type Transport } from './flow.ts'
import { canonicalHeaderName } from './message/header-names.ts'
import { nameAddressText } from './message/name-address.ts'
import { octets } from './message/octet-text.ts'
import { encodedUser, parseUri, type SipUri, serializeUri } from './message/uri.ts'
import type { Binding } from './registrar/registrar.ts'
import { isIpAddress, type LocalAddresses } from './transport/local-address.ts'

export interface ResolvedTarget {
  readonly uri: string
  readonly flow: Flow
  readonly staysOnFlow: boolean
  /** Route values, when it goes through proxies that were learned (RFC 3327). */
  readonly routes?: readonly string[]
}

/**
 * The bindings to ring for one user, newest first (RFC 3261 16.6: forking): each telephone once, over its newest flow (RFC 5626
 * 5.3); with one offer for all only those that can hear it: at the same address of ours, and browsers apart from the others,
 * whose sound travels otherwise.
 */
export function bindingsToRing(bindings: readonly Binding[], isOneOffer: boolean): readonly Binding[] {
  const newest = bindings[0]
  if (newest === undefined) return []
  const isWeb = ({ flow }: Binding) => flow.transport === 'ws' || flow.transport === 'wss'
  const instances = new Set<string>()
  return bindings.filter((binding) => {
    const { flow, outbound } = binding
    const hearsTheSame = isWeb(binding) === isWeb(newest) && flow.local.address === newest.flow.local.address
    if (isOneOffer && !hearsTheSame) return false
    if (outbound === undefined) return true
    const isFirst = !instances.has(outbound.instance)
    instances.add(outbound.instance)
    return isFirst
  })
}

export function bindingTarget(binding: Binding): ResolvedTarget {
  const routes = binding.path.length === 0 ? {} : { routes: binding.path }
  return { uri: requestUri(binding.uri) ?? binding.uri, flow: binding.flow, staysOnFlow: true, ...routes }
}

/** Where a request out of any dialog goes (RFC 3261 8.1.2), as far as that is known without asking DNS. */
export function resolveTarget(
  target: CallTarget,
  addresses: LocalAddresses,
  bindings: (user: string) => readonly Binding[],
): Result<ResolvedTarget, CommandRefusal> {
  if (target.kind === 'registered') {
    const wanted = target.contactUri === undefined ? undefined : octets(target.contactUri)
    const binding = bindings(target.user).find((one) => wanted === undefined || one.uri === wanted)
    if (binding === undefined) return failure('notRegistered')
    return success(bindingTarget(binding))
  }
  const uri = requestUri(octets(target.uri))
  const parsed = uri === undefined ? undefined : parseUri(uri)
  if (uri === undefined || parsed === undefined || !parsed.ok || parsed.value.scheme === 'tel') return failure('badUri')
  if (target.flow !== undefined) return success({ uri, flow: target.flow, staysOnFlow: true })
  const { host, port } = parsed.value
  const transport = target.transport ?? transportOf(parsed.value)
  if (transport === undefined || (parsed.value.scheme === 'sips' && transport !== 'tls')) return failure('noRoute')
  const remote =
    target.destination ?? (isIpAddress(host) ? { address: host, port: port ?? defaultPort(transport) } : undefined)
  const flow =
    remote === undefined
      ? undefined
      : addresses.flowTo(remote, transport, target.destination?.tlsName, target.destination?.localAddress)
  if (flow === undefined) return failure('noRoute')
  const isFree = target.transport === undefined && isTransportFree(parsed.value)
  return success({ uri, flow: isFree ? { ...flow, mayChangeTransport: true } : flow, staysOnFlow: false })
}

/**
 * RFC 3263 4.1, as far as the URI alone says it; `tls` is deprecated (RFC 5630 3.1.4) and what telephones write.
 * @returns undefined for one that we cannot dial: WebSocket, SCTP
 */
export function transportOf(uri: SipUri): Transport | undefined {
  const name = uri.parameters.get('transport')?.toLowerCase()
  if (uri.scheme === 'sips') return name === undefined || name === 'tcp' || name === 'tls' ? 'tls' : undefined
  if (name === undefined) return 'udp'
  return name === 'udp' || name === 'tcp' || name === 'tls' ? name : undefined
}

/** Whether UDP is our choice only (18.1.1). */
export function isTransportFree(uri: SipUri): boolean {
  return uri.scheme === 'sip' && !uri.parameters.has('transport')
}

/** 19.1.5: method and headers of a URI do not belong into a Request-URI. */
function requestUri(text: string): string | undefined {
  const parsed = parseUri(text)
  if (!parsed.ok) return undefined
  const parameters = new Map(parsed.value.parameters)
  parameters.delete('method')
  return serializeUri({ ...parsed.value, parameters, headers: '' })
}

/** Header fields that are ours to write. */
const reserved = new Set([
  'via',
  'from',
  'to',
  'call-id',
  'cseq',
  'max-forwards',
  'contact',
  'content-length',
  'content-type',
  'authorization',
  'proxy-authorization',
  'route',
  'record-route',
  'allow',
  'require',
])

/** Undefined: one of them may not be set from outside. */
export function checkedHeaders(request: OriginateRequest): [string, string][] | undefined {
  const headers = request.headers ?? []
  if (headers.length > 32) return undefined
  const others = [...(request.requires ?? []), ...(request.contactFeatures ?? []), request.body?.type ?? '']
  if (others.some((text) => /[\r\n\0]/.test(text))) return undefined
  const isFine = headers.every(
    ([name, value]) =>
      /^[A-Za-z0-9\-.]{1,64}$/.test(name) && !reserved.has(canonicalHeaderName(name)) && !/[\r\n\0]/.test(value),
  )
  return isFine ? headers.map(([name, value]) => [name, octets(value).slice(0, 2_048)]) : undefined
}

/** @param ourHost host and port that stand for us when the request names no host */
export function fromParty(request: OriginateRequest, ourHost: string): string | undefined {
  const user = encodedUser(request.fromUser)
  const uri = `sip:${user === '' ? '' : `${user}@`}${request.fromHost ?? ourHost}`
  return parseUri(uri).ok ? nameAddressText(request.displayName, uri) : undefined
}
