import type { Random } from '#kernel/random.ts'

const tokens = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '"',
  '<',
  '>',
  ';',
  ',',
  ':',
  '@',
  '=',
  '%',
  '%00',
  '\0',
  '\\',
  '[',
  ']',
  ' ',
  '\t',
  'SIP/2.0',
  '-1',
  '99999999999999999999',
  '\xff\xfe',
  '\u0000',
]

/** A byte fuzzer: what came over a bad line, or from somebody who tries things. May return the input as it is. */
export function mutate(random: Random, input: Uint8Array, other: Uint8Array): Uint8Array {
  let bytes = Buffer.from(input)
  for (let times = random.integer(4); times > 0; times--) bytes = mutateOnce(random, bytes, Buffer.from(other))
  return bytes.subarray(0, 70_000)
}

function mutateOnce(random: Random, bytes: Buffer, other: Buffer): Buffer<ArrayBuffer> {
  const at = random.integer(bytes.length + 1)
  const length = random.integer(24)
  const around = (middle: Uint8Array, skip = 0) =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(Math.min(bytes.length, at + skip))])
  switch (random.integer(9)) {
    case 0: {
      const copy = Buffer.from(bytes)
      if (at < copy.length) copy[at] = (copy[at] as number) ^ (1 << random.integer(8))
      return copy
    }
    case 1:
      return around(random.bytes(length))
    case 2:
      return around(new Uint8Array(), length)
    case 3:
      return around(Buffer.from(random.pick(tokens), 'latin1'), random.integer(4))
    case 4:
      return around(bytes.subarray(at, at + length * 8))
    case 5:
      return Buffer.from(bytes.subarray(0, at))
    case 6:
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.integer(other.length + 1))])
    case 7:
      return around(Buffer.alloc(random.integer(3_000), random.integer(256)))
    default:
      return around(Buffer.from(String(random.pick([0, -1, 65_536, 2 ** 31, 2 ** 32, 2 ** 53])), 'latin1'), length)
  }
}

/** Bytes from nowhere, some of which look like STUN, DTLS, RTP or RTCP at their start (RFC 7983). */
export function noise(random: Random): Uint8Array {
  const bytes = random.bytes(random.integer(random.pick([4, 24, 200, 1500])))
  if (bytes.length > 0 && random.integer(2) === 0) bytes[0] = random.pick([0, 1, 20, 22, 64, 128, 129, 144, 191, 255])
  if (bytes.length > 7 && random.integer(3) === 0) bytes.set([0x21, 0x12, 0xa4, 0x42], 4)
  if (bytes.length > 1 && random.integer(3) === 0)
    bytes[1] = random.pick([0, 8, 101, 200, 201, 202, 203, 204, 205, 223])
  return bytes
}
