/** RFC 3550 6.4.1: what one receiver says of one source. */
export interface ReportBlock {
  readonly ssrc: number
  /** Lost since the last report, 0 to 255 in 256ths. */
  readonly fractionLost: number
  readonly cumulativeLost: number
  readonly highestSequence: number
  /** In timestamp units. */
  readonly jitter: number
  /** Middle 32 bits of the NTP time of the last SR, 0 when none came. */
  readonly lastSr: number
  /** Since that SR, in 1/65536 s. */
  readonly delaySinceLastSr: number
}

export interface SenderInfo {
  readonly ntpSeconds: number
  readonly ntpFraction: number
  readonly rtpTimestamp: number
  readonly packets: number
  readonly octets: number
}

export type RtcpPacket =
  | {
      readonly kind: 'sender-report'
      readonly ssrc: number
      readonly sender: SenderInfo
      readonly reports: readonly ReportBlock[]
    }
  | { readonly kind: 'receiver-report'; readonly ssrc: number; readonly reports: readonly ReportBlock[] }
  | { readonly kind: 'source-description'; readonly ssrc: number; readonly cname: string | undefined }
  | { readonly kind: 'bye'; readonly ssrcs: readonly number[]; readonly reason: string | undefined }

const senderReport = 200
const receiverReport = 201
const sourceDescription = 202
const bye = 203
const blockBytes = 24
const cnameItem = 1
/** A datagram holds no more than this many of 4 bytes each; more is an attack. */
const mostPackets = 64

/** Parses a compound packet; unknown packet types are skipped; `undefined` when it is malformed (RFC 3550 A.2). */
export function parseRtcp(bytes: Uint8Array): readonly RtcpPacket[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packets: RtcpPacket[] = []
  let offset = 0
  if (bytes.length < 8) return undefined
  while (offset < bytes.length) {
    if (offset + 4 > bytes.length || packets.length === mostPackets) return undefined
    const first = bytes[offset]!
    const count = first & 0x1f
    const end = offset + (view.getUint16(offset + 2) + 1) * 4
    if (first >> 6 !== 2 || end > bytes.length) return undefined
    // Padding is allowed in the last packet only; its count is its last byte.
    const padding = first & 0x20 ? bytes[end - 1]! : 0
    if (padding > 0 && end !== bytes.length) return undefined
    const bodyEnd = end - padding
    if (bodyEnd < offset + 4) return undefined
    const parsed = parseOne(view, bytes, bytes[offset + 1]!, count, offset + 4, bodyEnd)
    if (parsed === 'malformed') return undefined
    if (parsed !== undefined) packets.push(parsed)
    offset = end
  }
  return packets
}

function parseOne(
  view: DataView,
  bytes: Uint8Array,
  type: number,
  count: number,
  at: number,
  end: number,
): RtcpPacket | 'malformed' | undefined {
  const room = end - at
  switch (type) {
    case senderReport: {
      if (room < 24 + count * blockBytes) return 'malformed'
      const sender = {
        ntpSeconds: view.getUint32(at + 4),
        ntpFraction: view.getUint32(at + 8),
        rtpTimestamp: view.getUint32(at + 12),
        packets: view.getUint32(at + 16),
        octets: view.getUint32(at + 20),
      }
      return { kind: 'sender-report', ssrc: view.getUint32(at), sender, reports: parseBlocks(view, at + 24, count) }
    }
    case receiverReport:
      if (room < 4 + count * blockBytes) return 'malformed'
      return { kind: 'receiver-report', ssrc: view.getUint32(at), reports: parseBlocks(view, at + 4, count) }
    case sourceDescription:
      if (count === 0) return undefined
      if (room < 4) return 'malformed'
      return { kind: 'source-description', ssrc: view.getUint32(at), cname: parseCname(bytes, at + 4, end) }
    case bye: {
      if (room < count * 4) return 'malformed'
      const ssrcs = Array.from({ length: count }, (_, i) => view.getUint32(at + i * 4))
      const reasonAt = at + count * 4
      const reason = reasonAt < end ? textAt(bytes, reasonAt + 1, bytes[reasonAt]!, end) : undefined
      return { kind: 'bye', ssrcs, reason }
    }
    default:
      return undefined
  }
}

function parseBlocks(view: DataView, start: number, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * blockBytes
    return {
      ssrc: view.getUint32(at),
      fractionLost: view.getUint8(at + 4),
      cumulativeLost: (view.getInt32(at + 4) << 8) >> 8,
      highestSequence: view.getUint32(at + 8),
      jitter: view.getUint32(at + 12),
      lastSr: view.getUint32(at + 16),
      delaySinceLastSr: view.getUint32(at + 20),
    }
  })
}

/** The first chunk's CNAME (6.5.1). */
function parseCname(bytes: Uint8Array, start: number, end: number): string | undefined {
  let at = start
  while (at + 2 <= end && bytes[at] !== 0) {
    const length = bytes[at + 1]!
    if (bytes[at] === cnameItem) return textAt(bytes, at + 2, length, end)
    at += 2 + length
  }
  return undefined
}

const textAt = (bytes: Uint8Array, at: number, length: number, end: number): string | undefined =>
  at + length > end ? undefined : new TextDecoder().decode(bytes.subarray(at, at + length))

/** Writes a compound packet. At most 31 report blocks each; texts are cut at 255 bytes. RFC 3550 6.1: a report comes first, a CNAME follows. */
export function buildRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  const bytes: number[] = []
  const put16 = (value: number) => bytes.push((value >>> 8) & 0xff, value & 0xff)
  const put32 = (value: number) =>
    bytes.push((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
  const putText = (text: string) => {
    const encoded = new TextEncoder().encode(text).subarray(0, 255)
    bytes.push(encoded.length, ...encoded)
  }
  const putBlocks = (blocks: readonly ReportBlock[]) => {
    for (const block of blocks) {
      put32(block.ssrc)
      put32(((block.fractionLost & 0xff) << 24) | (block.cumulativeLost & 0xff_ffff))
      put32(block.highestSequence)
      put32(block.jitter)
      put32(block.lastSr)
      put32(block.delaySinceLastSr)
    }
  }
  for (const packet of packets) {
    const start = bytes.length
    const begin = (count: number, type: number) => {
      bytes.push(0x80 | count, type)
      put16(0)
    }
    switch (packet.kind) {
      case 'sender-report':
        begin(Math.min(31, packet.reports.length), senderReport)
        put32(packet.ssrc)
        put32(packet.sender.ntpSeconds)
        put32(packet.sender.ntpFraction)
        put32(packet.sender.rtpTimestamp)
        put32(packet.sender.packets)
        put32(packet.sender.octets)
        putBlocks(packet.reports.slice(0, 31))
        break
      case 'receiver-report':
        begin(Math.min(31, packet.reports.length), receiverReport)
        put32(packet.ssrc)
        putBlocks(packet.reports.slice(0, 31))
        break
      case 'source-description':
        begin(1, sourceDescription)
        put32(packet.ssrc)
        bytes.push(cnameItem)
        putText(packet.cname ?? '')
        bytes.push(0)
        break
      case 'bye':
        begin(Math.min(31, packet.ssrcs.length), bye)
        for (const ssrc of packet.ssrcs.slice(0, 31)) put32(ssrc)
        if (packet.reason !== undefined) putText(packet.reason)
        break
    }
    while ((bytes.length - start) % 4 !== 0) bytes.push(0)
    const words = (bytes.length - start) / 4 - 1
    bytes[start + 2] = words >> 8
    bytes[start + 3] = words & 0xff
  }
  return Uint8Array.from(bytes)
}
