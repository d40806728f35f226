import { failure, type Result, success } from '#kernel/result.ts'
import { openDgramSocket } from './dgram-media-socket.ts'
import {
  closeOnExec,
  datagramType,
  epollAdd,
  epollDataOffset,
  epollDelete,
  epollEventBytes,
  epollIn,
  inet4,
  inet6,
  type Libc,
  nonBlocking,
} from './libc.ts'
import type {
  DatagramLane,
  MediaReceiver,
  MediaSocket,
  MediaSockets,
  MediaSocketsOptions,
  Shortcut,
} from './media-sockets.ts'
import { KnownPlace, SocketAddresses, socketAddressBytes } from './socket-address.ts'
import type { SocketFailure } from './udp.ts'

/** How often the sockets are asked what has come: the most that a relayed packet waits here. */
const pollEveryMs = 4
const mostEvents = 4096
const datagramBytes = 2048
/** So many datagrams of one socket are taken at most at a time: a flood on one port must not keep the others waiting. */
const mostRounds = 8
/** More than a kernel queues by default; a socket with more than that is not worth keeping. */
const mostDrained = 4096

/**
 * UDP sockets that are asked every few milliseconds what has come, all by one `epoll_wait`, and then read one by one by direct
 * calls of the C library. While none is awake nothing runs.
 */
export class PolledSockets implements MediaSockets {
  readonly kind = 'polled'
  readonly #libc: Libc
  readonly #addresses: SocketAddresses
  readonly #epoll: number
  readonly #options: MediaSocketsOptions
  /** By the number that their events bear. */
  readonly #sockets: (PolledSocket | undefined)[] = []
  readonly #freeSlots: number[] = []
  #awake = 0
  #timer: NodeJS.Timeout | undefined
  #dueMs = 0
  #busyMs = 0

  readonly #events = new DataView(new ArrayBuffer(mostEvents * epollEventBytes))
  readonly #datagram = Buffer.from(new ArrayBuffer(datagramBytes))
  readonly #from = new Uint8Array(new ArrayBuffer(socketAddressBytes))
  readonly #fromWords = new Int32Array(this.#from.buffer)
  readonly #fromBytes = new Uint32Array(new ArrayBuffer(4))
  readonly #eventsAt: number
  readonly #datagramAt: number
  readonly #fromAt: number
  readonly #fromBytesAt: number
  /** The datagram's first bytes, a view for each length: made once and not for each packet. */
  readonly #views: (Buffer | undefined)[] = []
  readonly #outgoing: Outgoing

  private constructor(libc: Libc, epoll: number, options: MediaSocketsOptions) {
    this.#libc = libc
    this.#epoll = epoll
    this.#options = options
    this.#addresses = new SocketAddresses(libc)
    this.#eventsAt = libc.fixed(this.#events)
    this.#datagramAt = libc.fixed(this.#datagram)
    this.#fromAt = libc.fixed(this.#from)
    this.#fromBytesAt = libc.fixed(this.#fromBytes)
    this.#outgoing = new Outgoing(libc)
  }

  /** `undefined` when the kernel gives no epoll. */
  static open(libc: Libc, options: MediaSocketsOptions): PolledSockets | undefined {
    const epoll = libc.epollCreate(closeOnExec)
    return epoll < 0 ? undefined : new PolledSockets(libc, epoll, options)
  }

  async open(address: string, port: number, receive: MediaReceiver): Promise<Result<MediaSocket, SocketFailure>> {
    const local = new Uint8Array(socketAddressBytes)
    const localBytes = this.#addresses.write(local, address, port)
    // An address of one link (`fe80::1%eth0`) needs its card's number, which dgram looks up.
    if (localBytes === 0) return openDgramSocket(address, port, receive, this.#options.monotonicMs)
    const libc = this.#libc
    const fd = libc.socket(local[0] === inet6 ? inet6 : inet4, datagramType | nonBlocking | closeOnExec, 0)
    if (fd < 0) return failure({ code: libc.lastError() })
    if (libc.bind(fd, local, localBytes) !== 0 || libc.getsockname(fd, local, new Uint32Array([localBytes])) !== 0) {
      const code = libc.lastError()
      libc.close(fd)
      return failure({ code })
    }
    const slot = this.#freeSlots.pop() ?? this.#sockets.length
    const socket = new PolledSocket({
      libc,
      addresses: this.#addresses,
      outgoing: this.#outgoing,
      fd,
      address,
      port: this.#addresses.port(local),
      listen: (isListening) => this.#listen(slot, fd, isListening),
      drain: () => this.#drain(fd),
      closed: () => this.#release(slot),
    })
    this.#sockets[slot] = socket
    if (!socket.start(receive)) {
      const code = libc.lastError()
      socket.close()
      return failure({ code })
    }
    return success(socket)
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const socket of this.#sockets) socket?.close()
    this.#libc.close(this.#epoll)
  }

  #release(slot: number): void {
    this.#sockets[slot] = undefined
    this.#freeSlots.push(slot)
  }

