import type { Ban } from '#protocol/edge/index.ts'
import { banAddress } from './ban-address.ts'

export type BansFormat = 'plain' | 'nftables' | 'ipset'

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

/** The addresses as a firewall takes them. They come out of a table, and still nothing but an address gets into a rule. */
export function exportBans(bans: readonly Ban[], format: BansFormat, nowMs: number): string {
  const known = networks(bans)
  const leftS = ({ untilMs }: Ban) => Math.max(1, Math.ceil((untilMs - nowMs) / 1000))
  const lines = (version: 4 | 6) => known.filter(({ address }) => address.includes(':') === (version === 6))
  if (format === 'plain') return known.map(({ address }) => `${address}\n`).join('')
  if (format === 'ipset') {
    const set = (name: string, family: string, of: readonly Ban[]) => [
      `create ${name} hash:net family ${family} timeout 600 -exist`,
      ...of.map((ban) => `add ${name} ${ban.address} timeout ${leftS(ban)} -exist`),
    ]
    return `${[...set('parley4', 'inet', lines(4)), ...set('parley6', 'inet6', lines(6))].join('\n')}\n`
  }
  const set = (name: string, type: string, of: readonly Ban[]) => {
    const elements = of.map((ban) => `${ban.address} timeout ${leftS(ban)}s`).join(', ')
    return `  set ${name} {\n    type ${type}; flags interval, timeout;${elements === '' ? '' : `\n    elements = { ${elements} }`}\n  }\n`
  }
  return `table inet parley {\n${set('banned4', 'ipv4_addr', lines(4))}${set('banned6', 'ipv6_addr', lines(6))}}\n`
}
