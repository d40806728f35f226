import { Authentication, CounterMode, GaloisMode, isSameTag } from './srtp-cipher.ts'
import { estimateIndex, ReplayWindow } from './srtp-index.ts'
import { deriveSessionKeys, type SessionKeys } from './srtp-key-derivation.ts'
import { type SrtpKey, type SrtpSuite, srtpSuites } from './srtp-suite.ts'

/** The most that securing adds to a packet of RTP or RTCP. */
export const srtpOverheadBytes = 24
/** RFC 3711 3.4: the first bit of the word after an RTCP packet says that it is encrypted. */
const encryptedFlag = 0x8000_0000
const rtcpHeaderBytes = 8
const indexBytes = 4
/** Streams of one peer under one key; it may change its SSRC now and then. */
const maxSources = 8

const read16 = (bytes: Uint8Array, at: number) => (bytes[at]! << 8) | bytes[at + 1]!
const read32 = (bytes: Uint8Array, at: number) =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
function write32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/** Where an RTP packet's payload begins: after CSRCs and header extension. 0: it is no RTP packet of `length` bytes. */
function payloadOffset(bytes: Uint8Array, length: number): number {
  if (length < 12 || bytes[0]! >> 6 !== 2) return 0
  let offset = 12 + (bytes[0]! & 0x0f) * 4
  if (bytes[0]! & 0x10) {
    if (offset + 4 > length) return 0
    offset += 4 + read16(bytes, offset + 2) * 4
  }
  return offset > length ? 0 : offset
}

type Ciphers =
  | { readonly kind: 'cm'; readonly secret: CounterMode; readonly authentic: Authentication }
  | { readonly kind: 'gcm'; readonly secret: GaloisMode }

const ciphersOf = (suite: SrtpSuite, keys: SessionKeys): Ciphers =>
  suite.kind === 'gcm'
    ? { kind: 'gcm', secret: new GaloisMode(keys) }
    : { kind: 'cm', secret: new CounterMode(keys), authentic: new Authentication(keys) }

/** What we send, made secret (RFC 3711 3.3, 3.4; RFC 7714). One SSRC a key and sender, as RFC 3711 9.1 demands. */
export class SrtpSender {
  readonly #suite: SrtpSuite
  readonly #rtp: Ciphers
  readonly #rtcp: Ciphers
  #highest = -1
  #rtcpIndex = 0

  constructor(key: SrtpKey) {
    this.#suite = srtpSuites[key.suite]
    this.#rtp = ciphersOf(this.#suite, deriveSessionKeys(key, 'rtp'))
    this.#rtcp = ciphersOf(this.#suite, deriveSessionKeys(key, 'rtcp'))
  }

