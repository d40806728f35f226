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
export const newRtpPacket = (): RtpPacket => ({
  bytes: new Uint8Array(0),
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
/** Parses a datagram into `into`, without allocating. `false`, and `into` is not to be used, when it is not RTP. */
export const parseRtp = (_bytes: Uint8Array, _into: RtpPacket): boolean => false
export const rtpHeaderBytes = 12
/** Writes a packet without extension, CSRC or padding into `into`; returns its length. `into` must have room for 12 + payloadBytes. */
export const buildRtp = (
  _into: Uint8Array,
  _header: { marker: boolean; payloadType: number; sequence: number; timestamp: number; ssrc: number },
  _payload: Uint8Array,
  _payloadBytes = _payload.length,
): number => 0
/** What arrives on a media port, told apart by its first bytes (RFC 7983, RFC 5761 4). */
export const classifyDatagram = (_bytes: Uint8Array): 'rtp' | 'rtcp' | 'stun' | 'dtls' | 'unknown' => 'unknown'
