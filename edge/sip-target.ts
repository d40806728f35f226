import { isIP } from 'node:net'
import { localAddressTowards, resolveHost } from '#adapters/sockets/route.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import { defaultPort } from '#telephony/sip/flow.ts'
import type { CallTarget, Flow, SipEngine } from '#telephony/sip/index.ts'
import { type MediaTerms, phoneTerms } from './media-terms.ts'
import { refuse } from './refusal.ts'
import type { SipLocalAddress } from './sip-sockets.ts'

/** Whom to call, and between which addresses its media will go. */
export interface SipRoute {
  readonly target: CallTarget
  readonly localAddress: string
  readonly remoteAddress: string
  readonly terms: MediaTerms
  /** Of a user with several telephones: all the ways, this one among them, by `wayOf` the flow of each. */
  readonly ways?: ReadonlyMap<string, Pick<SipRoute, 'localAddress' | 'remoteAddress' | 'terms'>>
}

/** Telephones that can share one description: sound of the same kind, between the same two addresses. */
export function wayOf({ transport, local, remote }: Flow): string {
  const { isWebRtc, srtp } = phoneTerms(transport)
  return `${isWebRtc ? 'web' : srtp}|${local.address}|${remote.address}`
}

const sipUri = /^sips?:(?:[^@\s<>"]{1,128}@)?(\[[0-9a-f:.]+\]|[a-z0-9.-]{1,253})(?::(\d{1,5}))?(?:;[^\s<>"]*)?$/i

/** Finds the way to what `leg.originate` names: a phone that registered here, or any SIP address. */
export async function findSipRoute(
  engine: SipEngine,
  locals: readonly SipLocalAddress[],
  to: EdgeCommandOf<'leg.originate'>['to'],
): Promise<Result<SipRoute, EdgeError>> {
  if (to.kind === 'endpoint') {
    const ways = new Map(
      engine.registeredContacts(to.user).map(({ flow }) => {
        const { transport, local, remote } = flow
        const ends = { localAddress: local.address, remoteAddress: remote.address }
        return [wayOf(flow), { ...ends, terms: phoneTerms(transport) }]
      }),
    )
    const [newest] = ways.values()
    if (!newest) return refuse('not-reachable', `No phone is registered as ${to.user}.`)
    const target = { kind: 'registered', user: to.user } as const
    return success({ target, ...newest, ...(ways.size > 1 ? { ways } : {}) })
  }
  if (to.kind === 'trunk') return refuse('not-reachable', 'There is no such trunk.')
  const [, host, portText] = sipUri.exec(to.uri) ?? []
  if (host === undefined) return refuse('bad-command', 'That is not a SIP address.')
  const named = /;transport=(udp|tcp|tls)(?:;|$)/i.exec(to.uri)?.[1]?.toLowerCase() as 'udp' | 'tcp' | 'tls' | undefined
  const transport = /^sips:/i.test(to.uri) ? 'tls' : (named ?? 'udp')
  const address = await resolveHost(host.replace(/^\[(.*)\]$/, '$1'))
  if (address === undefined) return refuse('not-reachable', `There is no address for ${host}.`)
  const towards = await localAddressTowards(address)
  const fitting = locals.filter(
    (local) => local.transport === transport && local.address.includes(':') === address.includes(':'),
  )
  const isLoopback = (of: string) => of.startsWith('127.') || of === '::1'
  const local =
    fitting.find((one) => one.address === towards) ??
    fitting.find((one) => isLoopback(one.address) === isLoopback(address)) ??
    fitting[0]
  if (!local) return refuse('not-reachable', `No local address leads to ${address}.`)
  const remote = { address, port: portText === undefined ? defaultPort(transport) : Number(portText) }
  if (remote.port < 1 || remote.port > 65_535) return refuse('bad-command', 'That is not a port.')
  return success({
    target: {
      kind: 'uri',
      uri: to.uri,
      flow: {
        transport,
        local: { address: local.address, port: local.port },
        remote,
        ...(transport === 'tls' && isIP(host.replace(/^\[(.*)\]$/, '$1')) === 0 ? { tlsName: host } : {}),
        // RFC 3261 18.1.1: what is too long for a datagram may go over TCP where nobody said UDP.
        ...(named === undefined && transport === 'udp' ? { mayChangeTransport: true } : {}),
      },
    },
    localAddress: local.address,
    remoteAddress: address,
    terms: phoneTerms(transport),
  })
}
