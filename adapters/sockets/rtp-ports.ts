import { failure, type Result, success } from '#kernel/result.ts'
import {
  dgramSockets,
  type MediaReceiver,
  type MediaSocket,
  type MediaSockets,
  type Shortcut,
  type UndeliveredReceiver,
} from './media-sockets.ts'
import type { SocketFailure } from './udp.ts'

/** The two sockets of one leg: RTP on an even port and RTCP on the odd one above it (RFC 3550 11). */
export interface RtpPortPair {
  readonly address: string
  readonly port: number
  sendRtp(bytes: Uint8Array, length: number, address: string, port: number): void
  sendRtcp(bytes: Uint8Array, address: string, port: number): void
  /** Lets RTP from one place go on by another pair, see {@link Shortcut}. @returns whether it does; never with plain `dgram` */
  shorten(way: Shortcut<RtpPortPair> | undefined): boolean
  /** Where a shortcut by this pair leads. */
  aim(address: string, port: number): void
  /** Gives the ports back; they rest before another leg gets them. */
  close(): void
}

export interface RtpReceiver {
  readonly rtp: MediaReceiver
  readonly rtcp: MediaReceiver
  /** Of RTP alone: many a far end has no port for RTCP. */
  readonly undelivered?: UndeliveredReceiver
}

export interface RtpPortsOptions {
  /** Both included, `first` even. */
  readonly range: { readonly first: number; readonly last: number }
  readonly monotonicMs: () => number
  /** So long a port rests: the former call's last packets must not reach the next one. */
  readonly restMs?: number
  /** `dgram`'s by default. */
  readonly sockets?: MediaSockets
}

/** Ports that other programs hold are tried again after so long. */
const takenRestMs = 30_000
const mostTries = 40
/** So many pairs stay open while they rest: closing and opening them is a good part of what a short call costs. */
const mostKeptPairs = 512
/** One that nobody needed for so long after its rest is closed: an edge with many calls comes round to it sooner. */
const keptForMs = 20_000

interface Sockets {
  readonly rtp: MediaSocket
  readonly rtcp: MediaSocket
}

interface RestingPort {
  readonly port: number
  readonly fromMs: number
  /** Open still, and deaf. */
  readonly kept?: Sockets
}

/** Hands out port pairs, each local address with the whole range to itself; those that rested longest come first. */
export class RtpPorts {
  readonly #range: { readonly first: number; readonly last: number }
  readonly #monotonicMs: () => number
  readonly #restMs: number
  readonly #sockets: MediaSockets
  /** Per address, oldest first: when each port may be used. */
  readonly #resting = new Map<string, RestingPort[]>()
  #openPairs = 0
  #keptPairs = 0
  #isClosed = false

  constructor(options: RtpPortsOptions) {
    this.#range = options.range
    this.#monotonicMs = options.monotonicMs
    this.#restMs = options.restMs ?? 5000
    this.#sockets = options.sockets ?? dgramSockets(options.monotonicMs)
  }

  get openPairs(): number {
    return this.#openPairs
  }

  /** Pairs that are open and belong to no leg. */
  get keptPairs(): number {
    return this.#keptPairs
  }

