import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import type { RandomBytes } from '#kernel/ids.ts'
import type { StreamStart } from '#telephony/calls/leg-media.ts'

/** The edge's source of chance. */
export interface SecureRandom {
  readonly bytes: RandomBytes
  /** A number in [0, 1). */
  readonly fraction: () => number
}

export const secureRandom: SecureRandom = {
  bytes: secureRandomBytes,
  fraction: () => Buffer.from(secureRandomBytes(4)).readUInt32BE() / 2 ** 32,
}

/**
 * RFC 3550 5.1: random, so that an attacker who knows the plain text learns nothing of a cipher's start. Sequence numbers begin
 * in their lower half: a first packet lost at their roll-over would put an SRTP peer out of step (RFC 4568 6.4).
 */
export function streamStart(chance: SecureRandom): StreamStart {
  const bytes = Buffer.from(chance.bytes(10))
  return { ssrc: bytes.readUInt32BE(0), sequence: bytes.readUInt16BE(4) & 0x7fff, timestamp: bytes.readUInt32BE(6) }
}

/** RFC 8866 5.2: decimal digits below 2^62. */
export const sdpSessionId = (chance: SecureRandom): string =>
  (Buffer.from(chance.bytes(8)).readBigUInt64BE() >> 2n).toString()
