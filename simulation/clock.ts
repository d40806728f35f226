/** Virtual time: things happen in the order of their times, and at the same time in the order in which they were planned. */
export class VirtualClock {
  nowMs: number
  readonly #heap: { atMs: number; order: number; run: () => void }[] = []
  #order = 0

  constructor(startMs: number) {
    this.nowMs = startMs
  }

  after(delayMs: number, run: () => void): void {
    const item = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, run }
    const heap = this.#heap
    let index = heap.push(item) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#isBefore(index, parent)) break
      this.#swap(index, parent)
      index = parent
    }
  }

  /** Lets everything happen that is planned until `untilMs`, which is then the time. */
  runUntil(untilMs: number): void {
    for (let first = this.#heap[0]; first && first.atMs <= untilMs; first = this.#heap[0]) {
      this.#takeFirst()
      this.nowMs = Math.max(this.nowMs, first.atMs)
      first.run()
    }
    this.nowMs = Math.max(this.nowMs, untilMs)
  }

  #takeFirst(): void {
    const heap = this.#heap
    this.#swap(0, heap.length - 1)
    heap.pop()
    let index = 0
    for (;;) {
      let least = index
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < heap.length && this.#isBefore(child, least)) least = child
      }
      if (least === index) return
      this.#swap(index, least)
      index = least
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [itemA, itemB] = [this.#heap[a], this.#heap[b]]
    if (!itemA || !itemB) return false
    return itemA.atMs < itemB.atMs || (itemA.atMs === itemB.atMs && itemA.order < itemB.order)
  }

  #swap(a: number, b: number): void {
    const [itemA, itemB] = [this.#heap[a], this.#heap[b]]
    if (!itemA || !itemB) return
    this.#heap[a] = itemB
    this.#heap[b] = itemA
  }
}
