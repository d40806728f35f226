/** Where a message came from or goes to. An IPv6 address is written without brackets. */
export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** `tls` is SIP over TLS; `ws` and `wss` carry one message a WebSocket message (RFC 7118). */
export type Transport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss'

/**
 * The path of a message: a pair of addresses and, on a stream transport, the connection.
 *
 * A `send` on a TCP or TLS flow without `connectionId` (or whose connection is gone) asks the host to connect to `remote`
 * from `local.address`, to report it with `connectionOpened` and then to send; a connect that fails is reported with
 * `sendFailed`. Nobody can be dialled over WebSocket: there a `send` without an open connection is reported so at once.
 */
export interface Flow {
  readonly transport: Transport
  readonly local: SocketAddress
  readonly remote: SocketAddress
  readonly connectionId?: string
  /** What the peer's TLS certificate must name (and what SNI says), on a connection that we open; absent: it is not checked. */
  readonly tlsName?: string
  /** Neither the address nor the peer fixed the transport: a request too long for a datagram may go over TCP (RFC 3261 18.1.1). */
  readonly mayChangeTransport?: true
}

/** A reliable transport: nothing is repeated on it, and its connections stand or fall. */
export function isStream(transport: Transport): boolean {
  return transport !== 'udp'
}

/** How a Contact of ours says the transport. RFC 7118 5.2.2 has one word for both WebSockets. */
export function transportParameter(transport: Transport): string {
  if (transport === 'udp') return ''
  return `;transport=${transport === 'wss' ? 'ws' : transport}`
}

/** RFC 3261 19.1.4 and 18: where a URI of this transport leads without a port. */
export function defaultPort(transport: Transport): number {
  switch (transport) {
    case 'tls':
      return 5061
    case 'ws':
      return 80
    case 'wss':
      return 443
    default:
      return 5060
  }
}

/** One text for one flow, to be compared and used as a key. */
export function flowKey(flow: Flow): string {
  return flow.connectionId === undefined
    ? `${flow.transport}|${flow.local.address}|${flow.local.port}|${flow.remote.address}|${flow.remote.port}`
    : `${flow.transport}#${flow.connectionId}`
}
