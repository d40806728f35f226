const unitsPerMs = 8
const frameUnits = 160
const binUnits = 80
const binCount = 32
/** So many packets' delays may exceed the depth: the two in a hundred that are concealed are cheaper than their wait. */
const coveredShare = 0.98
/** What was measured fades by 1/500 with each packet: 10 s of memory; quicker while there is little. */
const memoryPackets = 500
const blockPackets = 250
/** The depth assumed at first counts as so many packets: after 4 s without jitter it is forgotten. */
const guessPackets = 4

/**
 * Measures how late packets come, compared with the quickest of the last 5 to 10 s, and says how long sound should wait
 * so that 98 of 100 packets are there in time. Comparing with the recent quickest and not with the first packet is also
 * what follows the drift between the sender's clock and ours.
 */
export class PlayoutDelay {
  readonly #minUnits: number
  readonly #maxUnits: number
  readonly #startUnits: number
  /** Share of packets by excess delay, 10 ms a bin. */
  readonly #shares = new Float64Array(binCount)
  #packets = 0
  #blockCount = 0
  #quickestBefore = Number.POSITIVE_INFINITY
  #quickestNow = Number.POSITIVE_INFINITY
  #isFirstOfTalk = false
  #isProvisional = false
  /** The delay aimed at, in samples. */
  targetUnits: number

  constructor(minFrames: number, maxFrames: number, startFrames: number) {
    // Half a frame less than the least depth: the tick's phase adds up to a frame by itself.
    this.#minUnits = minFrames * frameUnits - frameUnits / 2
    this.#maxUnits = maxFrames * frameUnits
    this.#startUnits = Math.max(this.#minUnits, Math.min(this.#maxUnits, startFrames * frameUnits))
    this.targetUnits = this.#startUnits
    this.reset()
  }

  /** Takes note of a packet that begins at `units` of the time line. */
  observe(units: number, arrivalMs: number): void {
    const transit = arrivalMs * unitsPerMs - units
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
    if (++this.#blockCount >= blockPackets) {
      this.#quickestBefore = this.#quickestNow
      this.#quickestNow = transit
      this.#blockCount = 0
    }
    this.#packets++
    const bin = Math.min(binCount - 1, Math.max(0, Math.floor((transit - this.#quickest) / binUnits)))
    const weight = 1 / Math.min(memoryPackets, this.#packets + guessPackets)
    for (let i = 0; i < binCount; i++) this.#shares[i] = this.#shares[i]! * (1 - weight)
    this.#shares[bin] = this.#shares[bin]! + weight
    this.#aim()
  }

  /** How much later than the quickest a packet comes, in samples; 0 when there is nothing to compare with. */
  excess(units: number, arrivalMs: number): number {
    const quickest = this.#quickest
    return quickest === Number.POSITIVE_INFINITY ? 0 : arrivalMs * unitsPerMs - units - quickest
  }

  /** How long after the earliest moment at which it could have come the sample at `units` would be played now. */
  delayOf(units: number, nowMs: number): number {
    return this.excess(units, nowMs)
  }

  /** The sender's clock is another one from here on; the network's jitter is not. */
  forgetClock(): void {
    this.#quickestBefore = Number.POSITIVE_INFINITY
    this.#quickestNow = Number.POSITIVE_INFINITY
    this.#blockCount = 0
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
    this.#packets = 0
    this.#shares.fill(0)
    this.#shares[Math.max(0, Math.ceil(this.#startUnits / binUnits) - 1)] = 1
    this.targetUnits = this.#startUnits
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
    this.targetUnits = Math.max(this.#minUnits, Math.min(this.#maxUnits, (bin + 1) * binUnits))
  }
}
