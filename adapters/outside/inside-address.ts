import ipaddr from 'ipaddr.js'

/**
 * What an address is to somebody who may only go out into the world: `world` is anybody's, `inside` a private, loopback or
 * shared one, `link` one of this very link (where clouds hand out their credentials), `none` nobody's.
 */
export type AddressKind = 'world' | 'inside' | 'link' | 'none'

const inside: ReadonlySet<string> = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat'])
const link: ReadonlySet<string> = new Set(['linkLocal'])

/** @param address as it is connected to: IPv4 or IPv6 in text. An IPv4 one inside of an IPv6 one is read as itself. */
export function kindOfAddress(address: string): AddressKind {
  if (!ipaddr.isValid(address)) return 'none'
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (range === 'unicast') return 'world'
  // Translated by the network (RFC 6052): the last 32 bits are where it comes out.
  if (range === 'rfc6052') return kindOfAddress(parsed.toByteArray().slice(-4).join('.'))
  if (inside.has(range)) return 'inside'
  return link.has(range) ? 'link' : 'none'
}