  #listen(slot: number, fd: number, isListening: boolean): boolean {
    const event = new Uint8Array(epollEventBytes)
    event[0] = epollIn
    new DataView(event.buffer).setUint32(epollDataOffset, slot, true)
    if (this.#libc.epollControl(this.#epoll, isListening ? epollAdd : epollDelete, fd, event) !== 0) return false
    this.#awake += isListening ? 1 : -1
    if (isListening && this.#timer === undefined) this.#arm(this.#options.monotonicMs())
    return true
  }

  /** Throws away what has come; `false` when that has no end. */
  #drain(fd: number): boolean {
    for (let i = 0; i < mostDrained; i++) if (this.#receive(fd) < 0) return true
    return false
  }

  #arm(nowMs: number): void {
    this.#dueMs = Math.max(this.#dueMs + pollEveryMs, nowMs)
    this.#timer = setTimeout(this.#run, this.#dueMs - nowMs)
  }

  readonly #run = (): void => {
    this.#timer = undefined
    if (this.#awake === 0) return
    const fromMs = this.#options.monotonicMs()
    // In step, a socket has one datagram at most; the later we are, the more may wait.
    this.#poll(Math.min(mostRounds, 1 + Math.ceil(Math.max(0, fromMs - this.#dueMs) / pollEveryMs)))
    const nowMs = this.#options.monotonicMs()
    this.#busyMs += nowMs - fromMs
    this.#arm(nowMs)
  }

  /** A round takes one datagram of each socket that has any. What is left comes the next time. */
  #poll(rounds: number): void {
    for (let round = 0; round < rounds; round++) {
      const arrivalMs = this.#options.monotonicMs()
      const ready = this.#libc.epollWait(this.#epoll, this.#eventsAt, mostEvents, 0)
      for (let i = 0; i < ready; i++) {
        const slot = this.#events.getUint32(i * epollEventBytes + epollDataOffset, true)
        const socket = this.#sockets[slot]
        if (socket !== undefined) this.#take(socket, arrivalMs)
      }
      if (ready <= 0) return
    }
  }

  takeBusyMs(): number {
    const busyMs = this.#busyMs
    this.#busyMs = 0
    return busyMs
  }

  #take(socket: PolledSocket, arrivalMs: number): void {
    const length = this.#receive(socket.fd)
    // -1: nothing there after all, or an error that is the network's. One that fills the buffer may have been cut.
    if (length <= 0 || length >= datagramBytes) return
    let bytes = this.#views[length]
    if (bytes === undefined) bytes = this.#views[length] = this.#datagram.subarray(0, length)
    try {
      const by = socket.passes(bytes, this.#fromWords, arrivalMs)
      if (by === undefined) socket.received(bytes, this.#from, this.#fromWords, arrivalMs)
      else by.sendOn(this.#datagramAt, length)
    } catch (error) {
      this.#options.failed(error)
    }
  }

  #receive(fd: number): number {
    this.#fromBytes[0] = socketAddressBytes
    return this.#libc.recvfrom(fd, this.#datagramAt, datagramBytes, 0, this.#fromAt, this.#fromBytesAt)
  }
}

/** One place for all that is sent: the kernel has copied it when a call returns. */
class Outgoing {
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
    this.#libc.sendFixed(fd, this.#at, length, 0, toAt, toBytes)
  }
}

interface PolledSocketParts {
  readonly libc: Libc
  readonly addresses: SocketAddresses
  readonly outgoing: Outgoing
  readonly fd: number
  readonly address: string
  readonly port: number
  readonly listen: (isListening: boolean) => boolean
  readonly drain: () => boolean
  readonly closed: () => void
}

class PolledSocket implements MediaSocket {
  readonly address: string
  readonly port: number
  readonly #parts: PolledSocketParts
  readonly #libc: Libc
  /** -1 when it is closed: the number may be somebody else's by then. */
  #fd: number
  #receive: MediaReceiver | undefined
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

  start(receive: MediaReceiver): boolean {
    if (!this.#parts.listen(true)) return false
    this.#receive = receive
    return true
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
    if (isAwake && this.#toBytes > 0) this.#libc.sendFixed(this.#fd, at, length, 0, this.#toAt, this.#toBytes)
  }

  sleep(): void {
    if (this.#fd < 0 || this.#receive === undefined) return
    this.shorten(undefined)
    this.#parts.listen(false)
    this.#receive = undefined
  }

  wake(receive: MediaReceiver): boolean {
    return this.#fd >= 0 && this.#parts.drain() && this.start(receive)
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
