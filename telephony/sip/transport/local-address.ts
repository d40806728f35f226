import type { Destination } from '../engine-contract.ts'
import type { Flow, SocketAddress, Transport } from '../flow.ts'
import { bracketed } from '../message/uri.ts'

export interface LocalAddress extends SocketAddress {
  readonly transport: Transport
}

/** Loopback, link-local, RFC 1918, RFC 6598 and their IPv6 likes: addresses that mean nothing to the world outside. */
export function isPrivateAddress(address: string): boolean {
  const ipv4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/i.exec(address)
  if (ipv4 === null) return /^(?:::1$|f[cd]|fe[89ab])/i.test(address)
  const [first, second] = [Number(ipv4[1]), Number(ipv4[2])]
  if (first === 10 || first === 127 || first === 0) return true
  if (first === 172) return second >= 16 && second <= 31
  if (first === 192) return second === 168
  if (first === 169) return second === 254
  return first === 100 && second >= 64 && second <= 127
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address)
}

export function isIpAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)
}

/** Which of our sockets to send from, and how we are called by a peer. */
export class LocalAddresses {
  readonly #addresses: readonly LocalAddress[]
  readonly #publicAddress: string | undefined

  constructor(addresses: readonly LocalAddress[], publicAddress: string | undefined) {
    this.#addresses = addresses
    this.#publicAddress = publicAddress
  }

  /** A socket of the same transport and address family; a loopback one for a loopback peer and no other. */
  flowTo(remote: SocketAddress, transport: Transport, tlsName?: string, localAddress?: string): Flow | undefined {
    const fitting = this.#addresses.filter(
      (local) => local.transport === transport && local.address.includes(':') === remote.address.includes(':'),
    )
    const local =
      fitting.find((one) => one.address === localAddress) ??
      fitting.find((one) => isLoopback(one.address) === isLoopback(remote.address)) ??
      fitting[0]
    if (local === undefined) return undefined
    const { address, port } = remote
    const ends = { local: { address: local.address, port: local.port }, remote: { address, port } }
    return { transport, ...ends, ...(transport === 'tls' && tlsName !== undefined ? { tlsName } : {}) }
  }

  /** The way to a place that names were looked up for (RFC 3263). */
  flowToDestination(destination: Destination): Flow | undefined {
    const { transport, tlsName, localAddress, mayChangeTransport } = destination
    const flow = this.flowTo(destination, transport, tlsName, localAddress)
    return flow === undefined || mayChangeTransport !== true ? flow : { ...flow, mayChangeTransport }
  }

  /** Where a request that is too long for a datagram goes instead (RFC 3261 18.1.1); undefined: nowhere. */
  streamInstead(flow: Flow): Flow | undefined {
    if (flow.transport !== 'udp' || flow.mayChangeTransport !== true) return undefined
    const local = this.#addresses.find((one) => one.transport === 'tcp' && one.address === flow.local.address)
    if (local === undefined) return undefined
    return { transport: 'tcp', local: { address: local.address, port: local.port }, remote: flow.remote }
  }

  /** The listening address to write into Via and Contact of what goes over `flow`, `host:port`. */
  nameOn(flow: Flow): string {
    const listening = this.#addresses.find(
      (one) => one.transport === flow.transport && one.address === flow.local.address,
    )
    // The local port of a TCP connection that we opened is not one at which we can be called.
    const port = listening?.port ?? flow.local.port
    const isOutside = this.#publicAddress !== undefined && !isPrivateAddress(flow.remote.address)
    return `${bracketed(isOutside ? (this.#publicAddress as string) : flow.local.address)}:${port}`
  }
}
