import { BlockList, isIP, isIPv6 } from 'node:net'

/** All that we try of somebody we know: a browser with many network cards is found by its own checks, too. */
const mostCandidates = 8
/** A TURN server gives one relay for each transport that a browser reaches it by, all at one address. */
const mostOfOneAddress = 2

/** No browser of somebody else is there: this machine itself, the local link, groups, and what is no address at all. */
const nobodysPlaces = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  nobodysPlaces.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  nobodysPlaces.addSubnet(network, bits, 'ipv6')

/**
 * Leaves of a description's lines those candidates that we send connectivity checks to (RFC 8445 7.2.2), wherever they stand:
 * each is a place of the far end's choosing that gets packets from us before anybody there has said a word.
 *
 * Of a stranger there is none: its own checks show us where it is, and that it wants them (RFC 8445 7.3.1.3). Candidates
 * that are names are left out of anybody's: resolving them is a service that we do not offer, and a browser that hides its
 * addresses behind mDNS is found in the same way.
 */
export function withoutCandidatesNotTried(lines: readonly string[], isStranger: boolean): string[] {
  const ofAddress = new Map<string, number>()
  let kept = 0
  return lines.filter((line) => {
    if (!/^a=candidate\b/i.test(line)) return true
    if (isStranger || kept >= mostCandidates) return false
    const [, component, transport = '', , address = '', port] = line.split(' ')
    if (component !== '1' || transport.toLowerCase() !== 'udp' || !isSomebodysPlace(address, Number(port))) return false
    const before = ofAddress.get(address) ?? 0
    if (before >= mostOfOneAddress) return false
    ofAddress.set(address, before + 1)
    kept++
    return true
  })
}

function isSomebodysPlace(address: string, port: number): boolean {
  // Services live below 1024; no browser's socket does.
  if (isIP(address) === 0 || !Number.isInteger(port) || port < 1024 || port > 65_535) return false
  return !nobodysPlaces.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
