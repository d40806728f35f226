import { TcpTransport } from '#adapters/sockets/tcp.ts'
import { tlsCarrier } from '#adapters/sockets/tls.ts'
import type { TlsIdentity } from '#adapters/sockets/tls-identity.ts'
import { openUdpSocket, type UdpSocket } from '#adapters/sockets/udp.ts'
import { WebSocketTransport } from '#adapters/sockets/websocket.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Flow, SipAction, Transport } from '#telephony/sip/index.ts'

/** What the engine is told of the network; times are the receiver's business. */
export interface SipSocketListener {
  received(flow: Flow, bytes: Uint8Array): void
  opened(flow: Flow): void
  closed(flow: Flow): void
  sendFailed(flow: Flow): void
}

export interface SipLocalAddress {
  readonly transport: Transport
  readonly address: string
  readonly port: number
}

export interface SipSocketsOptions {
  readonly hosts: readonly string[]
  /** UDP and TCP. */
  readonly port: number
  readonly tls?: { readonly port: number; readonly identity: TlsIdentity }
  /** Plain and, where there is an identity, secure WebSocket. */
  readonly webSocket?: {
    readonly port: number
    readonly identity?: TlsIdentity
    readonly origins: readonly string[]
  }
}

const receiveBufferBytes = 4 * 1024 * 1024

/** SIP's sockets on each local address: UDP and TCP on one port, TLS and WebSocket on ports of their own. */
export class SipSockets {
  readonly localAddresses: SipLocalAddress[] = []
  readonly #udp = new Map<string, UdpSocket>()
  readonly #tcp: TcpTransport
  readonly #tls: TcpTransport | undefined
  readonly #webSocket: WebSocketTransport | undefined
  readonly #listener: SipSocketListener
  readonly #flows = new Map<string, Flow>()
  /** Connections of ours that are not open yet: the flow as the engine named it. */
  readonly #opening = new Map<string, Flow>()

  private constructor(options: SipSocketsOptions, listener: SipSocketListener) {
    this.#listener = listener
    this.#tcp = this.#streams('tcp', undefined)
    this.#tls = options.tls && this.#streams('tls', options.tls.identity)
    this.#webSocket = options.webSocket && this.#webSockets(options.webSocket)
  }

