import type { RegionCode } from '#domain/geography/index.ts'
import { incidentSlice } from '#domain/routing/index.ts'
import type { IncidentId, InteractionId, QueueId } from '#kernel/ids.ts'
import { queueIdAt } from './house.ts'
import type { Model } from './model.ts'
import { beginningMs } from './moments.ts'
import type { Operation } from './operation.ts'

/** Incidents of a model: declared when they begin; whoever waits then is lifted, and put back when they are over, in slices. */
export class Incidents {
  readonly #model: Model
  readonly #operation: Operation
  readonly #waiting: () => readonly InteractionId[]

  /** @param waiting who waits at that moment */
  constructor(model: Model, operation: Operation, waiting: () => readonly InteractionId[]) {
    this.#model = model
    this.#operation = operation
    this.#waiting = waiting
  }

  begin(): void {
    for (const [index, { fromMs }] of (this.#model.incidents ?? []).entries()) {
      this.#operation.at(fromMs, () => this.#operation.tell(() => this.#declares(index)))
    }
  }

  #declares(index: number): void {
    const { toMs, queues, regions, level = 0, headStartMs = 0 } = this.#model.incidents?.[index] ?? {}
    const endsAtMs = Math.round(beginningMs + (toMs ?? 0))
    // There was no core all the time that it lasted.
    if (endsAtMs <= beginningMs + this.#operation.nowMs) return
    const incidentId = `icd_${index}` as IncidentId
    this.#operation.does({
      ...{ type: 'DeclareIncident', incidentId, endsAtMs },
      match: {
        ...(queues && { queueIds: queues.map(this.#idOf) }),
        ...(regions && { regionCodes: regions as readonly string[] as readonly RegionCode[] }),
      },
      lift: { level, boostMs: headStartMs },
    })
    const waiting = this.#waiting()
    for (let from = 0; from < waiting.length; from += incidentSlice) {
      const interactionIds = waiting.slice(from, from + incidentSlice)
      this.#operation.does({ type: 'LiftWaiting', incidentId, interactionIds })
    }
  }

  /** Some of those whom it lifted are put back already. */
  isOver(incidentId: IncidentId): void {
    const operation = this.#operation
    const settles = () => {
      if (!operation.state.incidents.get(incidentId)?.isOver) return
      operation.does({ type: 'SettleIncident', incidentId })
      operation.at(operation.nowMs, () => operation.tell(settles))
    }
    operation.at(operation.nowMs, () => operation.tell(settles))
  }

  #idOf = (name: string): QueueId => queueIdAt(this.#model.queues.findIndex(({ id }) => id === name))
}
