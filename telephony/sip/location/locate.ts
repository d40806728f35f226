import type { Destination } from '../engine-contract.ts'
import { isIpAddress } from '../transport/local-address.ts'
import { orderServers, type ServiceRecord } from './service-records.ts'

/** RFC 3403, as far as RFC 3263 uses it. */
export interface NamingPointer {
  readonly order: number
  readonly preference: number
  readonly flags: string
  /** `SIP+D2U`, `SIP+D2T`, `SIPS+D2T`. */
  readonly service: string
  readonly replacement: string
}

export interface DnsQuestion {
  readonly kind: 'naptr' | 'srv' | 'address'
  readonly name: string
}

/** Empty where there is no such record or nobody answered. */
export interface DnsAnswer {
  readonly pointers?: readonly NamingPointer[]
  readonly services?: readonly ServiceRecord[]
  /** Numeric. */
  readonly addresses?: readonly string[]
}

type DialledTransport = 'udp' | 'tcp' | 'tls'

export interface LocateTarget {
  /** A name, or an address without brackets. */
  readonly host: string
  readonly port?: number
  /** `auto`: as NAPTR and SRV say, else UDP. */
  readonly transport: DialledTransport | 'auto'
  /** What we can dial, in our order of preference. */
  readonly supported: readonly DialledTransport[]
}

const services: Readonly<Record<DialledTransport, { naptr: string; srv: string; port: number }>> = {
  udp: { naptr: 'SIP+D2U', srv: '_sip._udp.', port: 5060 },
  tcp: { naptr: 'SIP+D2T', srv: '_sip._tcp.', port: 5060 },
  tls: { naptr: 'SIPS+D2T', srv: '_sips._tcp.', port: 5061 },
}
/** What stands behind one name; a tried target costs seconds, so more than this is never tried for one call. */
const mostDestinations = 12
const mostPointers = 8
const mostAddresses = 8

/**
 * Where requests for a host go, best first (RFC 3263 4). Asks its questions one after the other: `next(answer)` continues.
 * @param chance gives numbers in [0, 1), for the weights of RFC 2782
 * @returns empty when the name leads nowhere
 */
export function* locate(target: LocateTarget, chance: () => number): Generator<DnsQuestion, Destination[], DnsAnswer> {
  const { host, port } = target
  // 4.1: an address, or a port, leaves nothing to ask about but the address; without a word it is UDP.
  if (isIpAddress(host)) {
    const transport = fixed(target)
    return target.supported.includes(transport)
      ? [destination(host, port ?? services[transport].port, transport, undefined)]
      : []
  }
  if (port !== undefined) {
    const transport = fixed(target)
    return target.supported.includes(transport) ? yield* hostAt(host, port, transport, host) : []
  }
  const found: Destination[] = []
  const denied = new Set<DialledTransport>()
  for (const { transport, name } of yield* servicesOf(target)) {
    const { services: servers = [] } = yield { kind: 'srv', name }
    // RFC 2782: the target "." alone says so.
    if (servers.length > 0 && servers.every((one) => one.target === '.' || one.target === '')) denied.add(transport)
    for (const server of orderServers(servers, chance)) {
      if (found.length >= mostDestinations) return found.slice(0, mostDestinations)
      found.push(...(yield* hostAt(server.target, server.port, transport, host)))
    }
  }
  if (found.length > 0) return found.slice(0, mostDestinations)
  // 4.2: no SRV records: the host itself, at the default port.
  const transport = fixed(target)
  if (!target.supported.includes(transport) || denied.has(transport)) return []
  const places = yield* hostAt(host, services[transport].port, transport, host)
  return target.transport === 'auto' ? places.map((one) => ({ ...one, mayChangeTransport: true as const })) : places
}

const fixed = (target: LocateTarget): DialledTransport => (target.transport === 'auto' ? 'udp' : target.transport)

interface NamedService {
  readonly transport: DialledTransport
  readonly name: string
}

/** 4.1: the services to ask SRV about, from NAPTR where the transport is open, else by their well-known names. */
function* servicesOf(target: LocateTarget): Generator<DnsQuestion, NamedService[], DnsAnswer> {
  const { host, transport, supported } = target
  const wellKnown = (one: DialledTransport) => ({ transport: one, name: `${services[one].srv}${host}` })
  if (transport !== 'auto') return supported.includes(transport) ? [wellKnown(transport)] : []
  const { pointers = [] } = yield { kind: 'naptr', name: host }
  const usable = pointers
    .filter((one) => one.flags.toLowerCase() === 's' && one.replacement !== '')
    .toSorted((a, b) => a.order - b.order || a.preference - b.preference)
    .slice(0, mostPointers)
    .flatMap((one) => {
      const means = supported.find((each) => services[each].naptr === one.service.toUpperCase())
      return means === undefined ? [] : [{ transport: means, name: one.replacement }]
    })
  return usable.length > 0 ? usable : supported.map(wellKnown)
}

function* hostAt(
  name: string,
  port: number,
  transport: DialledTransport,
  domain: string,
): Generator<DnsQuestion, Destination[], DnsAnswer> {
  if (port < 1 || port > 65_535) return []
  const addresses = isIpAddress(name) ? [name] : ((yield { kind: 'address', name }).addresses ?? [])
  return addresses.slice(0, mostAddresses).map((address) => destination(address, port, transport, domain))
}

/** RFC 5922 4: the certificate must name the domain that was asked for, not the server that DNS made of it. */
function destination(
  address: string,
  port: number,
  transport: DialledTransport,
  domain: string | undefined,
): Destination {
  return { address, port, transport, ...(transport === 'tls' && domain !== undefined ? { tlsName: domain } : {}) }
}

/** `host`, `host:port`, `[v6]:port` or a bare v6 address: as an administrator writes a domain or an outbound proxy. */
export function parseHostPort(text: string): { readonly host: string; readonly port?: number } | undefined {
  const bare = /^[0-9A-Fa-f:.]*$/.test(text) && (text.includes('::') || text.split(':').length === 8)
  if (bare) return { host: text.toLowerCase() }
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text)
  if (match === null) return undefined
  const host = (match[1] ?? match[2] ?? '').toLowerCase()
  if (match[3] === undefined) return { host }
  const port = Number(match[3])
  return port >= 1 && port <= 65_535 ? { host, port } : undefined
}
