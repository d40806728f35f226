import { sequenceDistance } from './sequence.ts'

/** Fewer may be a moment in which a route changed, or somebody's guess. */
const leastWords = 3
/** A second of sound less two packets: many systems say it once a second (RFC 1812 4.3.2.8), the first time at the first packet. */
const leastPackets = 48
/** Sound of four seconds without such word: it is no row any more. A neighbour that is gone is looked for for three. */
const longestPause = 200
/** What is told of was sent a moment ago; everything else was never sent by us. */
const rememberedPackets = 500
/** So long such words count for nothing when the far end itself has said otherwise. */
const distrustedPackets = 1000

/**
 * Whether the network says again and again that our packets for a far end do not arrive (ICMP: its port is closed, no way leads to
 * its address). Anybody can forge that, so it is believed only over a second and only while nothing speaks against it: it is known
 * for packets of ours alone, and whoever reports one that was sent since has got it. All is counted in packets that we sent.
 */
export class NotReached {
  #words = 0
  #firstAt = 0
  #lastAt = 0
  /** Of our packets that are told of: the numbers of the oldest and of the newest. */
  #oldest = 0
  #newest = 0
  #distrustedUntil = 0

  /**
   * One was not delivered.
   *
   * @param quoted how it began: RTP's fixed header, or less where whoever tells of it sends less back (RFC 792 asks for no more than UDP's)
   * @param our our stream's SSRC, the number of its next packet, and how many there were
   */
  told(
    quoted: Uint8Array,
    our: { readonly ssrc: number; readonly sequence: number; readonly packetsSent: number },
  ): void {
    let sequence = (our.sequence - 1) & 0xffff
    if (quoted.length >= 12) {
      const ssrc = ((quoted[8]! << 24) | (quoted[9]! << 16) | (quoted[10]! << 8) | quoted[11]!) >>> 0
      const number = (quoted[2]! << 8) | quoted[3]!
      const agePackets = sequenceDistance(number, sequence)
      if (ssrc !== our.ssrc || agePackets < 0 || agePackets > rememberedPackets) return
      sequence = number
    }
    if (this.#words === 0 || our.packetsSent - this.#lastAt > longestPause) {
      this.#words = 0
      this.#firstAt = our.packetsSent
      this.#oldest = this.#newest = sequence
    }
    this.#words++
    this.#lastAt = our.packetsSent
    if (sequenceDistance(this.#oldest, sequence) < 0) this.#oldest = sequence
    if (sequenceDistance(this.#newest, sequence) > 0) this.#newest = sequence
  }

  /** The far end has got the packet of this number: what was told of it or of earlier ones was wrong, or is over. */
  received(sequence: number, packetsSent: number): void {
    if (this.#words === 0 || sequenceDistance(this.#oldest, sequence) < 0) return
    this.#words = 0
    this.#distrustedUntil = packetsSent + distrustedPackets
  }

  /** It is somewhere else now. */
  forget(): void {
    this.#words = 0
    this.#distrustedUntil = 0
  }

  isSo(packetsSent: number): boolean {
    if (this.#words < leastWords || packetsSent < this.#distrustedUntil) return false
    if (packetsSent - this.#lastAt > longestPause) return false
    // When a neighbour is given up, all that waited for him is told of at once.
    const overPackets = Math.max(this.#lastAt - this.#firstAt, sequenceDistance(this.#oldest, this.#newest))
    return overPackets >= leastPackets
  }
}
