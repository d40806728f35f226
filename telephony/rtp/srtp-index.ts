/** So many packets behind the newest one may still come; what is older could be a repetition (RFC 3711 3.3.2 wants 64 at least). */
const windowPackets = 128
/** RFC 3711 9.2: a master key is good for 2^48 packets of RTP. */
const lastIndex = 2 ** 48 - 1

/** RFC 3711 3.3.1: the 48-bit index of a 16-bit sequence number that is nearest to the highest index so far. */
export function estimateIndex(highest: number, sequence: number): number {
  if (highest < 0) return sequence
  const rollOver = Math.floor(highest / 0x1_0000)
  const difference = sequence - (highest % 0x1_0000)
  const guess = difference > 0x8000 ? rollOver - 1 : difference < -0x8000 ? rollOver + 1 : rollOver
  return Math.max(0, guess) * 0x1_0000 + sequence
}

/** Which indexes have been seen, so that no packet counts twice (RFC 3711 3.3.2). `note` only what was authenticated. */
export class ReplayWindow {
  /** The highest index so far; -1 at first. */
  highest = -1
  readonly #seen = new Uint8Array(windowPackets)

  /** Whether `index` may still come. */
  isNew(index: number): boolean {
    if (index > lastIndex) return false
    if (index > this.highest) return true
    return index > this.highest - windowPackets && this.#seen[index % windowPackets] === 0
  }

  note(index: number): void {
    if (index > this.highest) {
      const passed = Math.min(index - this.highest, windowPackets)
      for (let i = 0; i < passed; i++) this.#seen[(index - i) % windowPackets] = 0
      this.highest = index
    }
    this.#seen[index % windowPackets] = 1
  }
}
