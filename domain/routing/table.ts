/** The part of `Map` that a state needs. */
export interface Table<Key, Value> {
  readonly size: number
  get(key: Key): Value | undefined
  has(key: Key): boolean
  set(key: Key, value: Value): unknown
  delete(key: Key): boolean
  values(): Iterable<Value>
}

/** A table laid over another: the one below is read and stays as it is. */
export class DraftTable<Key, Value> implements Table<Key, Value> {
  readonly #below: ReadonlyMap<Key, Value>
  /** `undefined` stands for "deleted here". Begun with the first change: most tables are only read. */
  #own: Map<Key, Value | undefined> | undefined
  #grownBy = 0

  constructor(below: ReadonlyMap<Key, Value>) {
    this.#below = below
  }

  get size(): number {
    return this.#below.size + this.#grownBy
  }

  get(key: Key): Value | undefined {
    return this.#own?.has(key) ? this.#own.get(key) : this.#below.get(key)
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined
  }

  set(key: Key, value: Value): void {
    if (!this.has(key)) this.#grownBy++
    this.#own ??= new Map()
    this.#own.set(key, value)
  }

  delete(key: Key): boolean {
    if (!this.has(key)) return false
    this.#grownBy--
    this.#own ??= new Map()
    this.#own.set(key, undefined)
    return true
  }

  *values(): Generator<Value> {
    for (const [key, value] of this.#below) if (!this.#own?.has(key)) yield value
    for (const value of this.#own?.values() ?? []) if (value !== undefined) yield value
  }
}
