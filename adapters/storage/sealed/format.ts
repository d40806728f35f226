import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { failure, type Result, success } from '#kernel/result.ts'

/**
 * The file that a recording lies in, encrypted from its first byte and readable from any of its places:
 *
 *     offset  bytes
 *          0      8  89 50 52 45 43 0D 0A 1A: what begins like this is such a file, and no text transfer has mangled it
 *          8      1  version: 1
 *          9      1  what is inside: 1 PCM, 16 bit little-endian, channels interleaved; 2 an Ogg Opus file (RFC 7845)
 *         10      1  channels
 *         11      1  length of the key id, 1 to 32
 *         12      4  samples a second of each channel, big-endian
 *         16      4  chunk: bytes of the content in every chunk but the last, big-endian
 *         20      4  zero
 *         24     32  key id, US-ASCII, padded with zeros
 *         56     32  salt, random
 *         88         chunk 0, chunk 1, …: each the encrypted bytes and then a tag of 16
 *
 * HKDF-SHA256 (RFC 5869) of the master key, with the salt and the info "parley recording " + recording id, gives 39 bytes:
 * a key of 32 for this file alone and 7 that begin each nonce. A chunk is AES-256-GCM (NIST SP 800-38D) under the nonce
 * those 7, its number (4, big-endian), and 1 if it is the last chunk, else 0; its additional data is the whole head, that
 * number and that flag. So nothing in a file can be changed, moved, doubled, left out, or taken from another without being
 * seen, and no nonce comes twice (this is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
 *
 * The last chunk is shorter than the others, and empty where the content fills its chunks: a file that ends with a full one
 * was cut off, and is good as far as it goes.
 */
export interface SealedHead {
  readonly coding: 'pcm' | 'opus'
  readonly channels: number
  readonly rateHz: number
  readonly chunkBytes: number
  readonly keyId: string
  /** 32 bytes. */
  readonly salt: Uint8Array
}

export const headBytes = 88
export const tagBytes = 16
export const saltBytes = 32
const magic = Uint8Array.of(0x89, 0x50, 0x52, 0x45, 0x43, 0x0d, 0x0a, 0x1a)
const version = 1
const codings = ['pcm', 'opus'] as const
const prefixBytes = 7
const mostChunkBytes = 1024 * 1024
const keyIdShape = /^[A-Za-z0-9_-]{1,32}$/

export function writeHead(head: SealedHead): Uint8Array {
  const bytes = new Uint8Array(headBytes)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  view.setUint8(8, version)
  view.setUint8(9, codings.indexOf(head.coding) + 1)
  view.setUint8(10, head.channels)
  view.setUint8(11, head.keyId.length)
  view.setUint32(12, head.rateHz)
  view.setUint32(16, head.chunkBytes)
  bytes.set(Buffer.from(head.keyId, 'ascii'), 24)
  bytes.set(head.salt, 56)
  return bytes
}

export const looksSealed = (bytes: Uint8Array): boolean => magic.every((byte, at) => bytes[at] === byte)

/** @returns `unknown-format` for anything that no version of Parley up to this one has written */
export function readHead(bytes: Uint8Array): Result<SealedHead, 'unknown-format'> {
  if (bytes.length < headBytes || !looksSealed(bytes)) return failure('unknown-format')
  const view = new DataView(bytes.buffer, bytes.byteOffset, headBytes)
  const coding = codings[view.getUint8(9) - 1]
  const keyIdBytes = view.getUint8(11)
  const keyId = Buffer.from(bytes.subarray(24, 24 + Math.min(32, keyIdBytes))).toString('latin1')
  const chunkBytes = view.getUint32(16)
  const isKnown =
    view.getUint8(8) === version &&
    coding !== undefined &&
    view.getUint8(10) > 0 &&
    view.getUint32(12) > 0 &&
    chunkBytes > 0 &&
    chunkBytes <= mostChunkBytes &&
    keyIdBytes <= 32 &&
    keyIdShape.test(keyId)
  if (!isKnown) return failure('unknown-format')
  const salt = Uint8Array.from(bytes.subarray(56, headBytes))
  return success({ coding, channels: view.getUint8(10), rateHz: view.getUint32(12), chunkBytes, keyId, salt })
}

/** How much content a file of `fileBytes` has. */
export function contentOf(
  chunkBytes: number,
  fileBytes: number,
): { readonly bytes: number; readonly isCutOff: boolean } {
  const body = Math.max(0, fileBytes - headBytes)
  const whole = Math.floor(body / (chunkBytes + tagBytes))
  const rest = body % (chunkBytes + tagBytes)
  // Less than a tag is what a crash left of a chunk.
  return { bytes: whole * chunkBytes + Math.max(0, rest - tagBytes), isCutOff: rest < tagBytes }
}

/** Up to where a file of `fileBytes` that a crash cut off holds whole chunks. */
export function wholeChunks(chunkBytes: number, fileBytes: number): number {
  const body = Math.max(0, fileBytes - headBytes)
  return headBytes + body - (body % (chunkBytes + tagBytes))
}

/** Where chunk `index` begins in the file. */
export const chunkAt = (chunkBytes: number, index: number): number => headBytes + index * (chunkBytes + tagBytes)

/** Seals and opens the chunks of one file. */
export class ChunkCipher {
  readonly #key: Uint8Array
  readonly #nonce = Buffer.alloc(12)
  readonly #additional: Buffer

  /** @param master 32 bytes @param head as it stands in the file */
  constructor(master: Uint8Array, recordingId: string, head: Uint8Array) {
    const salt = head.subarray(56, headBytes)
    const derived = Buffer.from(hkdfSync('sha256', master, salt, `parley recording ${recordingId}`, 32 + prefixBytes))
    this.#key = derived.subarray(0, 32)
    derived.copy(this.#nonce, 0, 32)
    this.#additional = Buffer.concat([head.subarray(0, headBytes), Buffer.alloc(5)])
  }

  /** Encrypts `content` and puts the tag behind it. Each `index` once, but for a last chunk that takes the place of a torn one. */
  seal(content: Uint8Array, index: number, isLast: boolean): Buffer {
    this.#place(index, isLast)
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonce, { authTagLength: tagBytes })
    cipher.setAAD(this.#additional)
    const encrypted = cipher.update(content)
    cipher.final()
    return Buffer.concat([encrypted, cipher.getAuthTag()])
  }

  /** @returns `damaged` when it is not what was sealed at that place with that key */
  open(sealed: Uint8Array, index: number, isLast: boolean): Result<Buffer, 'damaged'> {
    if (sealed.length < tagBytes) return failure('damaged')
    this.#place(index, isLast)
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonce, { authTagLength: tagBytes })
    decipher.setAAD(this.#additional)
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
    try {
      const content = decipher.update(sealed.subarray(0, sealed.length - tagBytes))
      decipher.final()
      return success(content)
    } catch {
      return failure('damaged')
    }
  }

  #place(index: number, isLast: boolean): void {
    const flag = isLast ? 1 : 0
    this.#nonce.writeUInt32BE(index, prefixBytes)
    this.#nonce.writeUInt8(flag, prefixBytes + 4)
    this.#additional.writeUInt32BE(index, headBytes)
    this.#additional.writeUInt8(flag, headBytes + 4)
  }
}
