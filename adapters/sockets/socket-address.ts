import { inet4, inet6, type Libc } from './libc.ts'

/** Both kinds have room in it. */
export const socketAddressBytes = 28

const textBytes = 64

const wordsOfV4 = 2
/** From the family and port to the end of an IPv6 address; the number of its card's link is no part of who somebody is. */
const wordsOfV6 = 6

/** A place as the kernel writes it, kept to be compared with; two words are all there is to an IPv4 address and its port. */
export class KnownPlace {
  #first = 0
  #second = 0
  #others: Int32Array | undefined

  /** @param words of a socket address */
  set(words: Int32Array): void {
    this.#first = words[0]!
    this.#second = words[1]!
    this.#others = (this.#first & 0xffff) === inet6 ? words.slice(wordsOfV4, wordsOfV6) : undefined
  }

  /** It is nowhere. */
  clear(): void {
    this.#first = 0
  }

  is(words: Int32Array): boolean {
    if (words[0] !== this.#first || words[1] !== this.#second) return false
    const others = this.#others
    if (others === undefined) return true
    for (let i = 0; i < others.length; i++) if (others[i] !== words[wordsOfV4 + i]) return false
    return true
  }
}

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
