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
 * A `send` on a TCP flow without `connectionId` (or whose connection is gone) asks the host to connect to `remote` from
 * `local.address`, to report it with `connectionOpened` and then to send; a connect that fails is reported with
 * `sendFailed`.
 */
export interface Flow {
  readonly transport: Transport
  readonly local: SocketAddress
  readonly remote: SocketAddress
  readonly connectionId?: string
}

/** One text for one flow, to be compared and used as a key. */
export function flowKey(flow: Flow): string {
  return flow.connectionId === undefined
    ? `${flow.transport}|${flow.local.address}|${flow.local.port}|${flow.remote.address}|${flow.remote.port}`
    : `${flow.transport}#${flow.connectionId}`
}
