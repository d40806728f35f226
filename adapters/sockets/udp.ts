import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { failure, type Result, success } from '#kernel/result.ts'

/** Why a socket could not be had: `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES` and the like. */
export interface SocketFailure {
  readonly code: string
}

/** Called for each datagram; `bytes` is the receiver's to keep. */
export type DatagramReceiver = (bytes: Buffer, address: string, port: number) => void

export interface UdpSocketOptions {
  /** One local address, never the wildcard: what we answer must come from the address that was asked. */
  readonly address: string
  /** 0: any free one. */
  readonly port: number
  readonly receive: DatagramReceiver
  /** A datagram that was not taken by the network (no route, a port that nobody listens on). The socket stays open. */
  readonly failed?: (address: string, port: number) => void
  readonly receiveBufferBytes?: number
}

/** One UDP socket on one local address. */
export interface UdpSocket {
  readonly address: string
  readonly port: number
  /**
   * Queues the first `length` bytes, which are not to be changed any more: when the kernel has no room they are read later. Nothing
   * is waited for, what cannot be sent is lost as on any network.
   */
  send(bytes: Uint8Array, length: number, address: string, port: number): void
  /** Hands what is queued to the network at once. Today's `send` has done so already; a batching socket does it here. */
  flush(): void
  close(): void
}

// Addresses here are numeric always: dgram's own lookup would delay each datagram by a turn of the event loop.
const noLookup = (address: string, _options: unknown, done: (error: null, address: string, family: number) => void) =>
  done(null, address, address.includes(':') ? 6 : 4)

export function openUdpSocket(options: UdpSocketOptions): Promise<Result<UdpSocket, SocketFailure>> {
  return new Promise((resolve) => {
    const socket = createSocket({
      type: isIPv6(options.address) ? 'udp6' : 'udp4',
      lookup: noLookup as never,
      ...(options.receiveBufferBytes === undefined ? {} : { recvBufferSize: options.receiveBufferBytes }),
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      resolve(failure({ code: error.code ?? 'EUNKNOWN' }))
    })
    socket.bind({ address: options.address, port: options.port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      socket.on('error', () => {})
      resolve(success(new DgramSocket(socket, options)))
    })
  })
}

class DgramSocket implements UdpSocket {
  readonly address: string
  readonly port: number
  readonly #socket: Socket
  #closed = false
  readonly #failed: ((address: string, port: number) => void) | undefined

  constructor(socket: Socket, options: UdpSocketOptions) {
    this.#socket = socket
    this.#failed = options.failed
    this.address = options.address
    this.port = socket.address().port
    socket.on('message', (bytes, from) => options.receive(bytes, from.address, from.port))
  }

  send(bytes: Uint8Array, length: number, address: string, port: number): void {
    if (this.#closed || port < 1 || port > 65_535) return
    if (this.#failed === undefined) this.#socket.send(bytes, 0, length, port, address)
    else this.#socket.send(bytes, 0, length, port, address, (error) => error && this.#failed?.(address, port))
  }

  flush(): void {}

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close()
  }
}
