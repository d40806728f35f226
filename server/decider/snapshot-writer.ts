import type { Logger } from '#adapters/system/logger.ts'
import { type RoutingState, snapshotSlices } from '#domain/routing/index.ts'
import type { RoutingStore } from './routing-store.ts'

/** What a snapshot is taken of. */
export interface Subject {
  readonly state: RoutingState
  /** The positions of the last event that is decided, and of the last one that is durable. */
  readonly decided: number
  readonly durable: number
}

/**
 * Writes a snapshot after every so many events. It is taken of the state of one moment, which may be ahead of the log, and
 * written once the events that led to it are durable, slice by slice while deciding goes on.
 */
export class SnapshotWriter {
  readonly #store: Pick<RoutingStore, 'writeSnapshot'>
  readonly #every: (state: RoutingState) => number
  readonly #logger: Logger
  #newest = 0
  #taken: { readonly position: number; readonly slices: ReturnType<typeof snapshotSlices> } | undefined
  #writing: Promise<void> | undefined

  constructor(options: {
    store: Pick<RoutingStore, 'writeSnapshot'>
    every: (state: RoutingState) => number
    logger: Logger
  }) {
    this.#store = options.store
    this.#every = options.every
    this.#logger = options.logger
  }

  /** @param position of the newest snapshot that there is: what came after it is read again at each start */
  begin(position: number): void {
    this.#newest = position
    this.#taken = undefined
  }

  /** Something was decided. */
  decided(of: Subject): void {
    if (this.#taken || of.decided - this.#newest < this.#every(of.state)) return
    this.#taken = { position: of.decided, slices: snapshotSlices(of.state) }
    this.#newest = of.decided
  }

  /** Something is durable. */
  durable(of: Subject): void {
    const taken = this.#taken
    if (!taken || this.#writing || of.durable < taken.position) return
    this.#writing = this.#store
      .writeSnapshot(taken.position, taken.slices)
      .then(() => this.#logger.debug('Snapshot written', { position: taken.position }))
      .catch((error: unknown) => this.#logger.warn('A snapshot could not be written', { error }))
      .finally(() => {
        this.#writing = undefined
        if (this.#taken === taken) this.#taken = undefined
      })
  }

  /** Resolves when the one that is being written is done. */
  async settled(): Promise<void> {
    await this.#writing
  }
}
