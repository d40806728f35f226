/** What happens next: a binary heap by time, and in the order of coming where the time is the same. */
export class EventHeap<What> {
  readonly #entries: Entry<What>[] = []
  #coming = 0

  nextAtMs(): number {
    return this.#entries[0]?.atMs ?? Number.POSITIVE_INFINITY
  }

  add(atMs: number, what: What): void {
    const entries = this.#entries
    const entry = { atMs, order: this.#coming++, what }
    let place = entries.length
    entries.push(entry)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = entries[above] as Entry<What>
      if (!isBefore(entry, parent)) break
      entries[place] = parent
      place = above
    }
    entries[place] = entry
  }

  take(): What | undefined {
    const entries = this.#entries
    const first = entries[0]
    const last = entries.pop()
    if (first === undefined || last === undefined || entries.length === 0) return first?.what
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= entries.length) break
      const right = entries[child + 1]
      if (right !== undefined && isBefore(right, entries[child] as Entry<What>)) child++
      const lesser = entries[child] as Entry<What>
      if (!isBefore(lesser, last)) break
      entries[place] = lesser
      place = child
    }
    entries[place] = last
    return first.what
  }
}

interface Entry<What> {
  readonly atMs: number
  readonly order: number
  readonly what: What
}

const isBefore = (a: Entry<unknown>, b: Entry<unknown>): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
