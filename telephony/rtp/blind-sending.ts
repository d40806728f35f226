/** A second of sound to a place from which nothing came: enough for the greeting that opens a NAT, or makes a phone speak. */
const firstPackets = 50
/** Who has shown by signalling that it hears us, but wants its sound elsewhere, is trusted for five seconds more. */
const provedPackets = 250
/** For each packet that came in the meantime. */
const packetsForOne = 4

/**
 * How much sound goes to an address that a stranger named and from which nothing has come. Without a bound a forged INVITE, or a
 * re-INVITE of a real call, would turn a prompt of minutes on a third party (RTP reflection). Whoever's media has latched is not asked.
 */
export class BlindSending {
  readonly #signallingAddress: string
  #left = firstPackets
  #most = firstPackets
  #hasProved = false

  constructor(signallingAddress: string) {
    this.#signallingAddress = signallingAddress
  }

  /** The far end acknowledged our answer: its signalling address is its own. */
  proved(): void {
    if (this.#hasProved) return
    this.#hasProved = true
    this.#most = provedPackets
    this.#left += provedPackets - firstPackets
  }

  /** A packet of the peer's came. */
  heard(): void {
    this.#left = Math.min(this.#most, this.#left + packetsForOne)
  }

  /** @returns whether one more may go to this place, which has not latched */
  maySend(address: string): boolean {
    if (this.#hasProved && address === this.#signallingAddress) return true
    if (this.#left <= 0) return false
    this.#left--
    return true
  }
}
