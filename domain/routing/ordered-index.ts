/** What may be asked of an ordered index without changing it. */
export interface ReadableIndex<T> extends Iterable<T> {
  readonly size: number
  first(): T | undefined
  /** The entry before which `rank` others stand. */
  at(rank: number): T | undefined
  /** How many entries stand before `entry`, which need not be in it. */
  rankOf(entry: T): number
}

export interface Index<T> extends ReadableIndex<T> {
  add(entry: T): void
  remove(entry: T): void
}

type Compare<T> = (a: T, b: T) => number

/** A run is cut in two beyond this: a change moves no more memory than that, however long the whole is. */
const longestRun = 512

/**
 * Sorted runs of at most {@link longestRun} entries, one after the other: a change costs two binary searches and a short
 * move of memory, a walk is an array walk, and a rank is a sum over the runs (200 for 100,000 entries).
 * `compare` gives 0 only for the same entry.
 */
export class OrderedIndex<T> implements Index<T> {
  readonly #compare: Compare<T>
  /** None of them is empty. */
  readonly #runs: T[][] = []
  #size = 0

  constructor(compare: Compare<T>) {
    this.#compare = compare
  }

  get size(): number {
    return this.#size
  }

  first(): T | undefined {
    return this.#runs[0]?.[0]
  }

  at(rank: number): T | undefined {
    let left = rank
    for (const run of this.#runs) {
      if (left < run.length) return run[left]
      left -= run.length
    }
    return undefined
  }

  rankOf(entry: T): number {
    const at = this.#runOf(entry)
    let before = 0
    for (let i = 0; i < at; i++) before += this.#runs[i]?.length ?? 0
    return before + this.#placeIn(this.#runs[at] ?? [], entry)
  }

  has(entry: T): boolean {
    const run = this.#runs[this.#runOf(entry)]
    if (run === undefined) return false
    const found = run[this.#placeIn(run, entry)]
    return found !== undefined && this.#compare(found, entry) === 0
  }

  /** Adding what is there already changes nothing. */
  add(entry: T): void {
    const at = this.#runOf(entry)
    const run = this.#runs[at]
    if (run === undefined) {
      this.#runs.push([entry])
      this.#size++
      return
    }
    const place = this.#placeIn(run, entry)
    const found = run[place]
    if (found !== undefined && this.#compare(found, entry) === 0) return
    if (place === run.length) run.push(entry)
    else run.splice(place, 0, entry)
    this.#size++
    if (run.length > longestRun) this.#runs.splice(at + 1, 0, run.splice(run.length >>> 1))
  }

  remove(entry: T): void {
    const at = this.#runOf(entry)
    const run = this.#runs[at]
    if (run === undefined) return
    const place = this.#placeIn(run, entry)
    const found = run[place]
    if (found === undefined || this.#compare(found, entry) !== 0) return
    if (place === 0) run.shift()
    else run.splice(place, 1)
    this.#size--
    if (run.length === 0) this.#runs.splice(at, 1)
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const run of this.#runs) yield* run
  }

  /** The run in which `entry` stands or would: the last that does not begin behind it. */
  #runOf(entry: T): number {
    let low = 0
    let high = this.#runs.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#compare(this.#runs[middle]?.[0] as T, entry) <= 0) low = middle
      else high = middle - 1
    }
    return low
  }

  #placeIn(run: readonly T[], entry: T): number {
    let low = 0
    let high = run.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(run[middle] as T, entry) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** An index laid over another: the one below is read and stays as it is. */
export class DraftIndex<T> implements Index<T> {
  readonly #below: OrderedIndex<T>
  readonly #compare: Compare<T>
  /** Begun with the first of them: most of what is laid over is only read. */
  #added: OrderedIndex<T> | undefined
  #removed: OrderedIndex<T> | undefined

  constructor(below: OrderedIndex<T>, compare: Compare<T>) {
    this.#below = below
    this.#compare = compare
  }

  get size(): number {
    return this.#below.size + (this.#added?.size ?? 0) - (this.#removed?.size ?? 0)
  }

  first(): T | undefined {
    if (!this.#removed?.size && !this.#added?.size) return this.#below.first()
    for (const entry of this) return entry
    return undefined
  }

  at(rank: number): T | undefined {
    const added = this.#added
    if (!added?.size && !this.#removed?.size) return this.#below.at(rank)
    return this.#ranked(this.#below, rank) ?? (added && this.#ranked(added, rank))
  }

  rankOf(entry: T): number {
    return this.#below.rankOf(entry) + (this.#added?.rankOf(entry) ?? 0) - (this.#removed?.rankOf(entry) ?? 0)
  }

  add(entry: T): void {
    if (this.#removed?.has(entry)) {
      this.#removed.remove(entry)
    } else if (!this.#below.has(entry)) {
      this.#added ??= new OrderedIndex(this.#compare)
      this.#added.add(entry)
    }
  }

  remove(entry: T): void {
    if (this.#added?.has(entry)) {
      this.#added.remove(entry)
    } else if (this.#below.has(entry)) {
      this.#removed ??= new OrderedIndex(this.#compare)
      this.#removed.add(entry)
    }
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#added?.size || this.#removed?.size ? this.#both() : this.#below[Symbol.iterator]()
  }

  *#both(): Iterator<T> {
    const added = this.#added?.[Symbol.iterator]()
    let next = added?.next()
    for (const entry of this.#below) {
      if (this.#removed?.size && this.#removed.has(entry)) continue
      while (added && next && !next.done && this.#compare(next.value, entry) < 0) {
        yield next.value
        next = added.next()
      }
      yield entry
    }
    while (added && next && !next.done) {
      yield next.value
      next = added.next()
    }
  }

  /** The entry among those of `part` that has this rank in the whole, found by halves: ranks grow along it. */
  #ranked(part: ReadableIndex<T>, rank: number): T | undefined {
    let low = 0
    let high = part.size - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const entry = part.at(middle) as T
      const found = this.rankOf(entry)
      // A removed entry has the rank of the one behind it.
      if (found === rank && !this.#removed?.has(entry)) return entry
      if (found <= rank) low = middle + 1
      else high = middle - 1
    }
    return undefined
  }
}
