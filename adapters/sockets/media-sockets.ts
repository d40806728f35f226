import type { Result } from '#kernel/result.ts'
import { openDgramSocket } from './dgram-media-socket.ts'
import { loadLibc } from './libc.ts'
import { PolledSockets } from './polled-sockets.ts'
import type { SocketFailure } from './udp.ts'

/**
 * Called for each datagram, when it was found at `arrivalMs` by the monotonic clock. `bytes` are overwritten when it has returned,
 * and may be changed.
 */
export type MediaReceiver = (bytes: Buffer, address: string, port: number, arrivalMs: number) => void

/**
 * Called when the network says that a datagram for this place was not delivered (ICMP); `quoted` is how it began, as far as that was
 * sent back, at most 12 bytes and perhaps none, and is overwritten when it has returned. Anybody can forge such word.
 */
export type UndeliveredReceiver = (quoted: Buffer, address: string, port: number) => void

/** Sockets for sound: many, each with fifty packets a second both ways. */
export interface MediaSockets {
  readonly kind: 'polled' | 'dgram'
  /** @param undelivered told of what did not arrive, where the kernel lets us know; never with plain `dgram` */
  open(
    address: string,
    port: number,
    receive: MediaReceiver,
    undelivered?: UndeliveredReceiver,
  ): Promise<Result<MediaSocket, SocketFailure>>
  /** So long it took what came since this was asked last, with all that was done about it; 0 where that is not known. */
  takeBusyMs(): number
  /** No socket may be open any more. */
  close(): void
}

/** A way on for datagrams that need nobody's attention: past the receiver, out by another socket to where that one is aimed. */
export interface Shortcut<By = MediaSocket> {
  /** Only what comes from here takes it. */
  readonly fromAddress: string
  readonly fromPort: number
  readonly lane: DatagramLane
  readonly by: By
}

export interface DatagramLane {
  /** Makes of `bytes`, in place, what is to be sent. `false`: they are as they came, and are received like any other. */
  pass(bytes: Uint8Array, arrivalMs: number): boolean
}

export interface MediaSocket {
  readonly address: string
  readonly port: number
  /** Sends the first `length` bytes, and has read them when it returns. What cannot be sent is lost as on any network. */
  send(bytes: Uint8Array, length: number, address: string, port: number): void
  close(): void
  /**
   * Present where a socket is cheap to keep: it hears nothing until `wake`, which throws away what has come meanwhile.
   * @returns of `wake`: whether it can be used again
   */
  readonly sleep?: () => void
  readonly wake?: (receive: MediaReceiver, undelivered?: UndeliveredReceiver) => boolean
  /**
   * Present where datagrams can take a shortcut. One at a time; `undefined` ends it, and so does closing or sleeping.
   * @returns whether they do now
   */
  readonly shorten?: (way: Shortcut | undefined) => boolean
  /** Where a shortcut by this socket leads, until it is said anew or something is sent elsewhere. */
  readonly aim?: (address: string, port: number) => void
}

export interface MediaSocketsOptions {
  readonly monotonicMs: () => number
  /** Told of what a receiver threw; the other sockets go on. */
  readonly failed: (error: unknown) => void
  /** Does without the C library's calls. */
  readonly isPlain?: boolean
}

/** The fastest kind that this machine has. */
export async function openMediaSockets(options: MediaSocketsOptions): Promise<MediaSockets> {
  const libc = options.isPlain ? undefined : await loadLibc()
  return (libc && PolledSockets.open(libc, options)) ?? dgramSockets(options.monotonicMs)
}

/** Node's own. */
export const dgramSockets = (monotonicMs: () => number): MediaSockets => ({
  kind: 'dgram',
  open: (address, port, receive) => openDgramSocket(address, port, receive, monotonicMs),
  takeBusyMs: () => 0,
  close: () => {},
})
