/** One scheduled thing. `index` is -1 once it has fired or was cancelled. */
export interface TimerEntry<Item> {
  readonly dueMs: number
  readonly order: number
  readonly item: Item
  index: number
}

/**
 * What is due next, among many: a binary heap in which cancelling takes the entry out at once, so that nothing of a finished
 * transaction stays behind. Equal times fire in the order in which they were set.
 */
export class TimerHeap<Item> {
  readonly #heap: TimerEntry<Item>[] = []
  #order = 0

  get size(): number {
    return this.#heap.length
  }

  nextDueMs(): number | undefined {
    return this.#heap[0]?.dueMs
  }

  schedule(dueMs: number, item: Item): TimerEntry<Item> {
    const entry: TimerEntry<Item> = { dueMs, order: this.#order++, item, index: this.#heap.length }
    this.#heap.push(entry)
    this.#rise(entry)
    return entry
  }

  cancel(entry: TimerEntry<Item>): void {
    if (entry.index < 0) return
    const last = this.#heap.pop() as TimerEntry<Item>
    if (last !== entry) {
      this.#put(last, entry.index)
      this.#rise(last)
      this.#sink(last)
    }
    entry.index = -1
  }

  /** Takes out the earliest item that is due, if one is. */
  takeDue(nowMs: number): Item | undefined {
    const first = this.#heap[0]
    if (first === undefined || first.dueMs > nowMs) return undefined
    this.cancel(first)
    return first.item
  }

  #put(entry: TimerEntry<Item>, index: number): void {
    entry.index = index
    this.#heap[index] = entry
  }

  #rise(entry: TimerEntry<Item>): void {
    while (entry.index > 0) {
      const parent = this.#heap[(entry.index - 1) >> 1] as TimerEntry<Item>
      if (!isEarlier(entry, parent)) return
      const index = parent.index
      this.#put(parent, entry.index)
      this.#put(entry, index)
    }
  }

  #sink(entry: TimerEntry<Item>): void {
    for (;;) {
      const left = this.#heap[entry.index * 2 + 1]
      const right = this.#heap[entry.index * 2 + 2]
      const child = left !== undefined && right !== undefined && isEarlier(right, left) ? right : left
      if (child === undefined || !isEarlier(child, entry)) return
      const index = child.index
      this.#put(child, entry.index)
      this.#put(entry, index)
    }
  }
}

function isEarlier<Item>(a: TimerEntry<Item>, b: TimerEntry<Item>): boolean {
  return a.dueMs === b.dueMs ? a.order < b.order : a.dueMs < b.dueMs
}
