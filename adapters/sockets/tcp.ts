import { connect, createServer, type Server, type Socket } from 'node:net'
import { failure, type Result, success } from '#kernel/result.ts'
import type { SocketFailure } from './udp.ts'

export interface TcpEndpoint {
  readonly address: string
  readonly port: number
}

export interface TcpListener {
  opened(connectionId: string, local: TcpEndpoint, remote: TcpEndpoint): void
  /** `bytes` is the receiver's to keep. */
  received(connectionId: string, bytes: Buffer): void
  /** Once for each connection that was opened, whoever closed it. */
  closed(connectionId: string): void
  /** A connection that was asked for by `connect` did not come about. */
  connectFailed(connectionId: string): void
}

/** How the bytes of a connection travel: as they are, or in TLS. */
export interface StreamCarrier {
  /** What connections' ids begin with; one of its own for each transport of a process. */
  readonly idPrefix: string
  /** @param ready gets each connection that came in once bytes can be exchanged on it */
  createServer(ready: (socket: Socket) => void): Server
  /** @param peerName what the peer must prove to be, where that can be proved */
  connect(
    localAddress: string,
    remote: TcpEndpoint,
    peerName: string | undefined,
  ): { readonly socket: Socket; readonly readyEvent: 'connect' | 'secureConnect' }
}

/** A phone that vanished is noticed by the system's own probes, the first after so long. */
const probeDelayMs = 60_000

export const plainCarrier: StreamCarrier = {
  idPrefix: 't',
  createServer: (ready) =>
    createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: probeDelayMs }, (socket) => ready(socket)),
  connect: (localAddress, { address, port }) => ({
    socket: connect({
      host: address,
      port,
      localAddress,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: probeDelayMs,
    }),
    readyEvent: 'connect',
  }),
}

export interface TcpTransportOptions {
  readonly listener: TcpListener
  /** Plain TCP when absent. */
  readonly carrier?: StreamCarrier
  /** Both directions together; beyond it newcomers are closed at once. One remote address gets at most half of them. */
  readonly mostConnections?: number
  /** A peer that does not read: beyond so many bytes waiting for it, its connection is closed. */
  readonly mostWaitingBytes?: number
  readonly connectTimeoutMs?: number
  /** Without a byte either way for so long a connection is closed (RFC 5626 keep-alives come each two minutes or more often). */
  readonly idleTimeoutMs?: number
  /** What still waits when a connection is closed has so long to leave. */
  readonly closeTimeoutMs?: number
}

interface Connection {
  readonly id: string
  readonly socket: Socket
  isOpen: boolean
}

/** TCP connections in both directions, each known by an id, with bounds on how many and on how much waits. */
export class TcpTransport {
  readonly #options: Required<TcpTransportOptions>
  readonly #connections = new Map<string, Connection>()
  readonly #servers: Server[] = []
  /** Connections that came in, by their remote address. */
  readonly #fromAddress = new Map<string, number>()
  #nextId = 1

  constructor(options: TcpTransportOptions) {
    this.#options = {
      carrier: plainCarrier,
      mostConnections: 2000,
      mostWaitingBytes: 1_000_000,
      connectTimeoutMs: 4000,
      idleTimeoutMs: 900_000,
      closeTimeoutMs: 2000,
      ...options,
    }
  }

  get size(): number {
    return this.#connections.size
  }

  /** Listens on one local address. @returns the port, which matters when 0 was asked for */
  listen(address: string, port: number): Promise<Result<number, SocketFailure>> {
    return new Promise((resolve) => {
      const server = this.#options.carrier.createServer((socket) => {
        if (socket.destroyed) return
        if (this.#connections.size >= this.#options.mostConnections) socket.destroy()
        else this.#opened(this.#adopt(this.#newId(), socket))
      })
      // The bare connection, before any handshake: a stranger's half-open handshakes count as well.
      server.prependListener('connection', (socket: Socket) => {
        if (this.#connections.size >= this.#options.mostConnections || !this.#countIn(socket)) socket.destroy()
      })
      server.once('error', (error: NodeJS.ErrnoException) => resolve(failure({ code: error.code ?? 'EUNKNOWN' })))
      server.listen({ host: address, port, exclusive: true }, () => {
        server.removeAllListeners('error')
        server.on('error', () => {})
        this.#servers.push(server)
        const bound = server.address()
        resolve(success(typeof bound === 'object' && bound !== null ? bound.port : port))
      })
    })
  }

  /** Counts a newcomer until it closes; `false`: its address has half of all connections already, the rest is for others. */
  #countIn(socket: Socket): boolean {
    const address = socket.remoteAddress ?? ''
    const count = this.#fromAddress.get(address) ?? 0
    if (count >= Math.max(1, this.#options.mostConnections / 2)) return false
    this.#fromAddress.set(address, count + 1)
    socket.once('close', () => {
      const left = (this.#fromAddress.get(address) ?? 0) - 1
      if (left > 0) this.#fromAddress.set(address, left)
      else this.#fromAddress.delete(address)
    })
    return true
  }

  /** Begins a connection and names it at once; what is sent to it before it opens waits. */
  connect(localAddress: string, remote: TcpEndpoint, peerName?: string): string {
    const id = this.#newId()
    if (this.#connections.size >= this.#options.mostConnections) {
      queueMicrotask(() => this.#options.listener.connectFailed(id))
      return id
    }
    const { socket, readyEvent } = this.#options.carrier.connect(localAddress, remote, peerName)
    const connection = this.#adopt(id, socket)
    socket.setTimeout(this.#options.connectTimeoutMs)
    socket.once(readyEvent, () => this.#opened(connection))
    return id
  }

  /** @returns `false` when the connection is not there (any more) or was closed because it does not read */
  send(connectionId: string, bytes: Uint8Array): boolean {
    const connection = this.#connections.get(connectionId)
    if (!connection) return false
    connection.socket.write(bytes)
    if (connection.socket.writableLength <= this.#options.mostWaitingBytes) return true
    connection.socket.destroy()
    return false
  }

  /** Closes after what waits has been sent, or could not be for `closeTimeoutMs`. */
  close(connectionId: string): void {
    const socket = this.#connections.get(connectionId)?.socket
    if (!socket) return
    socket.destroySoon()
    setTimeout(() => socket.destroy(), this.#options.closeTimeoutMs).unref()
  }

  async closeAll(): Promise<void> {
    for (const id of this.#connections.keys()) this.close(id)
    await Promise.all(this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
  }

  #newId(): string {
    return `${this.#options.carrier.idPrefix}${this.#nextId++}`
  }

  #adopt(id: string, socket: Socket): Connection {
    const connection: Connection = { id, socket, isOpen: false }
    this.#connections.set(id, connection)
    socket.on('error', () => {})
    socket.on('timeout', () => socket.destroy())
    socket.on('data', (bytes) => this.#options.listener.received(id, bytes))
    socket.on('close', () => {
      this.#connections.delete(id)
      if (connection.isOpen) this.#options.listener.closed(id)
      else this.#options.listener.connectFailed(id)
    })
    return connection
  }

  #opened(connection: Connection): void {
    const { socket } = connection
    const { localAddress, localPort, remoteAddress, remotePort } = socket
    if (!localAddress || !localPort || !remoteAddress || !remotePort) {
      socket.destroy()
      return
    }
    connection.isOpen = true
    socket.setTimeout(this.#options.idleTimeoutMs)
    this.#options.listener.opened(
      connection.id,
      { address: localAddress, port: localPort },
      { address: remoteAddress, port: remotePort },
    )
  }
}
