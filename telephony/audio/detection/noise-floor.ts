/** Frames of 20 ms in a stretch, and stretches that are remembered: 1.2 s in all. Speech pauses more often than that. */
const stretchFrames = 5
const stretches = 12
/** The smallest of many levels lies below what noise is on average. */
const biasDb = 2
/** Until this many stretches have been heard, what is loud may be speech that began at once: the floor is not above this. */
const settledStretches = 6
const unsettledDbfs = -48
const lowestDbfs = -75

/** The level of what sounds behind speech: the quietest of the last 1.2 s (minimum statistics). */
export class NoiseFloor {
  readonly #minima = new Float64Array(stretches).fill(Number.POSITIVE_INFINITY)
  #minimum = Number.POSITIVE_INFINITY
  #frames = 0
  #heard = 0
  /** In dBFS RMS. */
  levelDbfs = lowestDbfs

  push(levelDbfs: number): void {
    if (levelDbfs < this.#minimum) this.#minimum = levelDbfs
    this.#frames++
    if (this.#frames === stretchFrames) {
      this.#minima[this.#heard % stretches] = this.#minimum
      this.#heard++
      this.#minimum = Number.POSITIVE_INFINITY
      this.#frames = 0
    }
    let least = this.#minimum
    for (let i = 0; i < stretches; i++) if (this.#minima[i]! < least) least = this.#minima[i]!
    const floor = Math.max(lowestDbfs, least + biasDb)
    this.levelDbfs = this.#heard < settledStretches ? Math.min(unsettledDbfs, floor) : floor
  }

  reset(): void {
    this.#minima.fill(Number.POSITIVE_INFINITY)
    this.#minimum = Number.POSITIVE_INFINITY
    this.#frames = this.#heard = 0
    this.levelDbfs = lowestDbfs
  }
}
