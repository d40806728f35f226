import type { Result } from '#kernel/result.ts'
import { loadLibc } from './libc.ts'
import { PolledSockets } from './polled-sockets.ts'
import { type DatagramReceiver, openUdpSocket, type SocketFailure, type UdpSocket } from './udp.ts'

/** Sockets for sound: many, each with fifty packets a second both ways. */
export interface MediaSockets {
  readonly kind: 'polled' | 'dgram'
  /** `bytes` that `receive` gets are overwritten when it has returned. */
  open(address: string, port: number, receive: DatagramReceiver): Promise<Result<MediaSocket, SocketFailure>>
  /** So long it took what came since this was asked last, with all that was done about it; 0 where that is not known. */
  takeBusyMs(): number
  /** No socket may be open any more. */
  close(): void
}

export interface MediaSocket extends UdpSocket {
  /**
   * Present where a socket is cheap to keep: it hears nothing until `wake`, which throws away what has come meanwhile.
   * @returns of `wake`: whether it can be used again
   */
  readonly sleep?: () => void
  readonly wake?: (receive: DatagramReceiver) => boolean
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
  return (libc && PolledSockets.open(libc, options)) ?? dgramSockets
}

export const dgramSockets: MediaSockets = {
  kind: 'dgram',
  open: (address, port, receive) => openUdpSocket({ address, port, receive }),
  takeBusyMs: () => 0,
  close: () => {},
}
