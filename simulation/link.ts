import type { VirtualClock } from './clock.ts'

/**
 * One connection between a core and an edge: in order both ways, with a delay. What is under way to the core when it
 * breaks is lost; what is under way to the edge may still arrive, which is the worse of the two for the core.
 */
export class Link {
  isOpen = true
  /** Messages that were sent and have not arrived. */
  underWay = 0
  readonly #clock: VirtualClock
  readonly #delayMs: () => number
  readonly #lastMs = { 'to-core': 0, 'to-edge': 0 }
  #arrivesYet = false
  readonly #onBreak: (() => void)[] = []

  constructor(clock: VirtualClock, delayMs: () => number) {
    this.#clock = clock
    this.#delayMs = delayMs
  }

  send(way: 'to-core' | 'to-edge', arrive: () => void): void {
    if (!this.isOpen) return
    const atMs = Math.max(this.#lastMs[way], this.#clock.nowMs + this.#delayMs())
    this.#lastMs[way] = atMs
    this.underWay++
    this.#clock.after(atMs - this.#clock.nowMs, () => {
      this.underWay--
      if (this.isOpen || (way === 'to-edge' && this.#arrivesYet)) arrive()
    })
  }

  onBreak(listener: () => void): void {
    this.#onBreak.push(listener)
  }

  break(arrivesYet: boolean): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#arrivesYet = arrivesYet
    for (const listener of this.#onBreak) listener()
  }
}
