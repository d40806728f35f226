import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { isOpen } from '#domain/dialing/index.ts'
import type { RoutingCommand } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import { readOpeningHours } from '../configuration/number-plan.ts'
import type { Configuration, Decider } from '../core-services.ts'

export interface QueueHoursOptions {
  readonly db: Kysely<Database>
  readonly decider: Pick<Decider, 'isReady' | 'state' | 'execute'>
  readonly configuration: Pick<Configuration, 'subscribe'>
  readonly clock: Pick<Clock, 'wallMs'>
  readonly logger: Logger
}

/** Hours begin and end at full minutes: it looks this long after each. */
const afterTheMinuteMs = 50
const minuteMs = 60_000
const soonMs = 500

/** Opens and closes queues by their hours: at each full minute, and when hours or queues are set otherwise. */
export class QueueHours {
  readonly #options: QueueHoursOptions
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #unsubscribe: (() => void) | undefined

  constructor(options: QueueHoursOptions) {
    this.#options = options
  }

  start(): void {
    this.#unsubscribe ??= this.#options.configuration.subscribe(() => void this.look())
    const untilNextMs = minuteMs - (this.#options.clock.wallMs() % minuteMs) + afterTheMinuteMs
    this.#timer = setTimeout(() => this.start(), untilNextMs).unref()
    void this.look()
  }

  async look(): Promise<void> {
    const { decider, clock, logger } = this.#options
    try {
      const closed = await this.#closedAt(clock.wallMs())
      if (!decider.isReady) return
      const commands: RoutingCommand[] = []
      for (const { queueId, isClosed = false } of decider.state?.queues.values() ?? []) {
        if (isClosed !== closed.has(queueId)) commands.push({ type: isClosed ? 'OpenQueue' : 'CloseQueue', queueId })
      }
      await Promise.all(commands.map((command) => decider.execute(command)))
      // One that was added this moment, and that routing has not heard of yet.
      if ([...closed].some((queueId) => !decider.state?.queues.has(queueId))) this.#lookSoon()
    } catch (error) {
      logger.warn('Queues could not be opened or closed by their hours', { error })
    }
  }

  #lookSoon(): void {
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => void this.look(), soonMs).unref()
  }

  async #closedAt(nowMs: number): Promise<ReadonlySet<QueueId>> {
    const { db } = this.#options
    const rows = await db
      .selectFrom('queue')
      .where('is_active', '=', true)
      .where('business_hours_id', 'is not', null)
      .select(['queue_id', 'business_hours_id'])
      .execute()
    if (rows.length === 0) return new Set()
    const hours = await readOpeningHours(db)
    const isClosed = (id: (typeof rows)[number]['business_hours_id']) => {
      const known = id === null ? undefined : hours.get(id)
      return known !== undefined && !isOpen(known, nowMs)
    }
    return new Set(rows.filter((row) => isClosed(row.business_hours_id)).map((row) => row.queue_id))
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#soon)
    this.#unsubscribe?.()
  }
}
