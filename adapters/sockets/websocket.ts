import { isUtf8 } from 'node:buffer'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type WebSocket, WebSocketServer } from 'ws'
import { failure, type Result, success } from '#kernel/result.ts'
import type { TcpEndpoint } from './tcp.ts'
import { isBadClient } from './tls.ts'
import type { TlsIdentity } from './tls-identity.ts'
import type { SocketFailure } from './udp.ts'

export interface WebSocketListener {
  opened(connectionId: string, isSecure: boolean, local: TcpEndpoint, remote: TcpEndpoint): void
  /** One WebSocket message; `bytes` is the receiver's to keep. */
  received(connectionId: string, bytes: Buffer): void
  /** Once for each connection that was opened, whoever closed it. */
  closed(connectionId: string): void
}

export interface WebSocketTransportOptions {
  readonly listener: WebSocketListener
  /** Demanded of each client (RFC 7118 4.1), and agreed on. */
  readonly subprotocol: string
  /** With it the same port speaks TLS to those who begin with it (wss). */
  readonly identity?: TlsIdentity
  /** Origins of pages that may connect besides those of our own host, such as `https://phone.example`; `*`: any. */
  readonly origins?: readonly string[]
  readonly mostConnections?: number
  readonly mostWaitingBytes?: number
  readonly mostMessageBytes?: number
  readonly pingIntervalMs?: number
}

interface Connection {
  readonly id: string
  readonly socket: WebSocket
  heardSincePing: boolean
  ping?: NodeJS.Timeout
}

/** From connecting to speaking WebSocket: who takes longer is shown out. */
const upgradeTimeoutMs = 10_000
const closeTimeoutMs = 2000
/** RFC 8446 5.1: a TLS record of a handshake begins so. No HTTP method does. */
const tlsHandshake = 22

/** WebSockets that come in, plain and secure on one port, with bounds on how many and on how much waits. */
export class WebSocketTransport {
  readonly #options: Required<Omit<WebSocketTransportOptions, 'identity'>> & { readonly identity?: TlsIdentity }
  readonly #connections = new Map<string, Connection>()
  readonly #servers: Server[] = []
  /** Bare connections, upgraded or not. */
  readonly #sockets = new Set<Socket>()
  readonly #fromAddress = new Map<string, number>()
  /** By both ends: a secure connection is another object than the bare one below it. */
  readonly #upgradeDeadlines = new Map<string, NodeJS.Timeout>()
  readonly #webSockets: WebSocketServer
  #nextId = 1

