import { failure, type Result, success } from '#kernel/result.ts'
import { openDgramSocket } from './dgram-media-socket.ts'
import { ErrorQueue } from './error-queue.ts'
import {
  closeOnExec,
  datagramType,
  epollAdd,
  epollDataOffset,
  epollDelete,
  epollError,
  epollEventBytes,
  epollIn,
  inet4,
  inet6,
  type Libc,
  nonBlocking,
} from './libc.ts'
import type {
  MediaReceiver,
  MediaSocket,
  MediaSockets,
  MediaSocketsOptions,
  UndeliveredReceiver,
} from './media-sockets.ts'
import { datagramBytes, Outgoing, PolledSocket } from './polled-socket.ts'
import { SocketAddresses, socketAddressBytes } from './socket-address.ts'
import type { SocketFailure } from './udp.ts'

/** How often the sockets are asked what has come: the most that a relayed packet waits here. */
const pollEveryMs = 4
const mostEvents = 4096
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
  readonly #errors: ErrorQueue

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
    this.#errors = new ErrorQueue(libc, this.#addresses)
  }

  /** `undefined` when the kernel gives no epoll. */
  static open(libc: Libc, options: MediaSocketsOptions): PolledSockets | undefined {
    const epoll = libc.epollCreate(closeOnExec)
    return epoll < 0 ? undefined : new PolledSockets(libc, epoll, options)
  }

  async open(
    address: string,
    port: number,
    receive: MediaReceiver,
    undelivered?: UndeliveredReceiver,
  ): Promise<Result<MediaSocket, SocketFailure>> {
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
      errors: this.#errors,
      fd,
      family: local[0] as number,
      address,
      port: this.#addresses.port(local),
      listen: (isListening) => this.#listen(slot, fd, isListening),
      drain: () => this.#drain(fd),
      closed: () => this.#release(slot),
    })
    this.#sockets[slot] = socket
    if (!socket.start(receive, undelivered)) {
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
    // The first failure may tell of an error that was left, in place of what is there.
    for (let i = 0, failures = 0; i < mostDrained; i++) if (this.#receive(fd) < 0 && ++failures === 2) return true
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
        const at = i * epollEventBytes
        const socket = this.#sockets[this.#events.getUint32(at + epollDataOffset, true)]
        if (socket === undefined) continue
        if ((this.#events.getUint32(at, true) & epollError) !== 0) this.#takeErrors(socket, arrivalMs)
        this.#take(socket, arrivalMs)
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

  #takeErrors(socket: PolledSocket, nowMs: number): void {
    try {
      socket.takeErrors(nowMs)
    } catch (error) {
      this.#options.failed(error)
    }
  }

  #receive(fd: number): number {
    this.#fromBytes[0] = socketAddressBytes
    return this.#libc.recvfrom(fd, this.#datagramAt, datagramBytes, 0, this.#fromAt, this.#fromBytesAt)
  }
}
