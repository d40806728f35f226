/** A phone tells of one press by all of its ways within so long: by RFC 4733 at once, by INFO at the release at latest. */
const pairedWithinMs = 5000
const mostRemembered = 64

/** By RFC 4733, by SIP INFO, or as tones within the sound. */
export type DigitWay = 'telephone-event' | 'info' | 'in-band'

/**
 * Counts a press once that a phone tells of by several ways, whichever comes first. A digit that comes one way belongs to the
 * oldest equal press of which that way has not told yet; two of the same way are two presses.
 */
export class DigitPairing {
  readonly #presses: { readonly digit: string; readonly ways: DigitWay[]; readonly atMs: number }[] = []

  /** Whether this is a press that no other way has told of. */
  isNew(digit: string, way: DigitWay, nowMs: number): boolean {
    const presses = this.#presses
    while (presses[0] && nowMs - presses[0].atMs > pairedWithinMs) presses.shift()
    const told = presses.find((press) => press.digit === digit && !press.ways.includes(way))
    if (told) {
      told.ways.push(way)
      return false
    }
    presses.push({ digit, ways: [way], atMs: nowMs })
    if (presses.length > mostRemembered) presses.shift()
    return true
  }
}
