import type { Logger } from '#adapters/system/logger.ts'
import type { EdgeId } from '#kernel/ids.ts'
import type { Decider, EdgeLink } from '../core-services.ts'

export interface LostEdgesOptions {
  readonly decider: Pick<Decider, 'state' | 'execute'>
  readonly edge: Pick<EdgeLink, 'isConnected'>
  readonly afterMs: number
  readonly logger: Logger
}

/**
 * Gives up an edge that has been unconnected for `afterMs`: nobody else would ever end what it carried, and its agents would
 * stay engaged for ever. Should it come back after that, reconciling ends the legs that it still has.
 */
export class LostEdges {
  readonly #options: LostEdgesOptions
  readonly #away = new Map<EdgeId, NodeJS.Timeout>()

  constructor(options: LostEdgesOptions) {
    this.#options = options
  }

  /** The link to it broke; the time runs from the first break, however often it is tried again. */
  lost(edgeId: EdgeId): void {
    if (this.#away.has(edgeId)) return
    const timer = setTimeout(() => void this.#giveUp(edgeId), this.#options.afterMs)
    timer.unref()
    this.#away.set(edgeId, timer)
  }

  found(edgeId: EdgeId): void {
    clearTimeout(this.#away.get(edgeId))
    this.#away.delete(edgeId)
  }

  /** Deciding begins: of the edges in the state, some may be gone since before this core was there. */
  reloaded(): void {
    const { decider, edge } = this.#options
    for (const edgeId of decider.state?.edges.keys() ?? []) if (!edge.isConnected(edgeId)) this.lost(edgeId)
  }

  stop(): void {
    for (const edgeId of [...this.#away.keys()]) this.found(edgeId)
  }

  async #giveUp(edgeId: EdgeId): Promise<void> {
    const { decider, edge, logger } = this.#options
    this.#away.delete(edgeId)
    if (edge.isConnected(edgeId)) return
    try {
      const done = await decider.execute({ type: 'EdgeLost', edgeId })
      // When nothing can be decided now, the time runs anew from the moment in which it can be again.
      if (done.ok && done.value.length > 0) logger.error('An edge did not come back: its calls are over', { edgeId })
    } catch (error) {
      logger.error('An edge could not be given up', { edgeId, error })
    }
  }
}
