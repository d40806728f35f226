/** A parsed RTP packet (RFC 3550 5.1) that points into the datagram it came in. One struct is reused for all packets. */
export interface RtpPacket {
  /** The datagram. */
  bytes: Uint8Array
  marker: boolean
  payloadType: number
  sequence: number
  timestamp: number
  ssrc: number
  csrcCount: number
  /** The profile's number of a header extension (5.3.1), -1 when there is none. */
  extensionProfile: number
  extensionOffset: number
  extensionBytes: number
  payloadOffset: number
  /** Without padding. */
  payloadBytes: number
}

const noBytes = new Uint8Array(0)

export const newRtpPacket = (): RtpPacket => ({
  bytes: noBytes,
  marker: false,
  payloadType: 0,
  sequence: 0,
  timestamp: 0,
  ssrc: 0,
  csrcCount: 0,
  extensionProfile: -1,
  extensionOffset: 0,
  extensionBytes: 0,
  payloadOffset: 0,
  payloadBytes: 0,
})

export const rtpHeaderBytes = 12

const read16 = (bytes: Uint8Array, at: number) => (bytes[at]! << 8) | bytes[at + 1]!
const read32 = (bytes: Uint8Array, at: number) =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

/** Parses a datagram into `into`, without allocating. `false`, and `into` is not to be used, when it is not RTP. */
export function parseRtp(bytes: Uint8Array, into: RtpPacket): boolean {
  const length = bytes.length
  if (length < rtpHeaderBytes) return false
  const first = bytes[0]!
  const second = bytes[1]!
  if (first >> 6 !== 2) return false
  // RFC 5761 4: 192 to 223 in the second byte are RTCP's packet types.
  if (second >= 192 && second <= 223) return false
  const csrcCount = first & 0x0f
  let offset = rtpHeaderBytes + csrcCount * 4
  if (offset > length) return false

  into.extensionProfile = -1
  into.extensionOffset = 0
  into.extensionBytes = 0
  if (first & 0x10) {
    if (offset + 4 > length) return false
    into.extensionProfile = read16(bytes, offset)
    into.extensionBytes = read16(bytes, offset + 2) * 4
    into.extensionOffset = offset + 4
    offset = into.extensionOffset + into.extensionBytes
    if (offset > length) return false
  }
  let padding = 0
  if (first & 0x20) {
    padding = bytes[length - 1]!
    // The count includes itself, and may not reach into the header.
    if (padding === 0 || offset + padding > length) return false
  }
  into.bytes = bytes
  into.marker = (second & 0x80) !== 0
  into.payloadType = second & 0x7f
  into.sequence = read16(bytes, 2)
  into.timestamp = read32(bytes, 4)
  into.ssrc = read32(bytes, 8)
  into.csrcCount = csrcCount
  into.payloadOffset = offset
  into.payloadBytes = length - offset - padding
  return true
}

/** The numbers of a packet to be built. */
export interface RtpHeader {
  readonly marker: boolean
  readonly payloadType: number
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc: number
}

/**
 * Writes a packet without extension, CSRC or padding into `into`; returns its length, 0 when `into` has no room for
 * 12 + `payloadBytes` or `payload` is shorter than that.
 */
export function buildRtp(
  into: Uint8Array,
  header: RtpHeader,
  payload: Uint8Array,
  payloadBytes = payload.length,
): number {
  const length = rtpHeaderBytes + payloadBytes
  if (into.length < length || payload.length < payloadBytes) return 0
  into[0] = 0x80
  into[1] = (header.marker ? 0x80 : 0) | (header.payloadType & 0x7f)
  into[2] = header.sequence >> 8
  into[3] = header.sequence
  into[4] = header.timestamp >>> 24
  into[5] = header.timestamp >>> 16
  into[6] = header.timestamp >>> 8
  into[7] = header.timestamp
  into[8] = header.ssrc >>> 24
  into[9] = header.ssrc >>> 16
  into[10] = header.ssrc >>> 8
  into[11] = header.ssrc
  for (let i = 0; i < payloadBytes; i++) into[rtpHeaderBytes + i] = payload[i]!
  return length
}

/** What arrives on a media port, told apart by its first bytes (RFC 7983, RFC 5761 4). */
export function classifyDatagram(bytes: Uint8Array): 'rtp' | 'rtcp' | 'stun' | 'dtls' | 'unknown' {
  const first = bytes[0]
  if (first === undefined) return 'unknown'
  if (first <= 3) return 'stun'
  if (first >= 20 && first <= 63) return 'dtls'
  if (first < 128 || first > 191 || bytes.length < 8) return 'unknown'
  const second = bytes[1]!
  return second >= 192 && second <= 223 ? 'rtcp' : 'rtp'
}
