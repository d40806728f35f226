/** ITU-T G.711 by tables. One byte a sample; a 20 ms frame is 160 bytes. */
export interface G711Codec {
  readonly name: 'PCMU' | 'PCMA'
  /** The static RTP payload type (RFC 3551 6): 0 for PCMU, 8 for PCMA. */
  readonly payloadType: 0 | 8
  /** The byte that decodes to silence. */
  readonly silence: number
  /** Decodes the first `count` (default: all) bytes into `into`; returns the number of samples written. */
  decode(bytes: Uint8Array, into: Int16Array, count?: number): number
  /** Encodes the first `count` (default: all) samples into `into`; returns the number of bytes written. */
  encode(samples: Int16Array, into: Uint8Array, count?: number): number
}

/** G.711 table 2: sign, 3 bits of segment, 4 of step, all inverted; 14 bit range scaled to 16. */
function expandUlaw(byte: number): number {
  const code = ~byte & 0xff
  const magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
  return code & 0x80 ? -magnitude : magnitude
}

/** G.711 table 1: even bits inverted, 13 bit range scaled to 16. */
function expandAlaw(byte: number): number {
  const code = byte ^ 0x55
  const segment = (code >> 4) & 7
  const step = (code & 0x0f) << 4
  const magnitude = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1)
  return code & 0x80 ? magnitude : -magnitude
}

function codec(
  name: G711Codec['name'],
  payloadType: G711Codec['payloadType'],
  silence: number,
  expand: (byte: number) => number,
): G711Codec {
  const linear = Int16Array.from({ length: 256 }, (_, byte) => expand(byte))
  const compressed = compressionTable(linear)
  return {
    name,
    payloadType,
    silence,
    decode(bytes, into, count = bytes.length) {
      const length = Math.min(count, bytes.length, into.length)
      for (let i = 0; i < length; i++) into[i] = linear[bytes[i]!]!
      return length
    },
    encode(samples, into, count = samples.length) {
      const length = Math.min(count, samples.length, into.length)
      for (let i = 0; i < length; i++) into[i] = compressed[samples[i]! & 0xffff]!
      return length
    },
  }
}

/** For each of the 65,536 samples the byte whose value lies nearest: the best that a decoder can get back. */
function compressionTable(linear: Int16Array): Uint8Array {
  const byValue = Array.from({ length: 256 }, (_, byte) => byte)
    // µ-law has two zeros; the positive one (0xFF) is silence on the wire, so it comes last and wins the tie.
    .sort((a, b) => linear[a]! - linear[b]! || a - b)
  const table = new Uint8Array(65_536)
  let at = 0
  for (let sample = -32_768; sample <= 32_767; sample++) {
    while (at < 255 && Math.abs(linear[byValue[at + 1]!]! - sample) <= Math.abs(linear[byValue[at]!]! - sample)) {
      at++
    }
    table[sample & 0xffff] = byValue[at]!
  }
  return table
}

export const pcmu: G711Codec = codec('PCMU', 0, 0xff, expandUlaw)
export const pcma: G711Codec = codec('PCMA', 8, 0xd5, expandAlaw)

/** The codec of a static payload type, `undefined` when it is not G.711. */
export const g711ByPayloadType = (payloadType: number): G711Codec | undefined =>
  payloadType === 0 ? pcmu : payloadType === 8 ? pcma : undefined
