import { ensurePartitions } from '#adapters/postgres/event-log.ts'
import { verdictOf } from '#adapters/postgres/failure.ts'
import { migrate } from '#adapters/postgres/migrate.ts'
import { openPool, type Pool } from '#adapters/postgres/pool.ts'
import type { Clock } from '#adapters/system/clock.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { failure, type Result, success } from '#kernel/result.ts'

export interface CoreDatabase {
  /** For queries of people and projections. */
  readonly pool: Pool
  /** For the decider alone, so that no report can hold it up. */
  readonly deciderPool: Pool
  end(): Promise<void>
}

const partitionsEveryMs = 6 * 3_600_000

/** Opens the database and brings its schema up to date. Waits `withinMs` for a server that does not answer yet. */
export async function openDatabase(options: {
  readonly databaseUrl: string
  readonly withinMs: number
  readonly clock: Clock
  readonly logger: Logger
}): Promise<Result<CoreDatabase, string>> {
  const { databaseUrl, clock, logger } = options
  const onIdleFailure = (error: Error) => logger.warn('A database connection broke', { error })
  const pool = openPool({ databaseUrl, name: 'parley core', maxConnections: 12, onIdleFailure })
  const deciderPool = openPool({ databaseUrl, name: 'parley decider', maxConnections: 3, onIdleFailure })
  const end = async () => {
    clearTimeout(timer)
    await Promise.all([pool.end(), deciderPool.end()])
  }
  let timer: NodeJS.Timeout | undefined
  const keepPartitions = async () => {
    timer = setTimeout(() => void keepPartitions(), partitionsEveryMs).unref()
    await ensurePartitions(pool, clock.wallMs()).catch((error: unknown) =>
      logger.warn('Partitions of the log could not be made', { error }),
    )
  }

  const untilMs = clock.monotonicMs() + options.withinMs
  while (true) {
    try {
      const migrated = await migrate(pool)
      if (!migrated.ok) {
        await end()
        return migrated
      }
      if (migrated.value.length > 0) logger.info('Schema brought up to date', { applied: migrated.value })
      await keepPartitions()
      return success({ pool, deciderPool, end })
    } catch (error) {
      const isHopeless = verdictOf(error).kind !== 'unavailable' || clock.monotonicMs() > untilMs
      logger.warn('The database does not answer yet', { error })
      if (isHopeless) {
        await end()
        return failure(`The database cannot be used: ${(error as Error).message}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
}
