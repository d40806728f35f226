import { constants } from 'node:os'
import { getSystemErrorName } from 'node:util'

/**
 * The C library's socket calls, made directly. A call costs about 0.15 µs over what the kernel takes, where `dgram` builds a
 * request, a callback and two objects for each datagram: 5 µs a datagram received and sent against 13 (see docs/sound.md).
 *
 * Numbers that say where memory lies are only ever those of {@link Libc.fixed}.
 */
export interface Libc {
  socket(family: number, type: number, protocol: number): number
  bind(fd: number, address: Uint8Array, addressBytes: number): number
  getsockname(fd: number, address: Uint8Array, addressBytes: Uint32Array): number
  setsockopt(fd: number, level: number, option: number, value: Uint32Array, valueBytes: number): number
  close(fd: number): number
  sendto(fd: number, bytes: Uint8Array, length: number, flags: number, to: number, toBytes: number): number
  /** The same of what lies in a `fixed` place, as `to` always does: koffi need not look an array up, a third of a µs each. */
  sendFixed(fd: number, bytes: number, length: number, flags: number, to: number, toBytes: number): number
  /** The three places are `fixed` ones. */
  recvfrom(fd: number, into: number, capacity: number, flags: number, from: number, fromBytes: number): number
  /** `message` is a `fixed` place, and so are those that it names. */
  recvmsg(fd: number, message: number, flags: number): number
  epollCreate(flags: number): number
  epollControl(epoll: number, operation: number, fd: number, event: Uint8Array): number
  /** `events` is a `fixed` place. */
  epollWait(epoll: number, events: number, most: number, timeoutMs: number): number
  textToAddress(family: number, text: string, into: Uint8Array): number
  addressToText(family: number, address: Uint8Array, scratch: Uint8Array, scratchBytes: number): string
  /** Why the last call failed, such as `EADDRINUSE`; ask at once. */
  lastError(): string
  /** Where an array lies in memory, as long as somebody holds it; of an `ArrayBuffer` of its own, which V8 does not move. */
  fixed(array: Uint8Array | Uint32Array | DataView): number
}

export const inet4 = 2
export const inet6 = 10
export const datagramType = 2
export const nonBlocking = 0o4000
export const closeOnExec = 0o2000000
export const epollIn = 1
/** Told without being asked for. */
export const epollError = 8
export const epollAdd = 1
export const epollDelete = 2
/** `struct epoll_event` is packed on x86-64 alone. */
export const epollEventBytes = process.arch === 'x64' ? 12 : 16
export const epollDataOffset = process.arch === 'x64' ? 4 : 8

/** Where the numbers above hold, and koffi's binaries are tried. */
export const hasKnownLayout = (platform: string, arch: string): boolean =>
  platform === 'linux' && (arch === 'x64' || arch === 'arm64')

/** `undefined` on another system than Linux on x64 or arm64, and where koffi's binary for it is not installed. */
export async function loadLibc(): Promise<Libc | undefined> {
  if (!hasKnownLayout(process.platform, process.arch)) return undefined
  try {
    const { default: koffi } = await import('koffi')
    // The program itself: it is linked against the C library, whichever it is called.
    const libc = koffi.load(null)
    return {
      socket: libc.func('socket', 'int', ['int', 'int', 'int']),
      bind: libc.func('bind', 'int', ['int', 'void *', 'uint32_t']),
      getsockname: libc.func('getsockname', 'int', ['int', 'void *', 'void *']),
      setsockopt: libc.func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint32_t']),
      close: libc.func('close', 'int', ['int']),
      sendto: libc.func('sendto', 'int', ['int', 'void *', 'size_t', 'int', 'uintptr_t', 'uint32_t']),
      sendFixed: libc.func('sendto', 'int', ['int', 'uintptr_t', 'size_t', 'int', 'uintptr_t', 'uint32_t']),
      recvfrom: libc.func('recvfrom', 'int', ['int', 'uintptr_t', 'size_t', 'int', 'uintptr_t', 'uintptr_t']),
      recvmsg: libc.func('recvmsg', 'int', ['int', 'uintptr_t', 'int']),
      epollCreate: libc.func('epoll_create1', 'int', ['int']),
      epollControl: libc.func('epoll_ctl', 'int', ['int', 'int', 'int', 'void *']),
      epollWait: libc.func('epoll_wait', 'int', ['int', 'uintptr_t', 'int', 'int']),
      textToAddress: libc.func('inet_pton', 'int', ['int', 'str', 'void *']),
      addressToText: libc.func('inet_ntop', 'str', ['int', 'void *', 'void *', 'uint32_t']),
      lastError: () => errorName(koffi.errno()),
      fixed: (array) => Number(koffi.address(array)),
    }
  } catch {
    return undefined
  }
}

const errorName = (errno: number): string =>
  Object.values(constants.errno).includes(errno) ? getSystemErrorName(-errno) : 'EUNKNOWN'
