import { isIP } from 'node:net'
import type { Ban } from '#protocol/edge/index.ts'

export type BansFormat = 'plain' | 'nftables' | 'ipset'

/** Edges shut out an IPv6 address by its /64, and so does a firewall: `2001:db8::7` stands as `2001:db8::/64`. */
function network64(address: string): string {
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail ?? '')]
  return `${new URL(`http://[${all.slice(0, 4).join(':')}::]/`).hostname.slice(1, -1)}/64`
}

/** One entry for each network; of several the one that ends last. */
function networks(bans: readonly Ban[]): Ban[] {
  const latest = new Map<string, Ban>()
  for (const ban of bans) {
    const address = isIP(ban.address) === 6 ? network64(ban.address) : ban.address
    const known = latest.get(address)
    if (known === undefined || known.untilMs < ban.untilMs) latest.set(address, { ...ban, address })
  }
  return [...latest.values()]
}

/** The addresses as a firewall takes them. They come out of a table, and still nothing but an address gets into a rule. */
export function exportBans(bans: readonly Ban[], format: BansFormat, nowMs: number): string {
  const known = networks(bans.filter(({ address }) => isIP(address) !== 0))
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
