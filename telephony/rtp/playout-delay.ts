const binMs = 10
const binCount = 32
/** So many packets' delays may exceed the depth: the one in a hundred that is concealed is cheaper than its wait. */
const coveredShare = 0.99
/** What was measured fades with 4 s of memory; quicker while there is little. */
const memoryMs = 4000
const blockMs = 5000
/** The depth assumed at first counts as so much sound: after 4 s without jitter it is forgotten. */
const guessMs = 40
/** Packets that come at once after one so late were held back with it: a line that stood still once counts once. */
const stallMs = 100

/**
 * Measures how late packets come, compared with the quickest of the last 5 to 10 s, and says how long sound should wait
 * so that 99 of 100 packets are there in time. Comparing with the recent quickest and not with the first packet is also
 * what follows the drift between the sender's clock and ours. All in milliseconds; places on the time line are milliseconds
 * of the sender's clock.
 */
export class PlayoutDelay {
  readonly #minMs: number
  readonly #maxMs: number
  readonly #startMs: number
  /** Share of packets by excess delay, 10 ms a bin. */
  readonly #shares = new Float64Array(binCount)
  #observedMs = 0
  #lastExcessMs = 0
  #lastArrivalMs = 0
  #blockMs = 0
  #quickestBefore = Number.POSITIVE_INFINITY
  #quickestNow = Number.POSITIVE_INFINITY
  #isFirstOfTalk = false
  #isProvisional = false
  /** The delay aimed at. */
  targetMs: number

  constructor(minMs: number, maxMs: number, startMs: number) {
    // 10 ms less than the least depth: the tick's phase adds up to a frame by itself.
    this.#minMs = minMs - 10
    this.#maxMs = maxMs
    this.#startMs = Math.max(this.#minMs, Math.min(this.#maxMs, startMs))
    this.targetMs = this.#startMs
    this.reset()
  }

  /** Takes note of a packet that begins at `placeMs` of the time line and lasts `packetMs`. */
  observe(placeMs: number, packetMs: number, arrivalMs: number): void {
    const transit = arrivalMs - placeMs
    if (this.#isFirstOfTalk) {
      this.#isFirstOfTalk = false
      this.#isProvisional = true
      this.#quickestNow = transit
      return
    }
    if (this.#isProvisional) {
      this.#isProvisional = false
      this.#quickestNow = transit
    }
    if (transit < this.#quickestNow) this.#quickestNow = transit
    this.#blockMs += packetMs
    if (this.#blockMs >= blockMs) {
      this.#quickestBefore = this.#quickestNow
      this.#quickestNow = transit
      this.#blockMs = 0
    }
    const excessMs = transit - this.#quickest
    const isSameStall = this.#lastExcessMs > stallMs && arrivalMs - this.#lastArrivalMs < packetMs / 2
    this.#lastExcessMs = excessMs
    this.#lastArrivalMs = arrivalMs
    if (isSameStall) return
    this.#observedMs += packetMs
    const bin = Math.min(binCount - 1, Math.max(0, Math.floor(excessMs / binMs)))
    const weight = packetMs / Math.min(memoryMs, this.#observedMs + guessMs)
    for (let i = 0; i < binCount; i++) this.#shares[i] = this.#shares[i]! * (1 - weight)
    this.#shares[bin] = this.#shares[bin]! + weight
    this.#aim()
  }

  /**
   * How much later than the quickest a packet comes; or, asked of now, how long after the earliest moment at which it could
   * have come the sound at `placeMs` would be played. 0 when there is nothing to compare with.
   */
  excessMs(placeMs: number, atMs: number): number {
    const quickest = this.#quickest
    return quickest === Number.POSITIVE_INFINITY ? 0 : atMs - placeMs - quickest
  }

  /** The sender's clock is another one from here on; the network's jitter is not. */
  forgetClock(): void {
    this.#quickestBefore = Number.POSITIVE_INFINITY
    this.#quickestNow = Number.POSITIVE_INFINITY
    this.#blockMs = 0
  }

  /**
   * The sender begins to talk after a rest. Its first packet sets the clock only until the next one: browsers hand out at
   * once the frame that was lying ready, well before the steady stream, and would make all that follows look late.
   */
  resume(): void {
    this.forgetClock()
    this.#isFirstOfTalk = true
  }

  reset(): void {
    this.forgetClock()
    this.#isFirstOfTalk = false
    this.#isProvisional = false
    this.#observedMs = 0
    this.#lastExcessMs = 0
    this.#shares.fill(0)
    this.#shares[Math.max(0, Math.ceil(this.#startMs / binMs) - 1)] = 1
    this.targetMs = this.#startMs
  }

  get #quickest(): number {
    return Math.min(this.#quickestBefore, this.#quickestNow)
  }

  #aim(): void {
    let share = 0
    let bin = 0
    while (bin < binCount - 1) {
      share += this.#shares[bin]!
      if (share >= coveredShare) break
      bin++
    }
    this.targetMs = Math.max(this.#minMs, Math.min(this.#maxMs, (bin + 1) * binMs))
  }
}
