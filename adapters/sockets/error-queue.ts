import { inet6, type Libc } from './libc.ts'
import { type SocketAddresses, socketAddressBytes } from './socket-address.ts'

/** `ip(7)`, `ipv6(7)`: the option, and the control message that tells of an error, bear the same two numbers. */
const levelOfV4 = 0
const levelOfV6 = 41
const receiveErrorsV4 = 11
const receiveErrorsV6 = 25
const errorQueue = 0x2000
const dontWait = 0x40
/** Who says it: a router or the far end by ICMP. What our own kernel says of itself, as of a datagram too long, is not meant. */
const originIcmp = 2
const originIcmp6 = 3
/** RFC 792 and 4443: where it cannot be reached; that it went round in a circle, until its hops were used up. */
const unreachableV4 = 3
const unreachableV6 = 1
const timeExceededV4 = 11
const timeExceededV6 = 3
/** Too long for the way, which sound never is: no word that nothing arrives. */
const needsFragments = 4

/** Enough of what was sent to know it again: the fixed header of RTP. */
const quotedBytes = 12
const controlBytes = 512
/** `struct msghdr`, `struct iovec`, `struct cmsghdr` and `struct sock_extended_err` (Linux, 64 bits, little-endian). */
const messageBytes = 56
const pieceBytes = 16
const controlHeaderBytes = 16
const at = { name: 0, nameBytes: 8, pieces: 16, pieceCount: 24, control: 32, controlBytes: 40, flags: 48 } as const
const errorAt = { origin: 4, type: 5, code: 6 } as const

/** Word of the network that a datagram was not delivered. */
export interface Undelivered {
  /** Where it was to go. */
  readonly address: string
  readonly port: number
  /** How it began, as far as that was sent back: 12 bytes at most, none of some. Overwritten by the next. */
  readonly quoted: Buffer
}

/**
 * What ICMP says of datagrams that we sent, which an unconnected socket is told only when it asks (`IP_RECVERR`). Anybody can send
 * ICMP: whoever hears of it here has to judge it.
 */
export class ErrorQueue {
  readonly #libc: Libc
  readonly #addresses: SocketAddresses
  readonly #message = new DataView(new ArrayBuffer(messageBytes))
  readonly #piece = new DataView(new ArrayBuffer(pieceBytes))
  readonly #to = new Uint8Array(new ArrayBuffer(socketAddressBytes))
  readonly #quoted = Buffer.from(new ArrayBuffer(quotedBytes))
  readonly #control = new DataView(new ArrayBuffer(controlBytes))
  readonly #messageAt: number
  readonly #places: { readonly to: bigint; readonly piece: bigint; readonly control: bigint }

  constructor(libc: Libc, addresses: SocketAddresses) {
    this.#libc = libc
    this.#addresses = addresses
    this.#messageAt = libc.fixed(this.#message)
    this.#places = {
      to: BigInt(libc.fixed(this.#to)),
      piece: BigInt(libc.fixed(this.#piece)),
      control: BigInt(libc.fixed(this.#control)),
    }
    this.#piece.setBigUint64(0, BigInt(libc.fixed(this.#quoted)), true)
    this.#piece.setBigUint64(8, BigInt(quotedBytes), true)
  }

  /**
   * Has the kernel keep such words for this socket, or throws away those that it kept. While it keeps them, a call that sends or
   * receives may fail because of one, and has done nothing then.
   */
  watch(fd: number, family: number, isWatched: boolean): boolean {
    const isV6 = family === inet6
    const [level, option] = isV6 ? [levelOfV6, receiveErrorsV6] : [levelOfV4, receiveErrorsV4]
    return this.#libc.setsockopt(fd, level, option, new Uint32Array([isWatched ? 1 : 0]), 4) === 0
  }

  /** The next word that was kept; `undefined` when there is none, `other` when it says nothing of delivery. */
  take(fd: number): Undelivered | 'other' | undefined {
    const message = this.#message
    message.setBigUint64(at.name, this.#places.to, true)
    message.setBigUint64(at.nameBytes, BigInt(socketAddressBytes), true)
    message.setBigUint64(at.pieces, this.#places.piece, true)
    message.setBigUint64(at.pieceCount, 1n, true)
    message.setBigUint64(at.control, this.#places.control, true)
    message.setBigUint64(at.controlBytes, BigInt(controlBytes), true)
    message.setBigUint64(at.flags, 0n, true)
    const length = this.#libc.recvmsg(fd, this.#messageAt, errorQueue | dontWait)
    if (length < 0) return undefined
    if (message.getUint32(at.nameBytes, true) === 0 || !this.#isOfDelivery()) return 'other'
    return {
      address: this.#addresses.text(this.#to),
      port: this.#addresses.port(this.#to),
      quoted: this.#quoted.subarray(0, Math.min(length, quotedBytes)),
    }
  }

  #isOfDelivery(): boolean {
    const control = this.#control
    const end = Math.min(this.#message.getUint32(at.controlBytes, true), controlBytes)
    for (let from = 0; from + controlHeaderBytes + 8 <= end; ) {
      const bytes = control.getUint32(from, true)
      if (bytes < controlHeaderBytes) return false
      const level = control.getInt32(from + 8, true)
      const kind = control.getInt32(from + 12, true)
      const isError =
        (level === levelOfV4 && kind === receiveErrorsV4) || (level === levelOfV6 && kind === receiveErrorsV6)
      if (isError) return isNotDelivered(control, from + controlHeaderBytes)
      from += (bytes + 7) & ~7
    }
    return false
  }
}

function isNotDelivered(control: DataView, from: number): boolean {
  const origin = control.getUint8(from + errorAt.origin)
  const type = control.getUint8(from + errorAt.type)
  const code = control.getUint8(from + errorAt.code)
  if (origin === originIcmp) return type === timeExceededV4 || (type === unreachableV4 && code !== needsFragments)
  return origin === originIcmp6 && (type === unreachableV6 || type === timeExceededV6)
}