  /**
   * Writes the secret form of the RTP packet `bytes[0, length)` into `into`, which must have room for {@link srtpOverheadBytes}
   * more. Give packets in order. @returns its length; 0 when it is none or too long
   */
  rtp(bytes: Uint8Array, length: number, into: Uint8Array): number {
    const clear = payloadOffset(bytes, length)
    if (clear === 0 || into.length < length + srtpOverheadBytes) return 0
    const index = estimateIndex(this.#highest, read16(bytes, 2))
    if (index > this.#highest) this.#highest = index
    for (let i = 0; i < length; i++) into[i] = bytes[i]!
    const ssrc = read32(bytes, 8)
    const ciphers = this.#rtp
    if (ciphers.kind === 'gcm') {
      ciphers.secret.seal(into, clear, length, ssrc, index)
      return length + 16
    }
    if (!ciphers.secret.apply(into, clear, length, ssrc, index)) return 0
    const tag = ciphers.authentic.tag(into, length, Math.floor(index / 0x1_0000))
    const { rtpTagBytes } = this.#suite
    for (let i = 0; i < rtpTagBytes; i++) into[length + i] = tag[i]!
    return length + rtpTagBytes
  }

  /** The secret form of a compound RTCP packet; `undefined` when it is none or too long. */
  rtcp(bytes: Uint8Array): Uint8Array | undefined {
    const length = bytes.length
    if (length < rtcpHeaderBytes) return undefined
    // RFC 3711 3.4: the first is 1 with libsrtp and all that followed it; 31 bits, then the key is used up.
    this.#rtcpIndex++
    if (this.#rtcpIndex >= encryptedFlag) return undefined
    const into = new Uint8Array(length + srtpOverheadBytes)
    into.set(bytes)
    const ssrc = read32(bytes, 4)
    const ciphers = this.#rtcp
    if (ciphers.kind === 'gcm') {
      const word = new Uint8Array(indexBytes)
      write32(word, 0, (encryptedFlag | this.#rtcpIndex) >>> 0)
      ciphers.secret.seal(into, rtcpHeaderBytes, length, ssrc, this.#rtcpIndex, word)
      into.set(word, length + 16)
      return into.subarray(0, length + 16 + indexBytes)
    }
    if (!ciphers.secret.apply(into, rtcpHeaderBytes, length, ssrc, this.#rtcpIndex)) return undefined
    write32(into, length, (encryptedFlag | this.#rtcpIndex) >>> 0)
    const { rtcpTagBytes } = this.#suite
    const tag = ciphers.authentic.tag(into, length + indexBytes)
    into.set(tag.subarray(0, rtcpTagBytes), length + indexBytes)
    return into.subarray(0, length + indexBytes + rtcpTagBytes)
  }
}

/** What the peer sends, made readable in place. What is not authentic, or came before, is refused and changes nothing. */
export class SrtpReceiver {
  /** Packets that were not authentic. */
  forged = 0
  /** Packets that came a second time, or too late to tell. */
  replayed = 0
  readonly #suite: SrtpSuite
  readonly #mkiBytes: number
  readonly #rtp: Ciphers
  readonly #rtcp: Ciphers
  readonly #sources = new Map<number, ReplayWindow>()
  readonly #reporters = new Map<number, ReplayWindow>()

  constructor(key: SrtpKey) {
    this.#suite = srtpSuites[key.suite]
    this.#mkiBytes = key.mkiBytes
    this.#rtp = ciphersOf(this.#suite, deriveSessionKeys(key, 'rtp'))
    this.#rtcp = ciphersOf(this.#suite, deriveSessionKeys(key, 'rtcp'))
  }

  /** @returns the length of the RTP packet that `bytes` now begins with; 0: refused */
  rtp(bytes: Uint8Array): number {
    const { rtpTagBytes } = this.#suite
    const ciphers = this.#rtp
    // GCM: cipher text, tag, MKI; counter mode: cipher text, MKI, tag (RFC 7714 12, RFC 3711 3.1).
    const end = bytes.length - rtpTagBytes - this.#mkiBytes
    const clear = payloadOffset(bytes, end)
    if (clear === 0) return 0
    const ssrc = read32(bytes, 8)
    const window = this.#sources.get(ssrc)
    const index = estimateIndex(window?.highest ?? -1, read16(bytes, 2))
    if (window !== undefined && !window.isNew(index)) {
      this.replayed++
      return 0
    }
    if (ciphers.kind === 'gcm') {
      if (!ciphers.secret.open(bytes, clear, end, ssrc, index)) return this.#forgery()
    } else {
      const tag = ciphers.authentic.tag(bytes, end, Math.floor(index / 0x1_0000))
      if (!isSameTag(tag, bytes, bytes.length - rtpTagBytes, rtpTagBytes)) return this.#forgery()
      if (!ciphers.secret.apply(bytes, clear, end, ssrc, index)) return 0
    }
    note(this.#sources, ssrc, window, index)
    return end
  }

  /** @returns the length of the compound RTCP packet that `bytes` now begins with; 0: refused */
  rtcp(bytes: Uint8Array): number {
    const { rtcpTagBytes } = this.#suite
    const ciphers = this.#rtcp
    const isGcm = ciphers.kind === 'gcm'
    const end = bytes.length - rtcpTagBytes - this.#mkiBytes - indexBytes
    if (end < rtcpHeaderBytes || bytes[0]! >> 6 !== 2) return 0
    const wordAt = isGcm ? end + rtcpTagBytes : end
    const word = read32(bytes, wordAt)
    const index = word & 0x7fff_ffff
    // RFC 4568 6.3.2: plain RTCP is negotiated, and we do not negotiate it.
    if (word === index) return 0
    const ssrc = read32(bytes, 4)
    const window = this.#reporters.get(ssrc)
    if (window !== undefined && !window.isNew(index)) {
      this.replayed++
      return 0
    }
    if (ciphers.kind === 'gcm') {
      const indexWord = bytes.slice(wordAt, wordAt + indexBytes)
      if (!ciphers.secret.open(bytes, rtcpHeaderBytes, end, ssrc, index, indexWord)) return this.#forgery()
    } else {
      const tag = ciphers.authentic.tag(bytes, end + indexBytes)
      if (!isSameTag(tag, bytes, bytes.length - rtcpTagBytes, rtcpTagBytes)) return this.#forgery()
      if (!ciphers.secret.apply(bytes, rtcpHeaderBytes, end, ssrc, index)) return 0
    }
    note(this.#reporters, ssrc, window, index)
    return end
  }

  #forgery(): 0 {
    this.forged++
    return 0
  }
}

/** Only authentic packets get here, so only the peer itself can push out what is known of its other streams. */
function note(windows: Map<number, ReplayWindow>, ssrc: number, known: ReplayWindow | undefined, index: number): void {
  const window = known ?? new ReplayWindow()
  window.note(index)
  if (known !== undefined) return
  windows.set(ssrc, window)
  if (windows.size <= maxSources) return
  for (const oldest of windows.keys()) {
    windows.delete(oldest)
    break
  }
}
