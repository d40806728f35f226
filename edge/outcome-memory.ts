import type { CommandId } from '#kernel/ids.ts'

const keptMs = 600_000
const mostKept = 100_000

/**
 * Outcomes of commands for ten minutes at least, so that a command that is given again is answered and not done again. They
 * are forgotten a generation at a time, so that one of them is a place in a map and no more: a busy edge has seven a call.
 */
export class OutcomeMemory<Outcome> {
  #latest = new Map<CommandId, Outcome | Promise<Outcome>>()
  #earlier: ReadonlyMap<CommandId, Outcome | Promise<Outcome>> = new Map()
  #latestSinceMs: number
  readonly #monotonicMs: () => number

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
    this.#latestSinceMs = monotonicMs()
  }

  get size(): number {
    return this.#latest.size + this.#earlier.size
  }

  /** The outcome of `id`: of the first time if there was one within the ten minutes, also while it is still being done. */
  once(id: CommandId, perform: () => Promise<Outcome>): Promise<Outcome> {
    this.#forgetOld()
    const known = this.#latest.get(id) ?? this.#earlier.get(id)
    if (known !== undefined) return Promise.resolve(known)
    const generation = this.#latest
    const outcome = perform()
    generation.set(id, outcome)
    return outcome.then((value) => {
      generation.set(id, value)
      return value
    })
  }

  #forgetOld(): void {
    const nowMs = this.#monotonicMs()
    if (nowMs - this.#latestSinceMs < keptMs && this.#latest.size < mostKept) return
    // A generation that had its time to itself is old enough as a whole.
    this.#earlier = nowMs - this.#latestSinceMs < 2 * keptMs ? this.#latest : new Map()
    this.#latest = new Map()
    this.#latestSinceMs = nowMs
  }
}
