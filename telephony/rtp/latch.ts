/** Sources may still be corrected within so many packets after the latch closed. */
const probationPackets = 10
/** The latched source must have been silent for this long before another takes its place. */
const silenceMs = 500

/**
 * Symmetric RTP: media goes back to where it comes from, since a phone behind NAT signals an address that cannot be
 * reached. A latch once closed cannot be stolen:
 *
 * 1. The first packet latches, whatever its source.
 * 2. Within the first 10 packets a source with the signalled address displaces one without it: a stranger who shot
 *    first loses to the peer.
 * 3. Later a new source is let in only when the latched one has been silent for 500 ms, and it either has the signalled
 *    address, or the latched address and the stream's SSRC (a NAT that gave out a new port).
 * 4. A new SDP (`signal`) with another address opens the latch again.
 */
export class Latch {
  #signalledAddress: string | undefined
  #signalledPort = 0
  #address: string | undefined
  #port = 0
  #ssrc = 0
  #packets = 0
  #lastMs = 0
  /** Packets from sources that were turned away. */
  refused = 0

  constructor(signalled: { address: string; port: number } | undefined) {
    this.#signalledAddress = signalled?.address
    this.#signalledPort = signalled?.port ?? 0
  }

  /** Whether a packet from this source is the peer's. May close or move the latch. Call it with RTP only, after parsing. */
  accepts(address: string, port: number, ssrc: number, nowMs: number): boolean {
    if (port === this.#port && address === this.#address) {
      this.#packets++
      this.#ssrc = ssrc
      this.#lastMs = nowMs
      return true
    }
    if (this.#address !== undefined && !this.#mayMove(address, ssrc, nowMs)) {
      this.refused++
      return false
    }
    this.#address = address
    this.#port = port
    this.#ssrc = ssrc
    this.#packets = 1
    this.#lastMs = nowMs
    return true
  }

  /** A new SDP from the peer: when it names another place, the latch opens again. */
  signal(address: string, port: number): void {
    if (address === this.#signalledAddress && port === this.#signalledPort) return
    this.#signalledAddress = address
    this.#signalledPort = port
    this.#address = undefined
    this.#port = 0
    this.#packets = 0
  }

  /** Where to send: the latched source, before that the signalled address; `undefined` when nothing is known yet. */
  get address(): string | undefined {
    return this.#address ?? this.#signalledAddress
  }

  get port(): number {
    return this.#address === undefined ? this.#signalledPort : this.#port
  }

  get isLatched(): boolean {
    return this.#address !== undefined
  }

  #mayMove(address: string, ssrc: number, nowMs: number): boolean {
    const fromSignalled = address === this.#signalledAddress
    if (fromSignalled && this.#address !== this.#signalledAddress && this.#packets <= probationPackets) return true
    if (nowMs - this.#lastMs < silenceMs) return false
    return fromSignalled || (address === this.#address && ssrc === this.#ssrc)
  }
}
