import {
  decide,
  decideInPlace,
  nextDueMs,
  type RoutingCommand,
  type RoutingEvent,
  type RoutingState,
} from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { IncarnationId, OfferId, RecordingId } from '#kernel/ids.ts'
import { EventHeap } from '../event-heap.ts'
import { Storage } from '../storage.ts'
import { beginIn, edgeId, type House, stationOf } from './house.ts'
import { beginningMs } from './moments.ts'
import { nobody, type People } from './operation.ts'

/** So many events are kept since the last snapshot, at most: memory does not grow with a day. */
const betweenSnapshots = 2000

/**
 * The core of a model: the decider itself in a time of its own, and what is to happen. It may die: then nothing is decided until
 * the next one has rebuilt the state from snapshot and log, as in the product. What people do meanwhile they tell it then.
 */
export class Deciding {
  state: RoutingState
  /** Milliseconds of the model. */
  nowMs = 0
  decisions = 0
  people: People = nobody
  /** For whoever looks on: called after each decision, before anything follows from it. */
  lookOn: ((state: RoutingState, events: readonly RoutingEvent[]) => void) | null = null
  isDown = false
  readonly #happenings = new EventHeap<() => void>()
  readonly #house: House
  readonly #letters: string
  readonly #storage: Storage | null
  #kept: (() => void)[] = []
  #offers = 0

  /** @param letters the decider draws its lots by an offer's letters, so each replication has letters of its own */
  constructor(house: House, letters: string, isMortal: boolean) {
    this.state = beginIn(house)
    this.#house = house
    this.#letters = letters
    this.#storage = isMortal ? new Storage() : null
    this.#storage?.keepSnapshot(this.state)
  }

  /** Something of the world, which happens whether a core lives or not. */
  at(atMs: number, deed: () => void): void {
    this.#happenings.add(atMs, deed)
  }

  /** What a core has to learn, or is asked: now, or as soon as there is one. */
  tell(deed: () => void): void {
    if (this.isDown) this.#kept.push(deed)
    else deed()
  }

  /** When something happens, or is due; `Infinity`: nothing ever will. */
  nextAtMs(): number {
    return Math.min(this.#happenings.nextAtMs(), this.#dueMs())
  }

  /** Lives on to that moment, and through the first thing of it. */
  pass(atMs: number): void {
    this.nowMs = atMs
    if (this.#dueMs() > atMs) {
      this.#happenings.take()?.()
      return
    }
    const decided = this.#decides({ type: 'AdvanceTime' })
    assert(decided.length > 0, 'what is due is decided')
    this.#tells(decided)
  }

  does(command: RoutingCommand): void {
    this.#tells(this.#decides(command))
  }

  #decides(command: RoutingCommand): readonly RoutingEvent[] {
    this.decisions++
    const decided = decideInPlace(this.state, command, {
      nowMs: beginningMs + this.nowMs,
      newOfferId: () => `off_${this.#letters}_${++this.#offers}` as OfferId,
    })
    assert(decided.ok, `${command.type} is refused: ${decided.ok ? '' : decided.error.code}`)
    if (this.#storage) this.#write(this.#storage, decided.value)
    this.lookOn?.(this.state, decided.value)
    return decided.value
  }

  #tells(events: readonly RoutingEvent[]): void {
    this.people.follow(events)
  }

  /** Whether somebody is free for him: the decider is asked what would be, and only reads. */
  wouldBeAsked(command: Extract<RoutingCommand, { type: 'EnqueueInteraction' }>): boolean {
    const newOfferId = () => `off_${this.#letters}_never` as OfferId
    const decided = decide(this.state, command, { nowMs: beginningMs + this.nowMs, newOfferId })
    return decided.ok && decided.value.some(({ type }) => type === 'OfferMade')
  }

  dies(): void {
    this.isDown = true
  }

  /** The next core: it reads the log, hears what the edge kept for it, and what the edge carries is true. */
  takesOver(recordingIds: readonly RecordingId[] = []): void {
    assert(this.#storage, 'only who keeps a log can be taken over')
    this.state = this.#storage.rebuilt()
    this.isDown = false
    const kept = this.#kept
    this.#kept = []
    for (const deed of kept) deed()
    const stations = [...this.#house.groupOf.keys()].map((agentId) => ({
      agentId,
      ...stationOf(agentId),
      isReachable: true,
    }))
    this.does({
      type: 'Reconcile',
      edgeId,
      incarnation: 'inc_model' as IncarnationId,
      legIds: [...stations.map(({ legId }) => legId), ...this.people.legIds()],
      recordingIds,
      stations,
    })
  }

  #dueMs(): number {
    return this.isDown ? Number.POSITIVE_INFINITY : (nextDueMs(this.state) ?? Number.POSITIVE_INFINITY) - beginningMs
  }

  #write(storage: Storage, events: readonly RoutingEvent[]): void {
    storage.write(events)
    if (storage.log.length < betweenSnapshots) return
    storage.log.length = 0
    storage.keepSnapshot(this.state)
  }
}
