import { isIP } from 'node:net'

/**
 * An address as edges shut it out and tell of it: IPv4 in IPv6's clothes is IPv4, and of IPv6 the first address of its /64,
 * for whoever has one has all of them. `undefined`: no address, or one with a zone, which is only meant on a link of its own.
 */
export function banAddress(address: string): string | undefined {
  const version = isIP(address)
  if (version === 4) return address
  if (version === 0 || address.includes('%')) return undefined
  const groups = groupsOf(address)
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16))
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return written(`${groups.slice(0, 4).join(':')}::`)
}

const written = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1)

/** All eight, also those that `::` stands for. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = written(address).split('::')
  const of = (half: string) => (half === '' ? [] : half.split(':'))
  const missing = tail === undefined ? 0 : 8 - of(head).length - of(tail).length
  return [...of(head), ...Array<string>(missing).fill('0'), ...of(tail ?? '')]
}
