import type { EdgeId, TrunkId } from '#kernel/ids.ts'
import type { EdgeEvent, TrunkStatus } from '#protocol/edge/index.ts'

/** How it goes with the trunks, as the edges told last. An edge that is away tells nothing: its word is forgotten. */
export class TrunkStates {
  readonly #statuses = new Map<TrunkId, { readonly edgeId: EdgeId; readonly status: TrunkStatus }>()

  get = (trunkId: TrunkId): TrunkStatus | undefined => this.#statuses.get(trunkId)?.status

  /** What is not known is tried. */
  isWorking = (trunkId: TrunkId): boolean => {
    const condition = this.get(trunkId)?.condition
    return condition !== 'off' && condition !== 'refused' && condition !== 'unreachable'
  }

  event(event: EdgeEvent, edgeId: EdgeId): void {
    if (event.type === 'trunk.changed') this.take(event.trunk, edgeId)
  }

  take(status: TrunkStatus, edgeId: EdgeId): void {
    this.#statuses.set(status.trunkId, { edgeId, status })
  }

  connectionChanged(edgeId: EdgeId, isConnected: boolean): void {
    if (isConnected) return
    for (const [trunkId, known] of this.#statuses) if (known.edgeId === edgeId) this.#statuses.delete(trunkId)
  }
}
