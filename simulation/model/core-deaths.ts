import type { LegId } from '#kernel/ids.ts'
import type { CoreCounts } from './counts.ts'
import type { Deciding } from './deciding.ts'
import { drawsOf } from './distributions.ts'
import type { ModelCore } from './model.ts'
import type { Uniform } from './random-stream.ts'

/** What of a replication this is about. */
interface Surroundings {
  readonly chance: () => Uniform
  readonly counts: CoreCounts
  /** How much of a time counts. */
  within(fromMs: number, toMs: number): number
  /** Of the customers who are on a line. */
  readonly legIds: () => readonly LegId[]
}

/** When the core dies, and the next one takes over. */
export class CoreDeaths {
  readonly #core: ModelCore
  readonly #horizonMs: number
  readonly #deciding: Deciding
  readonly #of: Surroundings

  constructor(core: ModelCore, horizonMs: number, deciding: Deciding, of: Surroundings) {
    this.#core = core
    this.#horizonMs = horizonMs
    this.#deciding = deciding
    this.#of = of
  }

  begin(): void {
    const { dies } = this.#core
    if ('atMs' in dies) for (const atMs of dies.atMs) this.#diesAt(atMs, () => {})
    else {
      const everyMs = drawsOf(dies.every, this.#of.chance())
      const next = () => this.#diesAt(this.#deciding.nowMs + Math.max(leastMs, everyMs()), next)
      next()
    }
  }

  #diesAt(atMs: number, replaced: () => void): void {
    if (atMs >= this.#horizonMs) return
    const { takeOverMs } = this.#core
    const { counts, within, legIds } = this.#of
    this.#deciding.at(atMs, () => {
      this.#deciding.dies()
      counts.deaths++
      counts.downMs += within(atMs, atMs + takeOverMs)
      this.#deciding.at(atMs + takeOverMs, () => {
        this.#deciding.takesOver(legIds)
        replaced()
      })
    })
  }
}
/** A core that does not live at all takes nothing over. */
const leastMs = 1000
