/** What may be asked of an ordered index without changing it. */
export interface ReadableIndex<T> extends Iterable<T> {
  readonly size: number
  first(): T | undefined
  /** How many entries stand before `entry`, which need not be in it. */
  rankOf(entry: T): number
}

export interface Index<T> extends ReadableIndex<T> {
  add(entry: T): void
  remove(entry: T): void
}

/**
 * A sorted array: 20,000 entries cost a binary search and a short memory move a change, and walking it is an array walk.
 * `compare` gives 0 only for the same entry.
 */
export class OrderedIndex<T> implements Index<T> {
  readonly #compare: (a: T, b: T) => number
  readonly #entries: T[] = []

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#entries.length
  }

  first(): T | undefined {
    return this.#entries[0]
  }

  rankOf(entry: T): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(this.#entries[middle] as T, entry) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  has(entry: T): boolean {
    const found = this.#entries[this.rankOf(entry)]
    return found !== undefined && this.#compare(found, entry) === 0
  }

  /** Adding what is there already changes nothing. */
  add(entry: T): void {
    const rank = this.rankOf(entry)
    const found = this.#entries[rank]
    if (found !== undefined && this.#compare(found, entry) === 0) return
    this.#entries.splice(rank, 0, entry)
  }

  remove(entry: T): void {
    const rank = this.rankOf(entry)
    const found = this.#entries[rank]
    if (found !== undefined && this.#compare(found, entry) === 0) this.#entries.splice(rank, 1)
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#entries[Symbol.iterator]()
  }
}

/** An index laid over another: the one below is read and stays as it is. */
export class DraftIndex<T> implements Index<T> {
  readonly #below: OrderedIndex<T>
  readonly #compare: (a: T, b: T) => number
  readonly #added: OrderedIndex<T>
  readonly #removed: OrderedIndex<T>

  constructor(below: OrderedIndex<T>, compare: (a: T, b: T) => number) {
    this.#below = below
    this.#compare = compare
    this.#added = new OrderedIndex(compare)
    this.#removed = new OrderedIndex(compare)
  }

  get size(): number {
    return this.#below.size + this.#added.size - this.#removed.size
  }

  first(): T | undefined {
    for (const entry of this) return entry
    return undefined
  }

  rankOf(entry: T): number {
    return this.#below.rankOf(entry) + this.#added.rankOf(entry) - this.#removed.rankOf(entry)
  }

  add(entry: T): void {
    if (this.#removed.has(entry)) this.#removed.remove(entry)
    else if (!this.#below.has(entry)) this.#added.add(entry)
  }

  remove(entry: T): void {
    if (this.#added.has(entry)) this.#added.remove(entry)
    else if (this.#below.has(entry)) this.#removed.add(entry)
  }

  *[Symbol.iterator](): Iterator<T> {
    const added = this.#added[Symbol.iterator]()
    let next = added.next()
    for (const entry of this.#below) {
      if (this.#removed.size > 0 && this.#removed.has(entry)) continue
      while (!next.done && this.#compare(next.value, entry) < 0) {
        yield next.value
        next = added.next()
      }
      yield entry
    }
    while (!next.done) {
      yield next.value
      next = added.next()
    }
  }
}
