/** Ogg (RFC 3533): packets in pages, each page with a sum of its own, so that a reader finds its way after damage. */

const pageHeadBytes = 27
const mostSegments = 255
const capture = Buffer.from('OggS')
/** RFC 3533 6: bits of the header type. */
const continues = 1
const begins = 2
const ends = 4

/** RFC 3533 6, field 7: the polynomial 0x04c11db7, nothing reflected, from zero. */
const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let sum = index << 24
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x8000_0000 ? (sum << 1) ^ 0x04c1_1db7 : sum << 1
  return sum >>> 0
})

function crcOf(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i++) {
    sum = ((sum << 8) ^ (crcTable[((sum >>> 24) ^ (bytes[i] as number)) & 0xff] as number)) >>> 0
  }
  return sum
}

/** Puts packets of one logical stream into pages. */
export class OggWriter {
  readonly #serial: number
  #sequence = 0
  #packets: Uint8Array[] = []
  #segments = 0
  #granule = 0

  /** @param serial of the stream, 32 bits by chance */
  constructor(serial: number) {
    this.#serial = serial
  }

  /**
   * Adds a packet that ends at `granule`. @returns a page that is full, without this packet
   * @throws when the packet does not fit into one page: 65,024 bytes at most
   */
  add(packet: Uint8Array, granule: number): Buffer | undefined {
    const segments = Math.floor(packet.length / 255) + 1
    if (segments > mostSegments) throw new RangeError('A packet does not fit into one page.')
    const full = this.#segments + segments > mostSegments ? this.flush() : undefined
    this.#packets.push(packet)
    this.#segments += segments
    this.#granule = granule
    return full
  }

  /** The page of what was added so far; `isLast` ends the stream. */
  flush(isLast = false): Buffer {
    const bodyBytes = this.#packets.reduce((sum, packet) => sum + packet.length, 0)
    const page = Buffer.alloc(pageHeadBytes + this.#segments + bodyBytes)
    capture.copy(page)
    page.writeUInt8((this.#sequence === 0 ? begins : 0) | (isLast ? ends : 0), 5)
    page.writeBigUInt64LE(BigInt(this.#granule), 6)
    page.writeUInt32LE(this.#serial, 14)
    page.writeUInt32LE(this.#sequence++, 18)
    page.writeUInt8(this.#segments, 26)
    let [lacing, body] = [pageHeadBytes, pageHeadBytes + this.#segments]
    for (const packet of this.#packets) {
      let left = packet.length
      for (; left >= 255; left -= 255) page[lacing++] = 255
      page[lacing++] = left
      page.set(packet, body)
      body += packet.length
    }
    page.writeUInt32LE(crcOf(page), 22)
    this.#packets = []
    this.#segments = 0
    return page
  }
}

export interface OggPacket {
  readonly bytes: Buffer
  /** Of the page that it ends in. */
  readonly granule: number
  readonly isLast: boolean
}

/** The packets of a file with one stream, as {@link OggWriter} makes them. Throws where it is not one, or is damaged. */
export async function* oggPackets(source: AsyncIterable<Buffer>): AsyncGenerator<OggPacket> {
  let waiting: Buffer = Buffer.alloc(0)
  let sequence = 0
  for await (const part of source) {
    waiting = waiting.length === 0 ? part : Buffer.concat([waiting, part])
    for (;;) {
      const segments = waiting[26]
      if (segments === undefined || waiting.length < pageHeadBytes + segments) break
      const lacing = waiting.subarray(pageHeadBytes, pageHeadBytes + segments)
      const pageBytes = pageHeadBytes + segments + lacing.reduce((sum, length) => sum + length, 0)
      if (waiting.length < pageBytes) break
      const page = Buffer.from(waiting.subarray(0, pageBytes))
      waiting = waiting.subarray(pageBytes)
      const crc = page.readUInt32LE(22)
      page.writeUInt32LE(0, 22)
      if (!page.subarray(0, 4).equals(capture) || crcOf(page) !== crc) throw new Error('An Ogg page is damaged.')
      if (page.readUInt32LE(18) !== sequence++) throw new Error('An Ogg page is missing.')
      const type = page.readUInt8(5)
      if (type & continues) throw new Error('A packet runs over two pages.')
      let [at, from] = [pageHeadBytes + segments, pageHeadBytes + segments]
      for (const [i, length] of lacing.entries()) {
        at += length
        if (length === 255) continue
        const isLast = (type & ends) !== 0 && i === segments - 1
        yield { bytes: page.subarray(from, at), granule: Number(page.readBigUInt64LE(6)), isLast }
        from = at
      }
    }
  }
  if (waiting.length > 0) throw new Error('The Ogg file ends within a page.')
}
