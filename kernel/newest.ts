/**
 * The values that were put in last, by their keys: at least the newest `atLeast` of them, never more than twice as many. They
 * are forgotten a generation at a time: a map whose oldest entry is taken out at each new one has to step over the places of all
 * that it lost so far, which at thousands of entries costs more than what is remembered saves.
 */
export class Newest<Key, Value> {
  readonly #atLeast: number
  #latest = new Map<Key, Value>()
  #earlier: Map<Key, Value> = new Map()

  constructor(atLeast: number) {
    this.#atLeast = atLeast
  }

  get size(): number {
    return this.#latest.size + this.#earlier.size
  }

  get(key: Key): Value | undefined {
    return this.#latest.get(key) ?? this.#earlier.get(key)
  }

  has(key: Key): boolean {
    return this.#latest.has(key) || this.#earlier.has(key)
  }

  /** The key counts as new by it, also when it was there before. */
  set(key: Key, value: Value): void {
    this.#earlier.delete(key)
    if (this.#latest.size >= this.#atLeast && !this.#latest.has(key)) {
      this.#earlier = this.#latest
      this.#latest = new Map()
    }
    this.#latest.set(key, value)
  }

  /** The older generation first. */
  *entries(): Generator<readonly [Key, Value]> {
    yield* this.#earlier
    yield* this.#latest
  }

  delete(key: Key): boolean {
    const wasLatest = this.#latest.delete(key)
    return this.#earlier.delete(key) || wasLatest
  }
}
