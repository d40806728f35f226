import type { Logger } from '#adapters/system/logger.ts'
import { type EdgeId, type LegId, newId, type RandomBytes } from '#kernel/ids.ts'
import type { EdgeLink } from '../core-services.ts'

export interface WaitingRoomOptions {
  readonly edge: Pick<EdgeLink, 'send'>
  readonly graceMs: number
  readonly wallMs: () => number
  readonly randomBytes: RandomBytes
  readonly logger: Logger
}

/**
 * Callers who come while nothing can be decided (the database is away) hear music, and after the grace time a 503. When
 * deciding begins again before that, reconciling with the edge finds them unanswered and takes them in.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions
  readonly #waiting = new Map<LegId, NodeJS.Timeout>()

  constructor(options: WaitingRoomOptions) {
    this.#options = options
  }

  admit(edgeId: EdgeId, legId: LegId): void {
    if (this.#waiting.has(legId)) return
    const { edge, graceMs, wallMs, randomBytes, logger } = this.#options
    logger.warn('A caller waits because nothing can be decided', { legId })
    const playId = newId('play', wallMs(), randomBytes)
    void edge.send({ type: 'leg.play', legId, playId, items: [{ kind: 'music' }], loop: true }, { edgeId })
    const timer = setTimeout(() => {
      this.#waiting.delete(legId)
      void edge.send({ type: 'leg.refuse', legId, status: 503, reason: 'refused', retryAfterS: 10 }, { edgeId })
    }, graceMs)
    timer.unref()
    this.#waiting.set(legId, timer)
  }

  leave(legId: LegId): void {
    clearTimeout(this.#waiting.get(legId))
    this.#waiting.delete(legId)
  }

  /** Deciding has begun again. */
  close(): void {
    for (const legId of [...this.#waiting.keys()]) this.leave(legId)
  }
}
