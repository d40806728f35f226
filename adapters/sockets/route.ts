import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { isIP, isIPv6 } from 'node:net'

/** The local address from which packets to `remoteAddress` (numeric) leave this machine; `undefined`: no way there. */
export function localAddressTowards(remoteAddress: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(remoteAddress) ? 'udp6' : 'udp4')
    socket.once('error', () => {
      socket.close()
      resolve(undefined)
    })
    // A connected UDP socket sends nothing by itself; the kernel has chosen its address.
    socket.connect(9, remoteAddress, () => {
      const { address } = socket.address()
      socket.close()
      resolve(address)
    })
  })
}

/** A host's numeric address; `undefined` when it has none. Names take as long as the resolver takes, at most `timeoutMs`. */
export async function resolveHost(host: string, timeoutMs = 4000): Promise<string | undefined> {
  if (isIP(host)) return host
  const timeout = new Promise<undefined>((resolve) => setTimeout(resolve, timeoutMs, undefined).unref())
  const found = lookup(host, { family: 4 }).then(
    ({ address }) => address,
    () => undefined,
  )
  return Promise.race([found, timeout])
}
