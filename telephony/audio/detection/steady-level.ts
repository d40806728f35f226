/** Loud frames after which steadiness is judged: 0.4 s. */
const leastFrames = 20
/** The weight of a new frame: the last 0.5 s or so count. */
const weight = 1 / 25
/** Speech swells and fades by 6 to 10 dB (standard deviation); music, tones and noise that sets in hardly do. */
const steadyDb = 1.6

/** Tells sound that keeps its level, as no voice does. */
export class SteadyLevel {
  #frames = 0
  #meanDb = 0
  #variance = 0

  /** Takes the level of a loud frame. */
  push(levelDbfs: number): void {
    this.#frames++
    const gain = Math.max(weight, 1 / this.#frames)
    const apartDb = levelDbfs - this.#meanDb
    this.#meanDb += gain * apartDb
    this.#variance = (1 - gain) * (this.#variance + gain * apartDb * apartDb)
  }

  get isSteady(): boolean {
    return this.#frames >= leastFrames && this.#variance < steadyDb * steadyDb
  }

  reset(): void {
    this.#frames = this.#meanDb = this.#variance = 0
  }
}
