/** Within so many packets after the latch closed on an unexpected source, an expected one takes its place at once. */
const probationPackets = 10
/** The latched source must have been silent for this long before another takes its place. */
const silenceMs = 500
/** An unexpected source has to send so many packets of one stream in a row before it is believed. */
const convincingPackets = 4
/** How far a stream may have run on while we did not hear it: a minute of 20 ms packets. */
const longestJump = 3_000

interface Candidate {
  readonly address: string
  readonly port: number
  readonly ssrc: number
  sequence: number
  packets: number
}

/**
 * Symmetric RTP (RFC 7362): media goes back to where it comes from, since a phone behind NAT signals an address that cannot be
 * reached. Expected are two addresses: the one in the peer's description, and the one that its signalling comes from. A latch once
 * closed cannot be stolen:
 *
 * 1. The first packet from an expected address latches. From any other place a source latches only with four packets of one stream
 *    in a row, so that a stray or a guessed packet moves nothing.
 * 2. An expected source displaces an unexpected one: within its first ten packets at once, later with four in a row.
 * 3. Any other new source is let in only when the latched one has been silent for 500 ms, and it is either expected, or has the
 *    latched address and goes on with the same stream, SSRC and sequence (a NAT that gave out a new port).
 * 4. A new SDP (`signal`) with another address opens the latch again.
 */
export class Latch {
  readonly #signallingAddress: string | undefined
  #signalledAddress: string | undefined
  #signalledPort = 0
  #address: string | undefined
  #port = 0
  #ssrc = 0
  #sequence = 0
  #packets = 0
  #lastMs = 0
  #candidate: Candidate | undefined
  /** Packets from sources that were turned away. */
  refused = 0

  constructor(signalled: { address: string; port: number } | undefined, signallingAddress?: string) {
    this.#signalledAddress = signalled?.address
    this.#signalledPort = signalled?.port ?? 0
    this.#signallingAddress = signallingAddress
  }

  /** Whether a packet from this source is the peer's. May close or move the latch. Call it with RTP only, after parsing. */
  accepts(address: string, port: number, ssrc: number, sequence: number, nowMs: number): boolean {
    if (this.isAt(address, port)) {
      this.#packets++
      this.#ssrc = ssrc
      this.#sequence = sequence
      this.#lastMs = nowMs
      return true
    }
    if (!this.#mayMove(address, port, ssrc, sequence, nowMs)) {
      this.refused++
      return false
    }
    this.#address = address
    this.#port = port
    this.#ssrc = ssrc
    this.#sequence = sequence
    this.#packets = 1
    this.#lastMs = nowMs
    this.#candidate = undefined
    return true
  }

  /** So many packets of the latched source's stream have come without being asked about, the last one at `lastMs`. */
  passed(packets: number, sequence: number, lastMs: number): void {
    this.#packets += packets
    this.#sequence = sequence
    this.#lastMs = lastMs
  }

  /** Whether that is where the peer is known to be. */
  isAt(address: string, port: number): boolean {
    return port === this.#port && address === this.#address
  }

  /** A new SDP from the peer: when it names another place, the latch opens again. */
  signal(address: string, port: number): void {
    if (address === this.#signalledAddress && port === this.#signalledPort) return
    this.#signalledAddress = address
    this.#signalledPort = port
    this.#address = undefined
    this.#port = 0
    this.#packets = 0
    this.#candidate = undefined
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

  #isExpected(address: string | undefined): boolean {
    return address !== undefined && (address === this.#signalledAddress || address === this.#signallingAddress)
  }

  #mayMove(address: string, port: number, ssrc: number, sequence: number, nowMs: number): boolean {
    const isExpected = this.#isExpected(address)
    if (this.#address === undefined) return isExpected || this.#isConvincing(address, port, ssrc, sequence)
    if (isExpected && !this.#isExpected(this.#address)) {
      return this.#packets <= probationPackets || this.#isConvincing(address, port, ssrc, sequence)
    }
    if (nowMs - this.#lastMs < silenceMs) return false
    return isExpected || (address === this.#address && ssrc === this.#ssrc && isAhead(this.#sequence, sequence))
  }

  /** Counts packets of one stream from one place, one after the other. Whoever shoots in between begins anew. */
  #isConvincing(address: string, port: number, ssrc: number, sequence: number): boolean {
    const known = this.#candidate
    const goesOn =
      known !== undefined &&
      known.address === address &&
      known.port === port &&
      known.ssrc === ssrc &&
      sequence === ((known.sequence + 1) & 0xffff)
    if (goesOn) {
      known.sequence = sequence
      known.packets++
      return known.packets >= convincingPackets
    }
    this.#candidate = { address, port, ssrc, sequence, packets: 1 }
    return false
  }
}

function isAhead(from: number, to: number): boolean {
  const distance = (to - from) & 0xffff
  return distance > 0 && distance <= longestJump
}
