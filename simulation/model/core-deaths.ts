import type { CoreCounts } from './counts.ts'
import { drawsOf } from './distributions.ts'
import type { ModelCore } from './model.ts'
import type { Operation } from './operation.ts'
import type { Uniform } from './random-stream.ts'

/** What of a replication this is about. */
interface Surroundings {
  readonly chance: () => Uniform
  readonly counts: CoreCounts
  /** How much of a time counts. */
  within(fromMs: number, toMs: number): number
}

/** When the core dies, and the next one takes over. */
export class CoreDeaths {
  readonly #core: ModelCore
  readonly #horizonMs: number
  readonly #operation: Operation
  readonly #of: Surroundings

  constructor(core: ModelCore, horizonMs: number, operation: Operation, of: Surroundings) {
    this.#core = core
    this.#horizonMs = horizonMs
    this.#operation = operation
    this.#of = of
  }

  begin(): void {
    const { dies } = this.#core
    if ('atMs' in dies) for (const atMs of dies.atMs) this.#diesAt(atMs, () => {})
    else {
      const everyMs = drawsOf(dies.every, this.#of.chance())
      const next = () => this.#diesAt(this.#operation.nowMs + Math.max(leastMs, everyMs()), next)
      next()
    }
  }

  #diesAt(atMs: number, replaced: () => void): void {
    if (atMs >= this.#horizonMs) return
    const { takeOverMs } = this.#core
    const { counts, within } = this.#of
    this.#operation.at(atMs, () => {
      this.#operation.dies()
      counts.deaths++
      counts.downMs += within(atMs, atMs + takeOverMs)
      this.#operation.at(atMs + takeOverMs, () => {
        this.#operation.takesOver()
        replaced()
      })
    })
  }
}
/** A core that does not live at all takes nothing over. */
const leastMs = 1000
