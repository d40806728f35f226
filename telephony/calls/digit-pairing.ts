/** A phone tells of one press by all of its ways within so long: by RFC 4733 at once, by INFO at the release at latest. */
const pairedWithinMs = 5000
/** What goes by RTP tells of a press while it is made: as an event at once, as a tone when the jitter buffer has let it out. */
const heardWithinMs = 300
const mostRemembered = 64

/** By RFC 4733, by SIP INFO, or as tones within the sound. */
export type DigitWay = 'telephone-event' | 'info' | 'in-band'

interface Press {
  readonly digit: string
  readonly ways: DigitWay[]
  readonly atMs: number
  /** When RTP first told of it. */
  heardAtMs: number | undefined
}

/** A press that one way over RTP missed is not the next one that the other tells of. */
const mayBe = ({ heardAtMs }: Press, way: DigitWay, nowMs: number): boolean =>
  way === 'info' || heardAtMs === undefined || nowMs - heardAtMs <= heardWithinMs

/**
 * Counts a press once that a phone tells of by several ways, whichever comes first. A digit that comes one way belongs to the
 * oldest equal press of which that way has not told yet and may still tell; two of the same way are two presses.
 */
export class DigitPairing {
  readonly #presses: Press[] = []

  /** Whether this is a press that no other way has told of. */
  isNew(digit: string, way: DigitWay, nowMs: number): boolean {
    const presses = this.#presses
    while (presses[0] && nowMs - presses[0].atMs > pairedWithinMs) presses.shift()
    const told = presses.find((press) => press.digit === digit && !press.ways.includes(way) && mayBe(press, way, nowMs))
    if (told) {
      told.ways.push(way)
      if (way !== 'info') told.heardAtMs ??= nowMs
      return false
    }
    presses.push({ digit, ways: [way], atMs: nowMs, heardAtMs: way === 'info' ? undefined : nowMs })
    if (presses.length > mostRemembered) presses.shift()
    return true
  }
}
