import { type Result, success } from '#kernel/result.ts'
import type { MediaReceiver, MediaSocket } from './media-sockets.ts'
import { openUdpSocket, type SocketFailure, type UdpSocket } from './udp.ts'

/** One of Node's own. */
export async function openDgramSocket(
  address: string,
  port: number,
  receive: MediaReceiver,
  monotonicMs: () => number,
): Promise<Result<MediaSocket, SocketFailure>> {
  const opened = await openUdpSocket({
    address,
    port,
    receive: (bytes, from, fromPort) => receive(bytes, from, fromPort, monotonicMs()),
  })
  return opened.ok ? success(new DgramMediaSocket(opened.value)) : opened
}

class DgramMediaSocket implements MediaSocket {
  readonly address: string
  readonly port: number
  readonly #socket: UdpSocket

  constructor(socket: UdpSocket) {
    this.address = socket.address
    this.port = socket.port
    this.#socket = socket
  }

  send(bytes: Uint8Array, length: number, address: string, port: number): void {
    // When the kernel's buffer is full Node keeps what it was given and sends it later.
    this.#socket.send(bytes.slice(0, length), length, address, port)
  }

  close(): void {
    this.#socket.close()
  }
}
