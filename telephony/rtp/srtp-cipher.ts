import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import type { SessionKeys } from './srtp-key-derivation.ts'

/**
 * One kind of cipher over a packet: `bytes[0, clear)` is authenticated, `bytes[clear, end)` is made secret or readable in place.
 * Counter mode carries its tag apart (it covers more than the packet); Galois mode's tag belongs to the cipher text.
 */

/** Blocks of the longest packet that is ever made secret: 2 KiB. */
const maxBlocks = 128
/** RFC 3711 4.1.1: the longest run of one keystream is 2^16 blocks; ours is what fits here. */
export const maxSecretBytes = maxBlocks * 16

/** RFC 3711 4.1.1, RFC 6188: AES in counter mode. One AES object for all packets: making one a packet costs more than using it. */
export class CounterMode {
  readonly #blockCipher
  readonly #counters = new Uint8Array(maxBlocks * 16)
  readonly #salt: Uint8Array

  constructor(keys: SessionKeys) {
    const { cipherKey } = keys
    this.#salt = keys.salt
    // Counter mode is the block cipher over counters: that is all that ECB is used for here.
    this.#blockCipher = createCipheriv(cipherKey.length === 32 ? 'aes-256-ecb' : 'aes-128-ecb', cipherKey, null)
    this.#blockCipher.setAutoPadding(false)
  }

  /** Makes `bytes[from, to)` secret, or readable again. @param index the packet's, 48 bits; @returns `false` when it is too long */
  apply(bytes: Uint8Array, from: number, to: number, ssrc: number, index: number): boolean {
    const length = to - from
    if (length > maxSecretBytes) return false
    if (length <= 0) return true
    const blocks = (length + 15) >> 4
    const counters = this.#counters
    const salt = this.#salt
    const high = Math.floor(index / 0x1_0000_0000)
    const low = index >>> 0
    for (let block = 0; block < blocks; block++) {
      const at = block * 16
      for (let i = 0; i < 14; i++) counters[at + i] = salt[i]!
      counters[at + 4]! ^= ssrc >>> 24
      counters[at + 5]! ^= ssrc >>> 16
      counters[at + 6]! ^= ssrc >>> 8
      counters[at + 7]! ^= ssrc
      counters[at + 8]! ^= high >>> 8
      counters[at + 9]! ^= high
      counters[at + 10]! ^= low >>> 24
      counters[at + 11]! ^= low >>> 16
      counters[at + 12]! ^= low >>> 8
      counters[at + 13]! ^= low
      counters[at + 14] = block >> 8
      counters[at + 15] = block
    }
    const stream = this.#blockCipher.update(counters.subarray(0, blocks * 16))
    for (let i = 0; i < length; i++) bytes[from + i]! ^= stream[i]!
    return true
  }
}

/** RFC 3711 4.2: HMAC-SHA1 over the packet and, with RTP, the roll-over counter. */
export class Authentication {
  readonly #key: Uint8Array
  readonly #rollOver = new Uint8Array(4)

  constructor(keys: SessionKeys) {
    this.#key = keys.authenticationKey
  }

  /** @param rollOver absent with RTCP, whose index stands in the packet; @returns 20 bytes, of which the tag is the first */
  tag(bytes: Uint8Array, end: number, rollOver?: number): Uint8Array {
    const hmac = createHmac('sha1', this.#key).update(bytes.subarray(0, end))
    if (rollOver === undefined) return hmac.digest()
    const word = this.#rollOver
    word[0] = rollOver >>> 24
    word[1] = rollOver >>> 16
    word[2] = rollOver >>> 8
    word[3] = rollOver
    return hmac.update(word).digest()
  }
}

/** In a time that does not tell how much of the tag was right. */
export function isSameTag(expected: Uint8Array, bytes: Uint8Array, at: number, tagBytes: number): boolean {
  return timingSafeEqual(expected.subarray(0, tagBytes), bytes.subarray(at, at + tagBytes))
}

/** RFC 7714: AES in Galois/counter mode, tags of 16 bytes. */
export class GaloisMode {
  readonly #name: 'aes-128-gcm' | 'aes-256-gcm'
  readonly #key: Uint8Array
  readonly #salt: Uint8Array
  readonly #iv = new Uint8Array(12)

  constructor(keys: SessionKeys) {
    this.#name = keys.cipherKey.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm'
    this.#key = keys.cipherKey
    this.#salt = keys.salt
  }

  /** Makes `bytes[clear, end)` secret and writes the tag after it. */
  seal(bytes: Uint8Array, clear: number, end: number, ssrc: number, index: number, more?: Uint8Array): void {
    const cipher = createCipheriv(this.#name, this.#key, this.#vector(ssrc, index))
    cipher.setAAD(associated(bytes, clear, more))
    bytes.set(cipher.update(bytes.subarray(clear, end)), clear)
    cipher.final()
    bytes.set(cipher.getAuthTag(), end)
  }

  /** Makes `bytes[clear, end)` readable, its tag standing at `end`. @returns whether the tag was right; if not, nothing was touched */
  open(bytes: Uint8Array, clear: number, end: number, ssrc: number, index: number, more?: Uint8Array): boolean {
    const cipher = createDecipheriv(this.#name, this.#key, this.#vector(ssrc, index))
    cipher.setAuthTag(bytes.subarray(end, end + 16))
    cipher.setAAD(associated(bytes, clear, more))
    const plain = cipher.update(bytes.subarray(clear, end))
    try {
      cipher.final()
    } catch {
      return false
    }
    bytes.set(plain, clear)
    return true
  }

  /** RFC 7714 8.1 and 9.1: two zeros, the SSRC, and 48 bits of index, XOR the salt. */
  #vector(ssrc: number, index: number): Uint8Array {
    const iv = this.#iv
    const salt = this.#salt
    const high = Math.floor(index / 0x1_0000_0000)
    const low = index >>> 0
    iv.set(salt)
    iv[2] = salt[2]! ^ (ssrc >>> 24)
    iv[3] = salt[3]! ^ ((ssrc >>> 16) & 0xff)
    iv[4] = salt[4]! ^ ((ssrc >>> 8) & 0xff)
    iv[5] = salt[5]! ^ (ssrc & 0xff)
    iv[6] = salt[6]! ^ (high >>> 8)
    iv[7] = salt[7]! ^ (high & 0xff)
    iv[8] = salt[8]! ^ (low >>> 24)
    iv[9] = salt[9]! ^ ((low >>> 16) & 0xff)
    iv[10] = salt[10]! ^ ((low >>> 8) & 0xff)
    iv[11] = salt[11]! ^ (low & 0xff)
    return iv
  }
}

/** RFC 7714 9.2: with RTCP the word with its index is authenticated as well. */
function associated(bytes: Uint8Array, clear: number, more: Uint8Array | undefined): Uint8Array {
  const head = bytes.subarray(0, clear)
  return more === undefined ? head : Buffer.concat([head, more])
}
