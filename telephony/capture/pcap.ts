/** One packet to write: UDP as it was, or a stream's message as if it had come as a datagram. */
export interface CapturedDatagram {
  /** UTC milliseconds. */
  readonly atMs: number
  readonly from: { readonly address: string; readonly port: number }
  readonly to: { readonly address: string; readonly port: number }
  readonly payload: Uint8Array
}

/** LINKTYPE_RAW: each packet begins with its IP header. */
const linkTypeRaw = 101
const udp = 17
const mostPayloadBytes = 65_000

/**
 * A capture file (libpcap 2.4, microsecond times, little-endian) of IP packets that hold these datagrams, in the order given.
 * Headers are made up of the addresses: what Wireshark needs to show ladders and to play calls.
 */
export function writePcap(datagrams: readonly CapturedDatagram[]): Uint8Array {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65_535, 16)
  header.writeUInt32LE(linkTypeRaw, 20)
  return Buffer.concat([header, ...datagrams.flatMap(record)])
}

function record({ atMs, from, to, payload }: CapturedDatagram): Buffer[] {
  const body = payload.subarray(0, mostPayloadBytes)
  const isVersion6 = from.address.includes(':') || to.address.includes(':')
  const ip = isVersion6
    ? version6Header(from.address, to.address, body.length)
    : version4Header(from.address, to.address, body.length)
  const datagram = Buffer.alloc(8)
  datagram.writeUInt16BE(from.port, 0)
  datagram.writeUInt16BE(to.port, 2)
  // A checksum of zero means that there is none (RFC 768); readers do not mind it in version 6 either.
  datagram.writeUInt16BE(8 + body.length, 4)
  const length = ip.length + 8 + body.length
  const prefix = Buffer.alloc(16)
  prefix.writeUInt32LE(Math.floor(atMs / 1000), 0)
  prefix.writeUInt32LE(Math.round((atMs % 1000) * 1000) % 1_000_000, 4)
  prefix.writeUInt32LE(length, 8)
  prefix.writeUInt32LE(length, 12)
  return [prefix, ip, datagram, Buffer.from(body.buffer, body.byteOffset, body.length)]
}

/** RFC 791 3.1 */
function version4Header(from: string, to: string, bodyBytes: number): Buffer {
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(28 + bodyBytes, 2)
  header.writeUInt16BE(0x4000, 6)
  header[8] = 64
  header[9] = udp
  octetsOf(from).copy(header, 12)
  octetsOf(to).copy(header, 16)
  let sum = 0
  for (let at = 0; at < 20; at += 2) sum += header.readUInt16BE(at)
  sum = (sum & 0xffff) + (sum >>> 16)
  header.writeUInt16BE(~(sum + (sum >>> 16)) & 0xffff, 10)
  return header
}

const octetsOf = (address: string): Buffer =>
  Buffer.from(
    address
      .replace(/^::ffff:/i, '')
      .split('.')
      .map(Number),
  )

/** RFC 8200 3 */
function version6Header(from: string, to: string, bodyBytes: number): Buffer {
  const header = Buffer.alloc(40)
  header[0] = 0x60
  header.writeUInt16BE(8 + bodyBytes, 4)
  header[6] = udp
  header[7] = 64
  wordsOf(from).copy(header, 8)
  wordsOf(to).copy(header, 24)
  return header
}

/** RFC 4291 2.2; a version 4 address becomes a mapped one. */
function wordsOf(address: string): Buffer {
  const octets = Buffer.alloc(16)
  const version4 = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  if (version4 !== undefined) {
    octets.writeUInt16BE(0xffff, 10)
    octetsOf(version4).copy(octets, 12)
    return octets
  }
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const words = [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
  for (const [at, word] of words.slice(0, 8).entries()) octets.writeUInt16BE(Number.parseInt(word, 16) & 0xffff, at * 2)
  return octets
}
