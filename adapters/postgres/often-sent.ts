/** As pgjdbc does (prepareThreshold): what was sent this often is planned once by each connection. */
const often = 5
/** Each name is a plan in the memory of each of our connections. */
const mostNames = 200
/** Texts that are built anew each time (a list of values written out) must not fill our memory. */
const mostCounted = 2000

/**
 * Which statements are sent so often that a connection plans them once and keeps the plan, under a name of their own. Planning a
 * statement that joins six tables costs PostgreSQL more than running it for one row. Whether a kept plan is as good as one for
 * these very values is PostgreSQL's own judgement (`plan_cache_mode = auto`).
 */
export class OftenSent {
  readonly #names = new Map<string, string>()
  readonly #counted = new Map<string, number>()

  /** Counts one more; the name to send it under, `undefined` as long as it is rare. */
  nameOf(text: string): string | undefined {
    const name = this.#names.get(text)
    if (name !== undefined || this.#names.size >= mostNames) return name
    const count = (this.#counted.get(text) ?? 0) + 1
    if (count < often) {
      if (this.#counted.size >= mostCounted) this.#counted.clear()
      this.#counted.set(text, count)
      return undefined
    }
    this.#counted.delete(text)
    const given = `often-${this.#names.size + 1}`
    this.#names.set(text, given)
    return given
  }
}
