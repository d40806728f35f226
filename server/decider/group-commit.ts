import type { Particulars } from '../core-services.ts'
import type { EventRecord } from './routing-store.ts'

/** One decision that waits to become durable; it may have no events (a refusal waits for what it was based on). */
export interface Pending<Event extends EventRecord> {
  readonly events: readonly Event[]
  readonly particulars: Particulars | undefined
  /** Called once: `durable`, or not and never to be. */
  readonly settle: (outcome: 'durable' | 'failed') => void
}

export interface GroupCommitOptions<Event extends EventRecord> {
  /** Writes the batch after what was written before; rejects when the outcome is unknown. */
  readonly write: (events: readonly Event[], particulars: readonly Particulars[]) => Promise<'appended' | 'fenced'>
  /** Called after each durable batch, before its decisions are settled. */
  readonly committed: (events: readonly Event[]) => void
  /** Called once, at the first batch that was not written or may not have been. Nothing more will be written. */
  readonly failed: (cause: 'fenced' | 'uncertain', error?: unknown) => void
}

const maxEventsInBatch = 2000
/** Beyond this many waiting decisions the store is too slow, and new ones are refused before they are made. */
const maxWaiting = 20_000

/**
 * The one ordered writer: while a batch is being written, all that is decided meanwhile gathers for the next. So the log has
 * the order in which things were decided, and a busy second costs few commits.
 */
export class GroupCommit<Event extends EventRecord> {
  readonly #options: GroupCommitOptions<Event>
  #waiting: Pending<Event>[] = []
  #isWriting = false
  #isOver = false

  constructor(options: GroupCommitOptions<Event>) {
    this.#options = options
  }

  get isFull(): boolean {
    return this.#waiting.length >= maxWaiting
  }

  enqueue(pending: Pending<Event>): void {
    if (this.#isOver) {
      pending.settle('failed')
      return
    }
    this.#waiting.push(pending)
    if (this.#isWriting) return
    this.#isWriting = true
    // What one message leads to, and all messages of one frame, are decided in one go: they are written together.
    queueMicrotask(() => void this.#writeAll())
  }

  /** Settles all that waits as failed and takes no more. A batch under way may still land: the next epoch fences it. */
  abandon(): void {
    this.#isOver = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const pending of waiting) pending.settle('failed')
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#isOver) {
      const batch = this.#takeBatch()
      const events = batch.flatMap((pending) => pending.events)
      const outcome = events.length === 0 ? 'appended' : await this.#write(batch, events)
      if (outcome !== 'appended' || this.#isOver) {
        this.#fail(outcome)
        for (const pending of batch) pending.settle('failed')
        break
      }
      if (events.length > 0) this.#options.committed(events)
      for (const pending of batch) pending.settle('durable')
    }
    this.#isWriting = false
  }

  #takeBatch(): Pending<Event>[] {
    let events = 0
    let count = 0
    for (const pending of this.#waiting) {
      events += pending.events.length
      if (count > 0 && events > maxEventsInBatch) break
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #write(
    batch: readonly Pending<Event>[],
    events: readonly Event[],
  ): Promise<'appended' | 'fenced' | { uncertain: unknown }> {
    const particulars = batch.flatMap((pending) => (pending.particulars ? [pending.particulars] : []))
    try {
      return await this.#options.write(events, particulars)
    } catch (error) {
      return { uncertain: error }
    }
  }

  #fail(outcome: 'appended' | 'fenced' | { uncertain: unknown }): void {
    if (this.#isOver) return
    this.#isOver = true
    if (typeof outcome === 'string') this.#options.failed('fenced')
    else this.#options.failed('uncertain', outcome.uncertain)
    this.abandon()
  }
}
