import { BlockList, isIP } from 'node:net'

/** Whether an address lies in a CIDR range, or is the one address that stands for a range. Anything unreadable: no. */
export function isInRange(address: string, range: string): boolean {
  const [network = '', prefix] = range.split('/')
  const family = isIP(network)
  if (family === 0 || isIP(address) !== family) return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  try {
    if (prefix === undefined) list.addAddress(network, type)
    else list.addSubnet(network, Number(prefix), type)
  } catch {
    return false
  }
  return list.check(address, type)
}
