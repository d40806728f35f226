import { isIP } from 'node:net'
import type { Ban } from '#protocol/edge/index.ts'

export type BansFormat = 'plain' | 'nftables' | 'ipset'

/** The addresses as a firewall takes them. They come out of a table, and still nothing but an address gets into a rule. */
export function exportBans(bans: readonly Ban[], format: BansFormat, nowMs: number): string {
  const known = bans.filter(({ address }) => isIP(address) !== 0)
  const leftS = ({ untilMs }: Ban) => Math.max(1, Math.ceil((untilMs - nowMs) / 1000))
  const lines = (version: 4 | 6) => known.filter(({ address }) => isIP(address) === version)
  if (format === 'plain') return known.map(({ address }) => `${address}\n`).join('')
  if (format === 'ipset') {
    const set = (name: string, family: string, of: readonly Ban[]) => [
      `create ${name} hash:ip family ${family} timeout 600 -exist`,
      ...of.map((ban) => `add ${name} ${ban.address} timeout ${leftS(ban)} -exist`),
    ]
    return `${[...set('parley4', 'inet', lines(4)), ...set('parley6', 'inet6', lines(6))].join('\n')}\n`
  }
  const set = (name: string, type: string, of: readonly Ban[]) => {
    const elements = of.map((ban) => `${ban.address} timeout ${leftS(ban)}s`).join(', ')
    return `  set ${name} {\n    type ${type}; flags timeout;${elements === '' ? '' : `\n    elements = { ${elements} }`}\n  }\n`
  }
  return `table inet parley {\n${set('banned4', 'ipv4_addr', lines(4))}${set('banned6', 'ipv6_addr', lines(6))}}\n`
}
