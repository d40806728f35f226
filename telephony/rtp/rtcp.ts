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
/** Parses a compound packet; unknown packet types are skipped; `undefined` when it is malformed (RFC 3550 A.2). */
export const parseRtcp = (_bytes: Uint8Array): readonly RtcpPacket[] | undefined => undefined
/** Writes a compound packet: returns the bytes. */
export const buildRtcp = (_packets: readonly RtcpPacket[]): Uint8Array => new Uint8Array(0)
