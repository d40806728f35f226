import { inet4, inet6, type Libc } from './libc.ts'

/** Both kinds have room in it. */
export const socketAddressBytes = 28

const textBytes = 64

/** `struct sockaddr_in` and `sockaddr_in6` (Linux, little-endian), written and read. */
export class SocketAddresses {
  readonly #libc: Libc
  readonly #scratch = new Uint8Array(textBytes)
  readonly #address = new Uint8Array(16)

  constructor(libc: Libc) {
    this.#libc = libc
  }

  /** @returns how many bytes it takes, 0 when `address` is no numeric address without a zone */
  write(into: Uint8Array, address: string, port: number): number {
    const isV6 = address.includes(':')
    const family = isV6 ? inet6 : inet4
    if (this.#libc.textToAddress(family, address, this.#address) !== 1) return 0
    into.fill(0)
    into[0] = family
    into[2] = port >> 8
    into[3] = port
    const [at, bytes] = isV6 ? [8, 16] : [4, 4]
    for (let i = 0; i < bytes; i++) into[at + i] = this.#address[i] as number
    return isV6 ? 28 : 16
  }

  /** The numeric address; the same text as `dgram` gives. */
  text(from: Uint8Array): string {
    const isV6 = from[0] === inet6
    const [at, bytes] = isV6 ? [8, 16] : [4, 4]
    for (let i = 0; i < bytes; i++) this.#address[i] = from[at + i] as number
    return this.#libc.addressToText(isV6 ? inet6 : inet4, this.#address, this.#scratch, textBytes)
  }

  port(from: Uint8Array): number {
    return ((from[2] as number) << 8) | (from[3] as number)
  }
}
