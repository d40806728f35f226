import type { ErrorQueue } from './error-queue.ts'
import type { Libc } from './libc.ts'
import type { DatagramLane, MediaReceiver, MediaSocket, Shortcut, UndeliveredReceiver } from './media-sockets.ts'
import { KnownPlace, type SocketAddresses, socketAddressBytes } from './socket-address.ts'

/** The longest that is received; one that fills the buffer may have been cut. */
export const datagramBytes = 2048
/**
 * So many words that nothing arrives are read of one socket in a second: for each packet there may be one, and when a neighbour
 * cannot be found there are all of three seconds at once. More is a flood, and the socket does without until another leg has it.
 */
const mostUndelivered = 400
const undeliveredWithinMs = 1000

/** One place for all that is sent: the kernel has copied it when a call returns. */
export class Outgoing {
  readonly #libc: Libc
  readonly #bytes = new Uint8Array(new ArrayBuffer(datagramBytes))
  readonly #at: number

  constructor(libc: Libc) {
    this.#libc = libc
    this.#at = libc.fixed(this.#bytes)
  }

  send(fd: number, bytes: Uint8Array, length: number, toAt: number, toBytes: number): void {
    if (length > datagramBytes) {
      this.#libc.sendto(fd, bytes, length, 0, toAt, toBytes)
      return
    }
    for (let i = 0; i < length; i++) this.#bytes[i] = bytes[i]!
    this.sendFixed(fd, this.#at, length, toAt, toBytes)
  }

  /**
   * Once more when it failed: word that an earlier one did not arrive is told in place of sending, and forgotten with that. Somebody
   * who forged it could else keep back our sound.
   */
  sendFixed(fd: number, from: number, length: number, toAt: number, toBytes: number): void {
    if (this.#libc.sendFixed(fd, from, length, 0, toAt, toBytes) < 0)
      this.#libc.sendFixed(fd, from, length, 0, toAt, toBytes)
  }
}

export interface PolledSocketParts {
  readonly libc: Libc
  readonly addresses: SocketAddresses
  readonly outgoing: Outgoing
  readonly errors: ErrorQueue
  readonly fd: number
  readonly family: number
  readonly address: string
  readonly port: number
  readonly listen: (isListening: boolean) => boolean
  readonly drain: () => boolean
  readonly closed: () => void
}

/** One of those that are asked in turn, see `polled-sockets.ts`. */
export class PolledSocket implements MediaSocket {
  readonly address: string
  readonly port: number
  readonly #parts: PolledSocketParts
  readonly #libc: Libc
  /** -1 when it is closed: the number may be somebody else's by then. */
  #fd: number
  #receive: MediaReceiver | undefined
  #undelivered: UndeliveredReceiver | undefined
  #errorsSinceMs = 0
  #errors = 0
  /** Where the last datagram came from and the last one went, in both forms: mostly the next is the same. */
  readonly #from = new KnownPlace()
  #fromAddress = ''
  #fromPort = 0
  readonly #to = new Uint8Array(new ArrayBuffer(socketAddressBytes))
  readonly #toAt: number
  #toBytes = 0
  #toAddress = ''
  #toPort = 0
  readonly #shortcutFrom = new KnownPlace()
  #lane: DatagramLane | undefined
  #by: PolledSocket | undefined

  constructor(parts: PolledSocketParts) {
    this.#parts = parts
    this.#libc = parts.libc
    this.#fd = parts.fd
    this.address = parts.address
    this.port = parts.port
    this.#toAt = parts.libc.fixed(this.#to)
  }

  get fd(): number {
    return this.#fd
  }

  start(receive: MediaReceiver, undelivered: UndeliveredReceiver | undefined): boolean {
    if (!this.#parts.listen(true)) return false
    this.#receive = receive
    this.#watch(undelivered)
    return true
  }

  #watch(undelivered: UndeliveredReceiver | undefined): void {
    if ((undelivered === undefined) !== (this.#undelivered === undefined))
      this.#parts.errors.watch(this.#fd, this.#parts.family, undelivered !== undefined)
    this.#undelivered = undelivered
  }

  /** Hands on what the network says of what was sent. Of a flood nothing more. */
  takeErrors(nowMs: number): void {
    if (nowMs - this.#errorsSinceMs >= undeliveredWithinMs) {
      this.#errorsSinceMs = nowMs
      this.#errors = 0
    }
    while (this.#undelivered !== undefined) {
      const error = this.#parts.errors.take(this.#fd)
      if (error === undefined) return
      if (error !== 'other') this.#undelivered(error.quoted, error.address, error.port)
      if (++this.#errors > mostUndelivered) this.#watch(undefined)
    }
  }

  send(bytes: Uint8Array, length: number, address: string, port: number): void {
    if (this.#fd < 0 || port < 1 || port > 65_535) return
    this.aim(address, port)
    // One of another family than ours cannot be reached from here; the kernel says so, and the datagram is lost.
    if (this.#toBytes > 0) this.#parts.outgoing.send(this.#fd, bytes, length, this.#toAt, this.#toBytes)
  }

  aim(address: string, port: number): void {
    if (port === this.#toPort && address === this.#toAddress) return
    this.#toBytes = this.#parts.addresses.write(this.#to, address, port)
    this.#toAddress = address
    this.#toPort = port
  }

  received(bytes: Buffer, from: Uint8Array, fromWords: Int32Array, arrivalMs: number): void {
    if (this.#receive === undefined) return
    if (!this.#from.is(fromWords)) {
      this.#from.set(fromWords)
      this.#fromAddress = this.#parts.addresses.text(from)
      this.#fromPort = this.#parts.addresses.port(from)
    }
    this.#receive(bytes, this.#fromAddress, this.#fromPort, arrivalMs)
  }

  shorten(way: Shortcut | undefined): boolean {
    this.#lane = undefined
    this.#by = undefined
    if (way === undefined || this.#receive === undefined || !(way.by instanceof PolledSocket)) return false
    const place = new Uint8Array(socketAddressBytes)
    if (this.#parts.addresses.write(place, way.fromAddress, way.fromPort) === 0) return false
    this.#shortcutFrom.set(new Int32Array(place.buffer))
    this.#lane = way.lane
    this.#by = way.by
    return true
  }

  /** @returns by whom the datagram is to be sent on, as `bytes` are now; `undefined`: it is to be received */
  passes(bytes: Uint8Array, fromWords: Int32Array, arrivalMs: number): PolledSocket | undefined {
    const lane = this.#lane
    return lane !== undefined && this.#shortcutFrom.is(fromWords) && lane.pass(bytes, arrivalMs) ? this.#by : undefined
  }

  /** Sends what lies in a fixed place to where it is aimed. */
  sendOn(at: number, length: number): void {
    const isAwake = this.#receive !== undefined
    if (isAwake && this.#toBytes > 0) this.#parts.outgoing.sendFixed(this.#fd, at, length, this.#toAt, this.#toBytes)
  }

  sleep(): void {
    if (this.#fd < 0 || this.#receive === undefined) return
    this.shorten(undefined)
    this.#parts.listen(false)
    this.#receive = undefined
    this.#watch(undefined)
  }

  wake(receive: MediaReceiver, undelivered?: UndeliveredReceiver): boolean {
    return this.#fd >= 0 && this.#parts.drain() && this.start(receive, undelivered)
  }

  close(): void {
    if (this.#fd < 0) return
    this.sleep()
    // The kernel takes it out of the epoll by itself, but only when nobody else holds it.
    this.#libc.close(this.#fd)
    this.#fd = -1
    this.#parts.closed()
  }
}
