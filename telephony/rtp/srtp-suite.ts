/** The ways to secure RTP that we speak, by their names in SDP (RFC 4568 6.2, RFC 6188 4, RFC 7714 14.2), best known first. */
export const srtpSuiteNames = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AEAD_AES_128_GCM',
  'AEAD_AES_256_GCM',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_256_CM_HMAC_SHA1_32',
] as const
export type SrtpSuiteName = (typeof srtpSuiteNames)[number]

export interface SrtpSuite {
  readonly name: SrtpSuiteName
  /** AES in counter mode with HMAC-SHA1 beside it, or in Galois/counter mode, which is both. */
  readonly kind: 'cm' | 'gcm'
  readonly keyBytes: 16 | 32
  /** Of the master salt and of the session salts. */
  readonly saltBytes: 14 | 12
  readonly rtpTagBytes: 4 | 10 | 16
  readonly rtcpTagBytes: 10 | 16
}

const cm = (name: SrtpSuiteName, keyBytes: 16 | 32, rtpTagBytes: 4 | 10): SrtpSuite =>
  // RFC 4568 6.2.2: the short tag is RTP's alone.
  ({ name, kind: 'cm', keyBytes, saltBytes: 14, rtpTagBytes, rtcpTagBytes: 10 })
const gcm = (name: SrtpSuiteName, keyBytes: 16 | 32): SrtpSuite => ({
  name,
  kind: 'gcm',
  keyBytes,
  saltBytes: 12,
  rtpTagBytes: 16,
  rtcpTagBytes: 16,
})

export const srtpSuites: Readonly<Record<SrtpSuiteName, SrtpSuite>> = {
  AES_CM_128_HMAC_SHA1_80: cm('AES_CM_128_HMAC_SHA1_80', 16, 10),
  AES_CM_128_HMAC_SHA1_32: cm('AES_CM_128_HMAC_SHA1_32', 16, 4),
  AEAD_AES_128_GCM: gcm('AEAD_AES_128_GCM', 16),
  AEAD_AES_256_GCM: gcm('AEAD_AES_256_GCM', 32),
  AES_256_CM_HMAC_SHA1_80: cm('AES_256_CM_HMAC_SHA1_80', 32, 10),
  AES_256_CM_HMAC_SHA1_32: cm('AES_256_CM_HMAC_SHA1_32', 32, 4),
}

/** Of master key and salt together, as they stand in `inline:` (RFC 4568 6.1). */
export const srtpKeyBytes = (suite: SrtpSuite): number => suite.keyBytes + suite.saltBytes

/** What one direction of a stream is secured with. Never logged. */
export interface SrtpKey {
  readonly suite: SrtpSuiteName
  /** Master key, then master salt. */
  readonly keyAndSalt: Uint8Array
  /** A master key identifier of so many bytes stands before the tag (RFC 3711 3.1); 0: none. */
  readonly mkiBytes: number
}

export const isSameSrtpKey = (one: SrtpKey | undefined, other: SrtpKey | undefined): boolean =>
  one === other ||
  (one !== undefined &&
    other !== undefined &&
    one.suite === other.suite &&
    one.mkiBytes === other.mkiBytes &&
    Buffer.compare(one.keyAndSalt, other.keyAndSalt) === 0)
