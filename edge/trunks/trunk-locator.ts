import { isIP } from 'node:net'
import type { DnsLookup } from '#adapters/sockets/dns.ts'
import { localAddressTowards } from '#adapters/sockets/route.ts'
import type { EdgeTrunk } from '#protocol/edge/trunks.ts'
import type { Destination } from '#telephony/sip/index.ts'
import { type DnsAnswer, locate, parseHostPort } from '#telephony/sip/location/locate.ts'
import { isLoopback } from '#telephony/sip/transport/local-address.ts'
import type { SipLocalAddress } from '../sip-sockets.ts'

/** In the order in which they are tried where neither the trunk nor DNS says which. */
const dialled = ['udp', 'tcp', 'tls'] as const

const routeMs = 10_000
const mostRoutes = 1_000

/** Finds where a trunk's requests go (RFC 3263), with the address of ours that leads there. */
export class TrunkLocator {
  readonly #dns: DnsLookup
  readonly #locals: readonly SipLocalAddress[]
  readonly #chance: () => number
  readonly #monotonicMs: () => number
  readonly #routes = new Map<string, { readonly localAddress: string | undefined; readonly untilMs: number }>()

  constructor(of: {
    dns: DnsLookup
    locals: readonly SipLocalAddress[]
    chance: () => number
    monotonicMs: () => number
  }) {
    this.#monotonicMs = of.monotonicMs
    this.#dns = of.dns
    this.#locals = of.locals
    this.#chance = of.chance
  }

  /** Best first; empty when its names lead nowhere. */
  async destinations(trunk: Pick<EdgeTrunk, 'domain' | 'outboundProxy' | 'transport'>): Promise<Destination[]> {
    const found = await this.#locate(trunk.outboundProxy ?? trunk.domain, trunk.transport)
    return Promise.all(found.map((one) => this.#withLocal(one)))
  }

  /** Every address that the trunk's own names lead to: its calls come from there. */
  async sources(trunk: Pick<EdgeTrunk, 'domain' | 'outboundProxy' | 'transport'>): Promise<Set<string>> {
    const names = [...new Set([trunk.domain, trunk.outboundProxy ?? trunk.domain])]
    const found = await Promise.all(names.map((name) => this.#locate(name, trunk.transport)))
    return new Set(found.flat().map(({ address }) => address))
  }

  async #locate(text: string, transport: EdgeTrunk['transport']): Promise<Destination[]> {
    const target = parseHostPort(text)
    if (target === undefined) return []
    const supported = dialled.filter((one) => this.#locals.some((local) => local.transport === one))
    const steps = locate({ ...target, transport, supported }, this.#chance)
    let answer: DnsAnswer = {}
    for (;;) {
      const step = steps.next(answer)
      if (step.done === true) return step.value
      answer = await this.#dns.ask(step.value)
    }
  }

  /** The machine's routing says which of our addresses a packet there leaves from. */
  async #withLocal(destination: Destination): Promise<Destination> {
    if (isIP(destination.address) === 0 || isLoopback(destination.address)) return destination
    const localAddress = await this.#localTowards(destination.address)
    return localAddress === undefined ? destination : { ...destination, localAddress }
  }

  /** Asked for every call, while routes change with cables and tunnels only. */
  async #localTowards(address: string): Promise<string | undefined> {
    const nowMs = this.#monotonicMs()
    const known = this.#routes.get(address)
    if (known !== undefined && known.untilMs > nowMs) return known.localAddress
    const localAddress = await localAddressTowards(address)
    if (this.#routes.size >= mostRoutes) this.#routes.clear()
    this.#routes.set(address, { localAddress, untilMs: nowMs + routeMs })
    return localAddress
  }
}
