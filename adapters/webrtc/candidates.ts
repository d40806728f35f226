import { isIPv6 } from 'node:net'

// RFC 8445 5.1.2.1: type preference 126 for host candidates, then our own order, then component 1. An address that the
// administrator named comes before those of the network cards, and loopback after all of them.
const priority = (localPreference: number): number => 126 * 2 ** 24 + localPreference * 2 ** 8 + 255

/**
 * Adds candidates to an answer: the addresses that a network card does not know of (behind NAT), and loopback, which the
 * stack leaves out and which is the only one on a machine without a network. All are served by the one socket on `port`.
 */
export function addCandidates(
  answer: string,
  of: {
    readonly port: number
    readonly publicAddresses: readonly string[]
    readonly loopback: boolean
    /** The same addresses once more, after all others: where a browser comes in by way of a TURN server over TCP or TLS. */
    readonly relayPort?: number
  },
): string {
  const present = new Set([...answer.matchAll(/^a=candidate:\S+ 1 \S+ \S+ (\S+)/gm)].map((match) => match[1]))
  const lines: string[] = []
  const add = (address: string, foundation: number, preference: number) => {
    if (present.has(address)) return
    lines.push(`a=candidate:${foundation} 1 UDP ${priority(preference)} ${address} ${of.port} typ host`)
  }
  for (const [index, address] of of.publicAddresses.entries()) {
    add(address, 50 + index, (isIPv6(address) ? 65_400 : 65_500) - index)
  }
  if (of.loopback) add('127.0.0.1', 90, 1)
  if (of.relayPort !== undefined) {
    const addresses = [...`${answer}\n${lines.join('\n')}`.matchAll(/^a=candidate:\S+ 1 UDP \d+ (\S+)/gim)]
    for (const [index, [, address]] of addresses.entries()) {
      // Type preference 0: last of all, whatever our own candidates have.
      lines.push(
        `a=candidate:${100 + index} 1 UDP ${(addresses.length - index) * 2 ** 8 + 255} ${address} ${of.relayPort} typ host`,
      )
    }
  }
  if (lines.length === 0) return answer
  const text = lines.map((line) => `${line}\r\n`).join('')
  // In the first media section, which carries the transport of the whole bundle (RFC 9143 7.3).
  const end = answer.indexOf('a=end-of-candidates')
  if (end >= 0) return answer.slice(0, end) + text + answer.slice(end)
  const second = answer.indexOf('\nm=', answer.indexOf('m=') + 1)
  return second < 0 ? answer + text : answer.slice(0, second + 1) + text + answer.slice(second + 1)
}
