const mostReflections = 12
/** White noise of full scale evenly spread has a level of -4.77 dBov. */
const uniformRms = 1 / Math.sqrt(3)
/** 0 dBov is the level of a square wave of full scale (RFC 3389 3.1). */
const fullScale = 32_768
/** The noise may not stand out where talk ends: it comes and changes over 20 ms. */
const smoothing = 1 / 160

/**
 * What is heard while the far end is silent on purpose (RFC 3389): noise of the level and, where the packet says it, the colour
 * of the room that it comes from. One for each receiving leg; nothing is allocated after construction.
 */
export class ComfortNoise {
  #isOn = false
  #gain = 0
  #wantedGain = 0
  #order = 0
  readonly #reflections = new Float64Array(mostReflections)
  readonly #memory = new Float64Array(mostReflections + 1)
  #seed: number

  /** @param seed so that two legs in one bridge do not hiss in step */
  constructor(seed = 1) {
    this.#seed = seed | 1
  }

  get isOn(): boolean {
    return this.#isOn
  }

  /** Takes the payload of a CN packet: a byte of level, then reflection coefficients (RFC 3389 3). */
  update(bytes: Uint8Array, offset: number, length: number): void {
    if (length < 1) return
    const levelDbov = -(bytes[offset]! & 0x7f)
    this.#order = Math.min(mostReflections, length - 1)
    let shaping = 1
    for (let i = 0; i < this.#order; i++) {
      // RFC 3389 3.2: uniformly quantized between -1 and 1, 127 being 0.
      const reflection = Math.max(-0.98, Math.min(0.98, (258 * (bytes[offset + 1 + i]! - 127)) / 32_768))
      this.#reflections[i] = reflection
      shaping *= 1 - reflection * reflection
    }
    // The filter adds power; the level is that of the whole.
    this.#wantedGain = ((fullScale * 10 ** (levelDbov / 20)) / uniformRms) * Math.sqrt(shaping)
    if (!this.#isOn) this.#gain = 0
    this.#isOn = true
  }

  /** Talk has begun again. */
  stop(): void {
    this.#isOn = false
  }

  /** Fills `into`, of any length and rate. `false` when no noise is wanted; `into` is not touched then. */
  fill(into: Int16Array): boolean {
    if (!this.#isOn) return false
    for (let i = 0; i < into.length; i++) {
      this.#gain += (this.#wantedGain - this.#gain) * smoothing
      const value = this.#colour(this.#white() * this.#gain)
      into[i] = value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : Math.round(value)
    }
    return true
  }

  /** xorshift32, in [-1, 1). */
  #white(): number {
    let seed = this.#seed
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    this.#seed = seed
    return seed / 2_147_483_648
  }

  /** The all-pole lattice of the reflection coefficients. */
  #colour(input: number): number {
    const memory = this.#memory
    let forward = input
    for (let m = this.#order; m > 0; m--) {
      const reflection = this.#reflections[m - 1]!
      forward -= reflection * memory[m - 1]!
      memory[m] = memory[m - 1]! + reflection * forward
    }
    memory[0] = forward
    return forward
  }
}
