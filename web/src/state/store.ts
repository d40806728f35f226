/** A value with listeners: the seam between framework-free logic and the screen. */
export class Store<Value> {
  #value: Value
  readonly #listeners = new Set<() => void>()

  constructor(value: Value) {
    this.#value = value
  }

  readonly get = (): Value => this.#value

  /** Replaces the value. Listeners hear of it only when it is another one. */
  set(value: Value): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of [...this.#listeners]) listener()
  }

  /** Replaces some fields of an object value; silent when all of them stay. */
  patch(fields: Partial<Value>): void {
    const current = this.#value
    const keys = Object.keys(fields) as (keyof Value)[]
    if (keys.every((key) => Object.is(fields[key], current[key]))) return
    this.set({ ...current, ...fields })
  }

  /** @returns a function that ends the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
