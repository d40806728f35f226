/** A fifth of a second of sound to where the call comes from: enough to open a NAT and to make a phone speak. */
const firstPackets = 10
/** Who has shown by signalling that it hears us, but wants its sound elsewhere, is trusted for five seconds. */
const elsewherePackets = 250
/** For each packet that came in the meantime. */
const packetsForOne = 4

/**
 * How much sound goes to an address that a stranger named and from which nothing has come. Without a bound a forged INVITE, or a
 * re-INVITE of a real call, would turn a prompt of minutes on a third party (RTP reflection). Whoever's media has latched is not asked.
 */
export class BlindSending {
  readonly #signallingAddress: string
  #first = firstPackets
  #elsewhere = elsewherePackets
  #hasProved = false

  constructor(signallingAddress: string) {
    this.#signallingAddress = signallingAddress
  }

  /** The far end acknowledged our answer: its signalling address is its own. */
  proved(): void {
    this.#hasProved = true
  }

  /** Packets of the peer's came. */
  heard(packets = 1): void {
    this.#elsewhere = Math.min(elsewherePackets, this.#elsewhere + packets * packetsForOne)
  }

  /** @returns whether one more may go to this place, which has not latched */
  maySend(address: string): boolean {
    if (address === this.#signallingAddress) return this.#hasProved || this.#first-- > 0
    return this.#hasProved && this.#elsewhere > 0 && this.#elsewhere-- > 0
  }
}
