import { EventHeap } from './event-heap.ts'

/** Virtual time: things happen in the order of their times, and at the same time in the order in which they were planned. */
export class VirtualClock {
  nowMs: number
  readonly #planned = new EventHeap<() => void>()

  constructor(startMs: number) {
    this.nowMs = startMs
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + Math.max(0, delayMs), run)
  }

  at(atMs: number, run: () => void): void {
    this.#planned.add(atMs, run)
  }

  /** When something is planned next; `Infinity`: nothing is. */
  nextAtMs(): number {
    return this.#planned.nextAtMs()
  }

  /** Lives on to the next thing that is planned, and through it. */
  pass(): void {
    const atMs = this.#planned.nextAtMs()
    const run = this.#planned.take()
    this.nowMs = Math.max(this.nowMs, run ? atMs : this.nowMs)
    run?.()
  }

  /** Lets everything happen that is planned until `untilMs`, which is then the time. */
  runUntil(untilMs: number): void {
    while (this.#planned.nextAtMs() <= untilMs) this.pass()
    this.nowMs = Math.max(this.nowMs, untilMs)
  }
}
