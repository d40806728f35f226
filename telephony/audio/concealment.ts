/**
 * Packet-loss concealment in the manner of G.711 Appendix I: the last pitch period is repeated, fading, and silence
 * follows after 60 ms. One for each leg that receives; nothing is allocated after construction.
 */
export class Concealment {
  /** Hands over a frame that did arrive. After a loss its start is cross-faded IN PLACE with the synthetic sound. */
  receive(_frame: Int16Array): void {}
  /** Fills `into` with a substitute for a lost frame. Returns `false` once it is only silence (from the fourth lost frame on). */
  conceal(_into: Int16Array): boolean {
    return false
  }
  /** Forgets the history: a new source speaks. */
  reset(): void {}
}
