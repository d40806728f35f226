import type { CommandId } from '#kernel/ids.ts'

const keptMs = 600_000
const mostKept = 200_000

/** Outcomes of commands for ten minutes, so that a command that is given again is answered and not done again. */
export class OutcomeMemory<Outcome> {
  readonly #outcomes = new Map<CommandId, { readonly outcome: Promise<Outcome>; readonly atMs: number }>()
  readonly #monotonicMs: () => number

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
  }

  get size(): number {
    return this.#outcomes.size
  }

  /** The outcome of `id`: of the first time if there was one within the ten minutes, also while it is still being done. */
  once(id: CommandId, perform: () => Promise<Outcome>): Promise<Outcome> {
    this.#forgetOld()
    const known = this.#outcomes.get(id)
    if (known) return known.outcome
    const outcome = perform()
    this.#outcomes.set(id, { outcome, atMs: this.#monotonicMs() })
    return outcome
  }

  #forgetOld(): void {
    const oldestMs = this.#monotonicMs() - keptMs
    // A Map keeps the order of insertion: the oldest come first.
    for (const [id, { atMs }] of this.#outcomes) {
      if (atMs > oldestMs && this.#outcomes.size < mostKept) return
      this.#outcomes.delete(id)
    }
  }
}
