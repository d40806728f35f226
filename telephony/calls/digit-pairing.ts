/** A phone tells of one press by both of its ways within so long: by RFC 4733 at once, by INFO at the release at latest. */
const pairedWithinMs = 5000
const mostUnpaired = 64

export type DigitWay = 'telephone-event' | 'info'

/**
 * Counts a press once that a phone tells of both by RFC 4733 and by INFO, whichever comes first. A digit that came one
 * way takes away the next equal one that comes the other way; two of the same way are two presses.
 */
export class DigitPairing {
  readonly #unpaired: { readonly digit: string; readonly way: DigitWay; readonly atMs: number }[] = []

  /** Whether this is a press that the other way has not told of. */
  isNew(digit: string, way: DigitWay, nowMs: number): boolean {
    const unpaired = this.#unpaired
    while (unpaired[0] && nowMs - unpaired[0].atMs > pairedWithinMs) unpaired.shift()
    const twin = unpaired.findIndex((other) => other.digit === digit && other.way !== way)
    if (twin >= 0) {
      unpaired.splice(twin, 1)
      return false
    }
    unpaired.push({ digit, way, atMs: nowMs })
    if (unpaired.length > mostUnpaired) unpaired.shift()
    return true
  }
}
