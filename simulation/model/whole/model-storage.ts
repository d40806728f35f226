import { type RoutingEvent, type RoutingState, restoreState } from '#domain/routing/index.ts'
import { Storage } from '../../storage.ts'
import { beginIn, type House } from '../house.ts'

/** So many events are kept since the last snapshot, at most: memory does not grow with a day. */
const betweenSnapshots = 2000

/**
 * What outlives the core of a model. It begins with the house as it was set up, keeps only as much of the log as the next
 * core will read, and nothing of it where no core ever dies; of promises and recordings only those that are open.
 */
export class ModelStorage extends Storage {
  readonly #house: House
  readonly #isMortal: boolean
  /** Called with what is durable now. */
  onWritten: (events: readonly RoutingEvent[]) => void = () => {}

  constructor(house: House, isMortal: boolean) {
    super()
    this.#house = house
    this.#isMortal = isMortal
    if (isMortal) this.keepSnapshot(beginIn(house))
  }

  override rebuilt(): RoutingState {
    return this.#isMortal ? super.rebuilt() : restoreState(this.#house.slices)
  }

  override write(events: readonly RoutingEvent[]): void {
    if (this.#isMortal) super.write(events)
    for (const event of events) {
      if (event.type === 'CallbackEnded' || event.type === 'InteractionEnded')
        this.callbacks.delete(event.interactionId)
    }
    this.onWritten(events)
  }

  /** Between two commits. @param state all of which is durable */
  rests(state: RoutingState): void {
    if (this.log.length < betweenSnapshots) return
    this.log.length = 0
    this.keepSnapshot(state)
  }

  override keepParticulars(): void {}
  override keepRecording(): void {}
}
