import { DraftIndex, type Index, OrderedIndex, type ReadableIndex } from './ordered-index.ts'

/** What entries of one bucket have in common. */
interface Label {
  readonly key: string
}

export interface Bucket<L, Entry> {
  readonly label: L
  readonly entries: ReadableIndex<Entry>
}

/** Ordered entries, apart by what they have in common. */
export interface Buckets<L extends Label, Entry> {
  /** Those that are not empty. */
  [Symbol.iterator](): Iterator<Bucket<L, Entry>>
  get(key: string): Bucket<L, Entry> | undefined
  change(label: L, deed: 'add' | 'remove', entry: Entry): void
}

interface LiveBucket<L, Entry> extends Bucket<L, Entry> {
  readonly entries: OrderedIndex<Entry>
}

type Compare<Entry> = (a: Entry, b: Entry) => number

/** So many empty ones are kept for those who come next. */
const emptyAtMost = 64

export class LiveBuckets<L extends Label, Entry> implements Buckets<L, Entry> {
  readonly compare: Compare<Entry>
  readonly #buckets = new Map<string, LiveBucket<L, Entry>>()
  /** A walk looks at these alone. */
  readonly #filled = new Set<LiveBucket<L, Entry>>()

  constructor(compare: Compare<Entry>) {
    this.compare = compare
  }

  [Symbol.iterator]() {
    return this.#filled.values()
  }

  get(key: string) {
    return this.#buckets.get(key)
  }

  change(label: L, deed: 'add' | 'remove', entry: Entry): void {
    let bucket = this.#buckets.get(label.key)
    if (!bucket) {
      if (deed === 'remove') return
      bucket = { label, entries: new OrderedIndex(this.compare) }
      this.#buckets.set(label.key, bucket)
    }
    const { entries } = bucket
    const wasEmpty = entries.size === 0
    entries[deed](entry)
    const isEmpty = entries.size === 0
    if (isEmpty === wasEmpty) return
    if (!isEmpty) {
      this.#filled.add(bucket)
      return
    }
    this.#filled.delete(bucket)
    if (this.#buckets.size - this.#filled.size > emptyAtMost) this.#buckets.delete(label.key)
  }
}

/** Buckets laid over others, which stay as they are. */
export class DraftBuckets<L extends Label, Entry> implements Buckets<L, Entry> {
  readonly #below: LiveBuckets<L, Entry>
  #laidOver: Map<string, { readonly label: L; readonly entries: Index<Entry> }> | undefined

  constructor(below: LiveBuckets<L, Entry>) {
    this.#below = below
  }

  [Symbol.iterator](): Iterator<Bucket<L, Entry>> {
    return this.#laidOver === undefined ? this.#below[Symbol.iterator]() : this.#both(this.#laidOver)
  }

  get(key: string): Bucket<L, Entry> | undefined {
    return this.#laidOver?.get(key) ?? this.#below.get(key)
  }

  change(label: L, deed: 'add' | 'remove', entry: Entry): void {
    this.#laidOver ??= new Map()
    let bucket = this.#laidOver.get(label.key)
    if (!bucket) {
      const below = this.#below.get(label.key)
      const { compare } = this.#below
      bucket = below
        ? { label: below.label, entries: new DraftIndex(below.entries, compare) }
        : { label, entries: new OrderedIndex(compare) }
      this.#laidOver.set(label.key, bucket)
    }
    bucket.entries[deed](entry)
  }

  *#both(laidOver: ReadonlyMap<string, Bucket<L, Entry>>): Iterator<Bucket<L, Entry>> {
    for (const below of this.#below) {
      const now = laidOver.get(below.label.key) ?? below
      if (now.entries.size > 0) yield now
    }
    for (const [key, own] of laidOver) if (own.entries.size > 0 && !this.#below.get(key)?.entries.size) yield own
  }
}