  #streams(transport: 'tcp' | 'tls', identity: TlsIdentity | undefined): TcpTransport {
    return new TcpTransport({
      ...(identity === undefined ? {} : { carrier: tlsCarrier(identity) }),
      listener: {
        opened: (connectionId, local, remote) => this.#opened({ transport, local, remote, connectionId }),
        received: (connectionId, bytes) => this.#received(connectionId, bytes),
        closed: (connectionId) => this.#closed(connectionId),
        connectFailed: (connectionId) => {
          const asked = this.#opening.get(connectionId)
          this.#opening.delete(connectionId)
          if (asked) this.#listener.sendFailed(asked)
        },
      },
    })
  }

  #webSockets(options: NonNullable<SipSocketsOptions['webSocket']>): WebSocketTransport {
    const { identity, origins } = options
    return new WebSocketTransport({
      // RFC 7118 4.1
      subprotocol: 'sip',
      origins,
      ...(identity === undefined ? {} : { identity }),
      listener: {
        opened: (connectionId, isSecure, local, remote) =>
          this.#opened({ transport: isSecure ? 'wss' : 'ws', local, remote, connectionId }),
        received: (connectionId, bytes) => this.#received(connectionId, bytes),
        closed: (connectionId) => this.#closed(connectionId),
      },
    })
  }

  /** @returns a sentence for a person when an address or port cannot be had */
  static async open(options: SipSocketsOptions, listener: SipSocketListener): Promise<Result<SipSockets, string>> {
    const sockets = new SipSockets(options, listener)
    for (const address of options.hosts) {
      const problem =
        (await sockets.#openUdp(address, options.port)) ??
        (await sockets.#listen('tcp', sockets.#tcp, address, options.port)) ??
        (await sockets.#listen('tls', sockets.#tls, address, options.tls?.port)) ??
        (await sockets.#listen('ws', sockets.#webSocket, address, options.webSocket?.port))
      if (problem === undefined) {
        if (options.webSocket?.identity !== undefined) {
          sockets.localAddresses.push({ transport: 'wss', address, port: options.webSocket.port })
        }
        continue
      }
      await sockets.close()
      return failure(problem)
    }
    return success(sockets)
  }

  async #openUdp(address: string, port: number): Promise<string | undefined> {
    const local = { address, port }
    const socket = await openUdpSocket({
      address,
      port,
      receiveBufferBytes,
      receive: (bytes, remoteAddress, remotePort) => {
        const remote = { address: remoteAddress, port: remotePort }
        this.#listener.received({ transport: 'udp', local, remote }, bytes)
      },
      failed: (remoteAddress, remotePort) => {
        const remote = { address: remoteAddress, port: remotePort }
        this.#listener.sendFailed({ transport: 'udp', local, remote })
      },
    })
    if (!socket.ok) return portSentence('udp', address, port, socket.error.code)
    this.#udp.set(address, socket.value)
    this.localAddresses.push({ transport: 'udp', address, port })
    return undefined
  }

  async #listen(
    transport: 'tcp' | 'tls' | 'ws',
    on: TcpTransport | WebSocketTransport | undefined,
    address: string,
    port: number | undefined,
  ): Promise<string | undefined> {
    if (on === undefined || port === undefined) return undefined
    const listening = await on.listen(address, port)
    if (!listening.ok) return portSentence(transport, address, port, listening.error.code)
    this.localAddresses.push({ transport, address, port })
    return undefined
  }

  perform(action: Extract<SipAction, { kind: 'send' | 'close' }>): void {
    const { flow } = action
    if (action.kind === 'close') {
      if (flow.connectionId !== undefined) this.#transportOf(flow)?.close(flow.connectionId)
    } else if (flow.transport === 'udp') {
      const socket = this.#udp.get(flow.local.address)
      socket?.send(action.bytes, action.bytes.length, flow.remote.address, flow.remote.port)
    } else this.#sendOnStream(flow, action.bytes)
  }

  #transportOf(flow: Flow): TcpTransport | WebSocketTransport | undefined {
    if (flow.transport === 'tcp') return this.#tcp
    return flow.transport === 'tls' ? this.#tls : this.#webSocket
  }

  #sendOnStream(flow: Flow, bytes: Uint8Array): void {
    const transport = this.#transportOf(flow)
    if (flow.connectionId !== undefined && transport?.send(flow.connectionId, bytes)) return
    if (!(transport instanceof TcpTransport)) {
      // A browser cannot be dialled. Told later, for the engine is in the middle of saying what it wants.
      queueMicrotask(() => this.#listener.sendFailed(flow))
      return
    }
    const opening = [...this.#opening].find(([, asked]) => isSameEnd(asked, flow))
    const connectionId = opening?.[0] ?? transport.connect(flow.local.address, flow.remote, flow.tlsName)
    this.#opening.set(connectionId, flow)
    transport.send(connectionId, bytes)
  }

  #received(connectionId: string, bytes: Buffer): void {
    const flow = this.#flows.get(connectionId)
    if (flow) this.#listener.received(flow, bytes)
  }

  #closed(connectionId: string): void {
    const flow = this.#flows.get(connectionId)
    this.#flows.delete(connectionId)
    if (flow) this.#listener.closed(flow)
  }

  #opened(flow: Flow): void {
    const connectionId = flow.connectionId as string
    const asked = this.#opening.get(connectionId)
    this.#opening.delete(connectionId)
    // The engine knows us by the address it listens on, not by the port that the kernel chose for this connection.
    const name = asked?.tlsName === undefined ? {} : { tlsName: asked.tlsName }
    const known = asked ? { ...flow, local: asked.local, ...name } : flow
    this.#flows.set(connectionId, known)
    this.#listener.opened(known)
  }

  async close(): Promise<void> {
    for (const socket of this.#udp.values()) socket.close()
    await Promise.all([this.#tcp.closeAll(), this.#tls?.closeAll(), this.#webSocket?.closeAll()])
  }
}

function isSameEnd(a: Flow, b: Flow): boolean {
  return (
    a.transport === b.transport &&
    a.tlsName === b.tlsName &&
    a.remote.address === b.remote.address &&
    a.remote.port === b.remote.port
  )
}

const portSettings = {
  udp: ['UDP', 'PARLEY_SIP_PORT'],
  tcp: ['TCP', 'PARLEY_SIP_PORT'],
  tls: ['TCP', 'PARLEY_SIP_TLS_PORT'],
  ws: ['TCP', 'PARLEY_SIP_WS_PORT'],
} as const

function portSentence(transport: keyof typeof portSettings, address: string, port: number, code: string): string {
  const [protocol, setting] = portSettings[transport]
  switch (code) {
    case 'EADDRINUSE':
      return `SIP cannot listen on ${address}:${port}: another program uses this ${protocol} port. Set ${setting} to another one or stop that program.`
    case 'EADDRNOTAVAIL':
      return `SIP cannot listen on ${address}: this machine has no such address. Correct PARLEY_SIP_HOST.`
    case 'EACCES':
      return `SIP may not listen on ${address}:${port}: ports below 1024 need rights that this user lacks. Set ${setting} to a higher one.`
    default:
      return `SIP cannot listen on ${address}:${port} (${protocol}, ${code}).`
  }
}
