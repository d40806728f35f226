import { isIP, type TcpNetConnectOpts } from 'node:net'
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect,
  createServer,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls'
import type { StreamCarrier } from './tcp.ts'
import type { TlsIdentity } from './tls-identity.ts'

/** A stranger may be so slow with its handshake. */
export const handshakeTimeoutMs = 10_000

/** TCP with TLS around it (RFC 3261 26.3.1, RFC 5922): certificates both ways, SNI when we dial a name. */
export function tlsCarrier(identity: TlsIdentity): StreamCarrier {
  return {
    idPrefix: 's',
    createServer: (ready) => {
      const server = createServer(
        {
          ...identity.asServer,
          handshakeTimeout: handshakeTimeoutMs,
          noDelay: true,
          keepAlive: true,
          requestCert: identity.asksClients,
          rejectUnauthorized: identity.requiresClients,
        },
        (socket) => {
          if (isBadClient(socket)) socket.destroy()
          else ready(socket)
        },
      )
      identity.keepCurrent(server)
      return server
    },
    connect: (localAddress, { address, port }, peerName) => {
      const options: ConnectionOptions & TcpNetConnectOpts = {
        host: address,
        port,
        localAddress,
        secureContext: identity.asClient,
        // Without a name to look for, a certificate proves nothing: the peer is one that we only know by its address.
        rejectUnauthorized: peerName !== undefined,
        ...(peerName === undefined || isIP(peerName) !== 0 ? {} : { servername: peerName }),
        checkServerIdentity: (_, certificate) => checkSipIdentity(peerName, certificate),
      }
      const socket = connect(options)
      socket.setNoDelay(true)
      return { socket, readyEvent: 'secureConnect' }
    },
  }
}

/** A certificate that was shown though none was demanded must still be a good one. */
export function isBadClient(socket: TLSSocket): boolean {
  return !socket.authorized && Object.keys(socket.getPeerCertificate() ?? {}).length > 0
}

/** RFC 5922 7.1: a SIP domain may stand as a URI among the alternative names; else a DNS name or address as anywhere. */
function checkSipIdentity(peerName: string | undefined, certificate: PeerCertificate): Error | undefined {
  if (peerName === undefined) return undefined
  const names = (certificate.subjectaltname ?? '').split(', ')
  if (names.some((name) => name.toLowerCase() === `uri:sip:${peerName.toLowerCase()}`)) return undefined
  return checkServerIdentity(peerName, certificate)
}
