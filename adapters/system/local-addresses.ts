import { networkInterfaces } from 'node:os'

/** This machine's own IPv4 addresses, loopback first, without link-local ones (169.254.0.0/16, RFC 3927). */
export function localIpv4Addresses(): string[] {
  const found = new Set<string>()
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, address, internal } of addresses ?? []) {
      if (family === 'IPv4' && !internal && !address.startsWith('169.254.')) found.add(address)
    }
  }
  return ['127.0.0.1', ...[...found].sort()]
}

/** Whether only this machine can reach a listener on `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
