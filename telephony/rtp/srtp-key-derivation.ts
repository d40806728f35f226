import { createCipheriv } from 'node:crypto'
import { type SrtpKey, srtpKeyBytes, srtpSuites } from './srtp-suite.ts'

/** The keys of one direction's RTP or RTCP. */
export interface SessionKeys {
  readonly cipherKey: Uint8Array
  /** HMAC-SHA1's; empty with GCM. */
  readonly authenticationKey: Uint8Array
  readonly salt: Uint8Array
}

/** RFC 3711 4.3.2: the labels of SRTP's keys; SRTCP's are 3 more. */
const cipherLabel = 0
const authenticationLabel = 1
const saltLabel = 2
const rtcpLabels = 3
const authenticationKeyBytes = 20

/** RFC 3711 4.3 with a key derivation rate of 0: the keys last as long as the master key. `key` must have its suite's length. */
export function deriveSessionKeys(key: SrtpKey, of: 'rtp' | 'rtcp'): SessionKeys {
  const suite = srtpSuites[key.suite]
  if (key.keyAndSalt.length !== srtpKeyBytes(suite)) throw new RangeError(`A key of ${suite.name} has another length.`)
  const masterKey = key.keyAndSalt.subarray(0, suite.keyBytes)
  const masterSalt = key.keyAndSalt.subarray(suite.keyBytes)
  const first = of === 'rtp' ? 0 : rtcpLabels
  return {
    cipherKey: derive(masterKey, masterSalt, first + cipherLabel, suite.keyBytes),
    authenticationKey:
      suite.kind === 'gcm'
        ? new Uint8Array(0)
        : derive(masterKey, masterSalt, first + authenticationLabel, authenticationKeyBytes),
    salt: derive(masterKey, masterSalt, first + saltLabel, suite.saltBytes),
  }
}

/** RFC 3711 4.3.3, RFC 6188 3: AES in counter mode over zeros, from (label * 2^48 XOR salt) * 2^16. */
export function derive(masterKey: Uint8Array, masterSalt: Uint8Array, label: number, bytes: number): Uint8Array {
  const iv = new Uint8Array(16)
  // RFC 7714 11: a salt of 96 bits stands at the left, as if zeros followed.
  iv.set(masterSalt)
  iv[7] = iv[7]! ^ label
  const cipher = createCipheriv(masterKey.length === 32 ? 'aes-256-ctr' : 'aes-128-ctr', masterKey, iv)
  return new Uint8Array(cipher.update(new Uint8Array(bytes)))
}
