import type { RoutingEvent } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import type { Period } from './day.ts'

interface Times {
  readonly spans: { fromMs: number; toMs: number }[]
  /** Open since then; `null`: closed. */
  sinceMs: number | null
}

/**
 * When queues were open in a period. Whether one was so at its beginning says the first that the log tells of it: one that
 * closes, or turns nobody away for being closed, was open.
 */
export class OpeningTimes {
  readonly #period: Period
  readonly #queues = new Map<QueueId, Times>()

  constructor(period: Period) {
    this.#period = period
  }

  read(event: RoutingEvent): void {
    if (event.type === 'QueueOpened') {
      const known = this.#queues.get(event.queueId)
      if (known) known.sinceMs ??= event.atMs
      else this.#queues.set(event.queueId, { spans: [], sinceMs: event.atMs })
    } else if (event.type === 'QueueClosed') {
      const times = this.#of(event.queueId)
      if (times.sinceMs !== null) times.spans.push({ fromMs: times.sinceMs, toMs: event.atMs })
      times.sinceMs = null
    } else if (event.type === 'InteractionDiverted' && event.cause === 'closed' && !this.#queues.has(event.queueId)) {
      this.#queues.set(event.queueId, { spans: [], sinceMs: null })
    }
  }

  /** In milliseconds of the model; undefined: open all the time. */
  of(queueId: QueueId): { fromMs: number; toMs: number }[] | undefined {
    const times = this.#queues.get(queueId)
    if (!times) return undefined
    const { fromMs, toMs } = this.#period
    const all = times.sinceMs === null ? times.spans : [...times.spans, { fromMs: times.sinceMs, toMs }]
    const spans = all
      .map((span) => ({ fromMs: Math.max(0, span.fromMs - fromMs), toMs: Math.min(span.toMs, toMs) - fromMs }))
      .filter((span) => span.toMs > span.fromMs)
    // A model's hours are not empty: one that was closed all day opens for its last moment.
    return spans.length > 0 ? spans : [{ fromMs: toMs - fromMs - 1, toMs: toMs - fromMs }]
  }

  #of(queueId: QueueId): Times {
    const known = this.#queues.get(queueId)
    if (known) return known
    const begun: Times = { spans: [], sinceMs: this.#period.fromMs }
    this.#queues.set(queueId, begun)
    return begun
  }
}
