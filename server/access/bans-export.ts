import type { Ban } from '#protocol/edge/index.ts'
import { banAddress } from './ban-address.ts'

export type BansFormat = 'plain' | 'nftables' | 'ipset'

/** The longest that ipset knows. */
const ipsetMaxTimeoutS = 2_147_483

/** One entry for each network (`2001:db8::/64`); of several the one that ends last. */
function networks(bans: readonly Ban[]): Ban[] {
  const latest = new Map<string, Ban>()
  for (const ban of bans) {
    const kept = banAddress(ban.address)
    if (kept === undefined) continue
    const address = kept.includes(':') ? `${kept}/64` : kept
    const known = latest.get(address)
    if (known === undefined || known.untilMs < ban.untilMs) latest.set(address, { ...ban, address })
  }
  return [...latest.values()]
}

/**
 * The addresses as a firewall takes them. They come out of a table, and still nothing but an address gets into a rule.
 * `nft -f` and `ipset restore` make the sets what the bans are now, however often it is done: what was lifted goes.
 */
export function exportBans(bans: readonly Ban[], format: BansFormat, nowMs: number): string {
  const known = networks(bans)
  const leftS = ({ untilMs }: Ban) => Math.max(1, Math.ceil((untilMs - nowMs) / 1000))
  const ofFamily = (version: 4 | 6) => known.filter(({ address }) => address.includes(':') === (version === 6))
  if (format === 'plain') return known.map(({ address }) => `${address}\n`).join('')
  const lines =
    format === 'ipset'
      ? [...ipset('parley4', 'inet', ofFamily(4), leftS), ...ipset('parley6', 'inet6', ofFamily(6), leftS)]
      : [
          'add table inet parley',
          ...nftables('banned4', 'ipv4_addr', ofFamily(4), leftS),
          ...nftables('banned6', 'ipv6_addr', ofFamily(6), leftS),
        ]
  return `${lines.join('\n')}\n`
}

function ipset(name: string, family: string, bans: readonly Ban[], leftS: (ban: Ban) => number): string[] {
  return [
    `create ${name} hash:net family ${family} timeout 600 -exist`,
    `flush ${name}`,
    ...bans.map((ban) => `add ${name} ${ban.address} timeout ${Math.min(leftS(ban), ipsetMaxTimeoutS)} -exist`),
  ]
}

function nftables(name: string, type: string, bans: readonly Ban[], leftS: (ban: Ban) => number): string[] {
  const elements = bans.map((ban) => `${ban.address} timeout ${leftS(ban)}s`).join(', ')
  return [
    `add set inet parley ${name} { type ${type}; flags interval, timeout; }`,
    `flush set inet parley ${name}`,
    ...(elements === '' ? [] : [`add element inet parley ${name} { ${elements} }`]),
  ]
}
