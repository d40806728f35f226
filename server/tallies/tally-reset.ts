import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { isTallyOver, type RoutingState, type TallyPeriod } from '#domain/routing/index.ts'
import type { Decider } from '../core-services.ts'

const everyMs = 60_000

/** Begins what strategies count of each agent anew when its period is over, also one that ended while no core ran. */
export class TallyReset {
  readonly #options: TallyResetOptions
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(options: TallyResetOptions) {
    this.#options = options
  }

  /** Looks now and once a minute from then on. */
  start(): void {
    void this.look().finally(() => {
      if (this.#isStopped) return
      this.#timer = setTimeout(() => this.start(), everyMs).unref()
    })
  }

  async look(): Promise<void> {
    const { db, decider, clock, logger } = this.#options
    try {
      const since = decider.isReady ? countedSince(decider.state) : undefined
      if (since === undefined) return
      if (isTallyOver(await readTallyPeriod(db), since, clock.wallMs())) await decider.execute({ type: 'ResetTallies' })
    } catch (error) {
      logger.warn('What strategies count could not be begun anew', { error })
    }
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }
}

export interface TallyResetOptions {
  readonly db: Kysely<Database>
  readonly decider: Pick<Decider, 'isReady' | 'state' | 'execute'>
  readonly clock: Pick<Clock, 'wallMs'>
  readonly logger: Logger
}

/** Of whoever was there first, UTC milliseconds; `undefined`: nobody is there. */
export function countedSince(state: Pick<RoutingState, 'agents'> | undefined): number | undefined {
  let since: number | undefined
  for (const { tally } of state?.agents.values() ?? []) since = Math.min(since ?? tally.sinceMs, tally.sinceMs)
  return since
}

/** As the tables have it, in the zone of the root unit; UTC before there is one. */
export async function readTallyPeriod(db: Kysely<Database>): Promise<TallyPeriod> {
  const row = await db
    .selectFrom('organization')
    .leftJoin('business_unit', 'business_unit.business_unit_id', 'organization.root_unit_id')
    .select(['tally_period', 'tally_reset_minute', 'business_unit.time_zone'])
    .executeTakeFirstOrThrow()
  return { period: row.tally_period, resetMinute: row.tally_reset_minute, timeZone: row.time_zone ?? 'UTC' }
}