  constructor(options: WebSocketTransportOptions) {
    this.#options = {
      mostConnections: 2000,
      mostWaitingBytes: 1_000_000,
      mostMessageBytes: 65_536,
      pingIntervalMs: 30_000,
      origins: [],
      ...options,
    }
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: this.#options.mostMessageBytes,
      perMessageDeflate: false,
      handleProtocols: (offered) => offered.has(options.subprotocol) && options.subprotocol,
    })
  }

  get size(): number {
    return this.#connections.size
  }

  /** @returns the port, which matters when 0 was asked for */
  listen(address: string, port: number): Promise<Result<number, SocketFailure>> {
    const { identity } = this.#options
    const plain = createHttpServer(refuseRequest)
    plain.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head))
    const secure =
      identity === undefined
        ? undefined
        : createHttpsServer(
            {
              ...identity.asServer,
              requestCert: identity.asksClients,
              rejectUnauthorized: identity.requiresClients,
            },
            refuseRequest,
          )
    if (secure !== undefined) {
      identity?.keepCurrent(secure)
      secure.on('upgrade', (request, socket, head) => {
        if (isBadClient(socket as TLSSocket)) socket.destroy()
        else this.#upgrade(request, socket as Socket, head)
      })
    }
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      if (!this.#countIn(socket)) {
        socket.destroy()
        return
      }
      socket.on('error', () => {})
      const key = endsOf(socket)
      const deadline = setTimeout(() => socket.destroy(), upgradeTimeoutMs).unref()
      this.#upgradeDeadlines.set(key, deadline)
      socket.once('close', () => {
        clearTimeout(deadline)
        if (this.#upgradeDeadlines.get(key) === deadline) this.#upgradeDeadlines.delete(key)
      })
      socket.once('data', (first) => {
        socket.pause()
        socket.unshift(first)
        const speaker = first[0] === tlsHandshake ? secure : plain
        if (speaker === undefined) socket.destroy()
        else {
          speaker.emit('connection', socket)
          process.nextTick(() => socket.resume())
        }
      })
    })
    return new Promise((resolve) => {
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

  /** Counts a newcomer until it closes; `false`: there are too many, or its address has half of all that may be. */
  #countIn(socket: Socket): boolean {
    const { mostConnections } = this.#options
    const address = socket.remoteAddress ?? ''
    const count = this.#fromAddress.get(address) ?? 0
    if (this.#sockets.size >= mostConnections || count >= Math.max(1, mostConnections / 2)) return false
    this.#sockets.add(socket)
    this.#fromAddress.set(address, count + 1)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      const left = (this.#fromAddress.get(address) ?? 0) - 1
      if (left > 0) this.#fromAddress.set(address, left)
      else this.#fromAddress.delete(address)
    })
    return true
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { subprotocol, origins } = this.#options
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
    // RFC 7118 4.1: without the subprotocol there is no telling what would be spoken.
    if (!offered.includes(subprotocol)) turnAway(socket, '400 Bad Request')
    else if (!mayConnect(request.headers.origin, request.headers.host, origins)) turnAway(socket, '403 Forbidden')
    else this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#opened(webSocket, socket))
  }

  #opened(webSocket: WebSocket, socket: Socket): void {
    const { localAddress, localPort, remoteAddress, remotePort } = socket
    if (!localAddress || !localPort || !remoteAddress || !remotePort) {
      webSocket.terminate()
      return
    }
    const key = endsOf(socket)
    clearTimeout(this.#upgradeDeadlines.get(key))
    this.#upgradeDeadlines.delete(key)
    const id = `w${this.#nextId++}`
    const connection: Connection = { id, socket: webSocket, heardSincePing: true }
    this.#connections.set(id, connection)
    const { listener } = this.#options
    webSocket.on('error', () => webSocket.terminate())
    webSocket.on('pong', () => {
      connection.heardSincePing = true
    })
    webSocket.on('message', (data) => {
      connection.heardSincePing = true
      listener.received(id, Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer))
    })
    webSocket.on('close', () => {
      clearTimeout(connection.ping)
      this.#connections.delete(id)
      listener.closed(id)
    })
    this.#pingLater(connection)
    const at = (address: string, port: number) => ({ address: address.replace(/^::ffff:/i, ''), port })
    listener.opened(id, 'encrypted' in socket, at(localAddress, localPort), at(remoteAddress, remotePort))
  }

  /** RFC 6455 5.5.2: keeps the way through address translators open, and finds out who has gone. */
  #pingLater(connection: Connection): void {
    connection.ping = setTimeout(() => {
      if (!connection.heardSincePing) {
        connection.socket.terminate()
        return
      }
      connection.heardSincePing = false
      connection.socket.ping()
      this.#pingLater(connection)
    }, this.#options.pingIntervalMs)
    connection.ping.unref()
  }

  /** @returns `false` when the connection is not there (any more) or was closed because it does not read */
  send(connectionId: string, bytes: Uint8Array): boolean {
    const socket = this.#connections.get(connectionId)?.socket
    if (socket === undefined) return false
    // RFC 7118 5: text when it is text, for browsers' stacks read that more easily.
    socket.send(bytes, { binary: !isUtf8(bytes) })
    if (socket.bufferedAmount <= this.#options.mostWaitingBytes) return true
    socket.terminate()
    return false
  }

  /** Says goodbye, and goes when that is not answered in time. */
  close(connectionId: string): void {
    const socket = this.#connections.get(connectionId)?.socket
    if (socket === undefined) return
    socket.close(1001)
    setTimeout(() => socket.terminate(), closeTimeoutMs).unref()
  }

  async closeAll(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    for (const id of this.#connections.keys()) this.close(id)
    setTimeout(
      () => {
        for (const socket of this.#sockets) socket.destroy()
      },
      this.#connections.size > 0 ? closeTimeoutMs : 0,
    )
    await Promise.all(closed)
  }
}

const endsOf = (socket: Socket): string =>
  `${socket.localAddress}|${socket.localPort}|${socket.remoteAddress}|${socket.remotePort}`

function refuseRequest(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { upgrade: 'websocket', connection: 'close' }).end()
}

function turnAway(socket: Socket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/**
 * RFC 6455 10.2: a page of another site must not speak for the person who looks at it. Programs that are no browsers send no
 * Origin; a page of our own host may, on whatever port it is served.
 */
export function mayConnect(origin: string | undefined, host: string | undefined, origins: readonly string[]): boolean {
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return true
  if (!URL.canParse(origin) || host === undefined || !URL.canParse(`http://${host}`)) return false
  return new URL(origin).hostname === new URL(`http://${host}`).hostname
}
