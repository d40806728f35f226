/**
 * Symmetric RTP: media goes back to where it comes from, since a phone behind NAT signals an address that cannot be reached.
 * A latch once closed cannot be stolen.
 */
export class Latch {
  constructor(_signalled: { address: string; port: number } | undefined) {}
  /** Whether a packet from this source is the peer's. May close or move the latch. */
  accepts(_address: string, _port: number, _ssrc: number, _nowMs: number): boolean {
    return false
  }
  /** A new SDP from the peer: the latch opens again for its new address. */
  signal(_address: string, _port: number): void {}
  /** Where to send: the latched source, before that the signalled address; `undefined` when nothing is known yet. */
  get address(): string | undefined {
    return undefined
  }
  get port(): number {
    return 0
  }
  get isLatched(): boolean {
    return false
  }
}
