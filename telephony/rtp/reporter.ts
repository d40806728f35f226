import type { RtpPacket } from './packet.ts'
import type { RtpSender } from './sender.ts'

/** The health of one leg's media, for the leg's end and for live display. */
export interface MediaStats {
  readonly packetsSent: number
  readonly packetsReceived: number
  readonly packetsLost: number
  readonly jitterMs: number
  /** As the peer reports of what we sent; `undefined` until it did. */
  readonly remoteLost: number | undefined
  readonly remoteJitterMs: number | undefined
  readonly roundTripMs: number | undefined
}
/** One leg's RTCP: observes what is received, says when a report is due, builds it, reads the peer's. */
export class RtcpReporter {
  /** @param chance a number in [0, 1), asked for once per interval: 5 s times 0.5 to 1.5 (RFC 3550 6.2) */
  constructor(_options: { sender: RtpSender; cname: string; chance: () => number; startMs: number }) {}
  /** Counts a received RTP packet of any payload type (RFC 3550 A.1, A.8). */
  observe(_packet: RtpPacket, _arrivalMs: number): void {}
  /** When the next report is to be sent. */
  get dueMs(): number {
    return 0
  }
  /** The compound report (SR or RR, and SDES), and the next interval begins. `utcMs` is wall time for the NTP stamp. */
  report(_nowMs: number, _utcMs: number): Uint8Array {
    return new Uint8Array(0)
  }
  /** The last report, with BYE. */
  goodbye(_nowMs: number, _utcMs: number): Uint8Array {
    return new Uint8Array(0)
  }
  /** Reads a datagram of RTCP; `bye` when the peer's source says so, `undefined` when it is malformed. */
  receive(_bytes: Uint8Array, _nowMs: number): 'report' | 'bye' | undefined {
    return undefined
  }
  stats(): MediaStats {
    throw new Error('unwritten')
  }
}