  /** `ENOPORTS` when every pair is in use or resting. */
  async open(address: string, receiver: RtpReceiver): Promise<Result<RtpPortPair, SocketFailure>> {
    const queue = this.#queueOf(address)
    for (let tries = 0; tries < mostTries; tries++) {
      const next = queue[0]
      if (next === undefined || next.fromMs > this.#monotonicMs()) break
      queue.shift()
      const opened = this.#woken(next, receiver) ?? (await this.#opened(address, next.port, receiver))
      if (opened.ok) return success(this.#pair(opened.value))
      const isTaken = opened.error.code === 'EADDRINUSE'
      this.#giveBack(address, { port: next.port, fromMs: this.#monotonicMs() + (isTaken ? takenRestMs : 0) })
      if (!isTaken) return opened
    }
    return failure({ code: 'ENOPORTS' })
  }

  /** Closes what is kept open and has long been needed by nobody; to be called now and then. */
  closeUnneeded(): void {
    if (this.#keptPairs === 0) return
    const beforeMs = this.#monotonicMs() - keptForMs
    for (const queue of this.#resting.values()) {
      for (const [at, { port, fromMs, kept }] of queue.entries()) {
        if (fromMs > beforeMs) break
        if (kept === undefined) continue
        this.#discard(kept)
        queue[at] = { port, fromMs }
      }
    }
  }

  /** Closes what is kept open, now and from now on. */
  close(): void {
    this.#isClosed = true
    for (const queue of this.#resting.values()) for (const { kept } of queue) if (kept) this.#discard(kept)
    this.#resting.clear()
  }

  #woken(resting: RestingPort, receiver: RtpReceiver): Result<Sockets, SocketFailure> | undefined {
    const { kept } = resting
    if (kept === undefined) return undefined
    const isAwake = kept.rtp.wake?.(receiver.rtp, receiver.undelivered) && kept.rtcp.wake?.(receiver.rtcp)
    if (!isAwake) {
      this.#discard(kept)
      return undefined
    }
    this.#keptPairs--
    return success(kept)
  }

  async #opened(address: string, port: number, receiver: RtpReceiver): Promise<Result<Sockets, SocketFailure>> {
    const rtp = await this.#sockets.open(address, port, receiver.rtp, receiver.undelivered)
    if (!rtp.ok) return rtp
    const rtcp = await this.#sockets.open(address, port + 1, receiver.rtcp)
    if (rtcp.ok) return success({ rtp: rtp.value, rtcp: rtcp.value })
    rtp.value.close()
    return rtcp
  }

  #pair(sockets: Sockets): RtpPortPair {
    this.#openPairs++
    return new OpenPair(sockets, () => {
      this.#openPairs--
      this.#rest(sockets)
    })
  }

  #rest(sockets: Sockets): void {
    const { rtp, rtcp } = sockets
    const entry = { port: rtp.port, fromMs: this.#monotonicMs() + this.#restMs }
    if (rtp.sleep && rtcp.sleep && this.#keptPairs < mostKeptPairs && !this.#isClosed) {
      rtp.sleep()
      rtcp.sleep()
      this.#keptPairs++
      this.#giveBack(rtp.address, { ...entry, kept: sockets })
      return
    }
    rtp.close()
    rtcp.close()
    this.#giveBack(rtp.address, entry)
  }

  #discard({ rtp, rtcp }: Sockets): void {
    this.#keptPairs--
    rtp.close()
    rtcp.close()
  }

  #queueOf(address: string): RestingPort[] {
    let queue = this.#resting.get(address)
    if (queue === undefined) {
      queue = []
      for (let port = this.#range.first; port + 1 <= this.#range.last; port += 2) queue.push({ port, fromMs: 0 })
      this.#resting.set(address, queue)
    }
    return queue
  }

  #giveBack(address: string, entry: RestingPort): void {
    const queue = this.#queueOf(address)
    // Rests differ in length, so the place is looked for from the end; it is nearly always the end.
    let at = queue.length
    while (at > 0 && (queue[at - 1]?.fromMs ?? 0) > entry.fromMs) at--
    queue.splice(at, 0, entry)
  }
}

class OpenPair implements RtpPortPair {
  readonly address: string
  readonly port: number
  readonly #sockets: Sockets
  readonly #closed: () => void
  #isOpen = true

  constructor(sockets: Sockets, closed: () => void) {
    this.address = sockets.rtp.address
    this.port = sockets.rtp.port
    this.#sockets = sockets
    this.#closed = closed
  }

  sendRtp(bytes: Uint8Array, length: number, address: string, port: number): void {
    if (this.#isOpen) this.#sockets.rtp.send(bytes, length, address, port)
  }

  sendRtcp(bytes: Uint8Array, address: string, port: number): void {
    if (this.#isOpen) this.#sockets.rtcp.send(bytes, bytes.length, address, port)
  }

  shorten(way: Shortcut<RtpPortPair> | undefined): boolean {
    if (!this.#isOpen) return false
    const { rtp } = this.#sockets
    if (way === undefined) return rtp.shorten?.(undefined) ?? false
    const { by } = way
    return by instanceof OpenPair && by.#isOpen && (rtp.shorten?.({ ...way, by: by.#sockets.rtp }) ?? false)
  }

  aim(address: string, port: number): void {
    if (this.#isOpen) this.#sockets.rtp.aim?.(address, port)
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#closed()
  }
}
