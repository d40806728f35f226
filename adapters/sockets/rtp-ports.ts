import { failure, type Result, success } from '#kernel/result.ts'
import { openUdpSocket, type SocketFailure, type UdpSocket } from './udp.ts'

/** The two sockets of one leg: RTP on an even port and RTCP on the odd one above it (RFC 3550 11). */
export interface RtpPortPair {
  readonly address: string
  readonly port: number
  sendRtp(bytes: Uint8Array, length: number, address: string, port: number): void
  sendRtcp(bytes: Uint8Array, address: string, port: number): void
  /** Gives the ports back; they rest before another leg gets them. */
  close(): void
}

export interface RtpReceiver {
  rtp(bytes: Buffer, address: string, port: number): void
  rtcp(bytes: Buffer, address: string, port: number): void
}

export interface RtpPortsOptions {
  /** Both included, `first` even. */
  readonly range: { readonly first: number; readonly last: number }
  readonly monotonicMs: () => number
  /** So long a port rests: the former call's last packets must not reach the next one. */
  readonly restMs?: number
}

/** Ports that other programs hold are tried again after so long. */
const takenRestMs = 30_000
const mostTries = 40

/** Hands out port pairs, each local address with the whole range to itself; those that rested longest come first. */
export class RtpPorts {
  readonly #range: { readonly first: number; readonly last: number }
  readonly #monotonicMs: () => number
  readonly #restMs: number
  /** Per address, oldest first: when each port may be used. */
  readonly #resting = new Map<string, { port: number; fromMs: number }[]>()
  #openPairs = 0

  constructor(options: RtpPortsOptions) {
    this.#range = options.range
    this.#monotonicMs = options.monotonicMs
    this.#restMs = options.restMs ?? 5000
  }

  get openPairs(): number {
    return this.#openPairs
  }

  /** `ENOPORTS` when every pair is in use or resting. */
  async open(address: string, receiver: RtpReceiver): Promise<Result<RtpPortPair, SocketFailure>> {
    const queue = this.#queueOf(address)
    for (let tries = 0; tries < mostTries; tries++) {
      const next = queue[0]
      if (next === undefined || next.fromMs > this.#monotonicMs()) break
      queue.shift()
      const rtp = await openUdpSocket({ address, port: next.port, receive: (...of) => receiver.rtp(...of) })
      if (!rtp.ok && rtp.error.code !== 'EADDRINUSE') {
        this.#giveBack(address, next.port, 0)
        return rtp
      }
      const rtcp = rtp.ok
        ? await openUdpSocket({ address, port: next.port + 1, receive: (...of) => receiver.rtcp(...of) })
        : rtp
      if (rtp.ok && rtcp.ok) return success(this.#pair(rtp.value, rtcp.value))
      if (rtp.ok) rtp.value.close()
      this.#giveBack(address, next.port, takenRestMs)
    }
    return failure({ code: 'ENOPORTS' })
  }

  #pair(rtp: UdpSocket, rtcp: UdpSocket): RtpPortPair {
    this.#openPairs++
    let isOpen = true
    return {
      address: rtp.address,
      port: rtp.port,
      sendRtp: (bytes, length, address, port) => rtp.send(bytes, length, address, port),
      sendRtcp: (bytes, address, port) => rtcp.send(bytes, bytes.length, address, port),
      close: () => {
        if (!isOpen) return
        isOpen = false
        this.#openPairs--
        rtp.close()
        rtcp.close()
        this.#giveBack(rtp.address, rtp.port, this.#restMs)
      },
    }
  }

  #queueOf(address: string): { port: number; fromMs: number }[] {
    let queue = this.#resting.get(address)
    if (queue === undefined) {
      queue = []
      for (let port = this.#range.first; port + 1 <= this.#range.last; port += 2) queue.push({ port, fromMs: 0 })
      this.#resting.set(address, queue)
    }
    return queue
  }

  #giveBack(address: string, port: number, restMs: number): void {
    const queue = this.#queueOf(address)
    const entry = { port, fromMs: this.#monotonicMs() + restMs }
    // Rests differ in length, so the place is looked for from the end; it is nearly always the end.
    let at = queue.length
    while (at > 0 && (queue[at - 1]?.fromMs ?? 0) > entry.fromMs) at--
    queue.splice(at, 0, entry)
  }
}
